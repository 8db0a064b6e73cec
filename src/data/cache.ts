import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { writeWhole } from "../base/files.ts";
import { contentHash, decodeImageSet, encodeImageSet, type ImageSet } from "./named/image-set.ts";
import type { NamedSet } from "./named/named-set.ts";
import type { OpenContext } from "./source.ts";

/**
 * Where converted data sets are kept: $RUN_EXP_CACHE, else run-exp below the platform's cache folder
 * ($XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, %LOCALAPPDATA%).
 */
export function cacheFolder(): string {
  const { RUN_EXP_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (RUN_EXP_CACHE) return RUN_EXP_CACHE;
  if (process.platform === "win32")
    return join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "run-exp");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "run-exp");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "run-exp");
}

/** The file a named set is kept in. */
export function cachedFile(cache: string, set: NamedSet): string {
  return join(cache, `${set.name}.images`);
}

/** Size in bytes of a set's cached file; undefined where it is not there. */
export async function cachedSize(cache: string, set: NamedSet): Promise<number | undefined> {
  return (await stat(cachedFile(cache, set)).catch(() => undefined))?.size;
}

/**
 * A named set from the cache, or made and put there. The file is written whole, so that two processes at once
 * and a crash at any instant leave a whole file or none; a damaged one is made anew. Throws a RunExpError
 * `offline` where it would have to be fetched and must not be.
 */
export async function openNamed(
  named: NamedSet,
  context: OpenContext,
): Promise<{ readonly set: ImageSet; readonly sha256: string }> {
  const path = cachedFile(context.cache, named);
  const file = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  const kept = file === undefined ? undefined : decodeImageSet(file);
  if (kept !== undefined) return kept;
  if (file !== undefined) context.notify(`the cached ${named.name} is damaged and is made anew`);
  if (context.offline) {
    throw new RunExpError(
      "offline",
      `${named.name} is not in the cache, and --offline forbids to fetch it`,
      `run once without --offline; it is kept in ${context.cache}`,
    );
  }
  const set = await named.make({
    folder: context.cache,
    notify: (message) => context.notify(message),
    progress: (what, done, total) => context.progress(what, done, total),
  });
  await writeWhole(path, encodeImageSet(set));
  return { set, sha256: contentHash(set) };
}
