import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { interrupted } from "../interrupt.ts";
import type { Progress } from "./named-set.ts";

/** A file on the web and what it must hold. */
export interface RemoteFile {
  readonly url: string;
  readonly md5: string;
}

export interface DownloadOptions {
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  /** Milliseconds without a byte, or without an answer, after which a host counts as out of reach. */
  readonly patience?: number;
}

/** Why a file could not be had from a host; the caller may know another place. */
export class Unreachable extends Error {}

const PATIENCE = 8000;
const MOST_REDIRECTS = 5;
/** No file that is known by name is larger; a host that sends more sends something else. */
const MOST_BYTES = 2 ** 29;

/**
 * A file from the web, checked against its MD5 and taken as it is sent: `fetch` would unpack what a host declares as
 * compressed. Goes by HTTP_PROXY, HTTPS_PROXY and NO_PROXY where Node can. Throws `Unreachable` where the host does
 * not answer, breaks off, or sends something else, and a RunExpError `interrupted`.
 */
export async function download({ url, md5 }: RemoteFile, options: DownloadOptions): Promise<Buffer> {
  const { host } = new URL(url);
  const name = nameOf(url);
  const ending = new AbortController();
  const end = () => ending.abort();
  options.signal?.addEventListener("abort", end);
  const timer = setTimeout(end, options.patience ?? PATIENCE);
  let received = 0;
  try {
    const response = await follow(url, ending.signal, MOST_REDIRECTS);
    const file = await contentOf(response, (done, total) => {
      timer.refresh();
      received = done;
      options.progress(name, done, total);
    });
    if (file !== undefined && createHash("md5").update(file).digest("hex") === md5) return file;
    throw new Unreachable(`${host} sends something else as ${name}`);
  } catch (error) {
    if (options.signal?.aborted === true) throw interrupted();
    if (error instanceof Unreachable) throw error;
    const silent = ending.signal.aborted ? "does not answer" : "cannot be reached";
    const reason = received > 0 ? `breaks off in the middle of ${name}` : silent;
    throw new Unreachable(`${host} ${reason}`, { cause: error });
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", end);
    ending.abort();
  }
}

function nameOf(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}

/** The answer to a request, redirections followed. */
async function follow(url: string, signal: AbortSignal, redirects: number): Promise<IncomingMessage> {
  const response = await request(url, signal);
  const { statusCode = 0, headers } = response;
  if (statusCode === 200) return response;
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined && redirects > 0) {
    response.resume();
    return follow(new URL(headers.location, url).href, signal, redirects - 1);
  }
  throw new Unreachable(`${new URL(url).host} answers ${statusCode} for ${nameOf(url)}`);
}

async function request(url: string, signal: AbortSignal): Promise<IncomingMessage> {
  // When something is fetched: every command knows the sets by name, and hardly one fetches any.
  const { get, Agent } = await (url.startsWith("https:") ? import("node:https") : import("node:http"));
  const agent = new Agent({ proxyEnv: process.env });
  return new Promise((resolve, reject) => {
    get(url, { agent, signal }, resolve).on("error", reject);
  });
}

/** All that a host sends; undefined where it sends without end. */
async function contentOf(
  response: IncomingMessage,
  arrived: (done: number, total: number) => void,
): Promise<Buffer | undefined> {
  const total = Number(response.headers["content-length"] ?? 0);
  const chunks: Buffer[] = [];
  let done = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    done += chunk.length;
    if (done > MOST_BYTES) return undefined;
    arrived(done, total);
  }
  return Buffer.concat(chunks);
}
