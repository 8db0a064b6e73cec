import { createHash } from "node:crypto";
import { RunExpError } from "../../base/errors.ts";

/** How a download is watched. */
export type Progress = (what: string, done: number, total: number) => void;

/** A host that does not answer within this many milliseconds is taken as out of reach. */
const PATIENCE = 8000;

/** Why a file could not be had from a host; the caller may know another place. */
export class Unreachable extends Error {}

/**
 * A file from the web, checked against its MD5. Throws `Unreachable` where the host does not answer or does not
 * have it, and a RunExpError `download-damaged` where the content is not what it should be.
 */
export async function download(url: string, md5: string, progress: Progress): Promise<Buffer> {
  const what = url.slice(url.lastIndexOf("/") + 1);
  const chunks: Uint8Array[] = [];
  try {
    const stalled = new AbortController();
    let timer = setTimeout(() => stalled.abort(), PATIENCE);
    const response = await fetch(url, { signal: stalled.signal });
    if (!response.ok || response.body === null) throw new Unreachable(`${url} answers ${response.status}`);
    const total = Number(response.headers.get("content-length") ?? 0);
    let done = 0;
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(() => stalled.abort(), PATIENCE);
      chunks.push(chunk);
      done += chunk.length;
      progress(what, done, total);
    }
    clearTimeout(timer);
  } catch (error) {
    if (error instanceof Unreachable) throw error;
    throw new Unreachable(`${new URL(url).host} cannot be reached`, { cause: error });
  }
  const file = Buffer.concat(chunks);
  const found = createHash("md5").update(file).digest("hex");
  if (found === md5) return file;
  throw new RunExpError(
    "download-damaged",
    `${url} has MD5 ${found}, which should be ${md5}`,
    "try again; if it stays so, the file there has changed",
  );
}
