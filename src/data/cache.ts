import { rename, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { syncFolder, writeWhole } from "../base/files.ts";
import { ImageFile } from "./named/image-file.ts";
import { encodeImageSet, FORMAT } from "./named/image-set.ts";
import type { NamedSet } from "./named/named-set.ts";
import { withWorkplace } from "./named/workplace.ts";
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
  return join(cache, `${set.name}.${FORMAT}.images`);
}

/** Size in bytes of a set's cached file; undefined where it is not there. */
export async function cachedSize(cache: string, set: NamedSet): Promise<number | undefined> {
  return (await stat(cachedFile(cache, set)).catch(() => undefined))?.size;
}

/**
 * A named set from the cache, or made and put there. The file is written whole, so that two processes at once
 * and a crash at any instant leave a whole file or none; a damaged one is made anew. Throws a RunExpError: `offline`
 * where the set would have to be fetched and must not be, `cache-unusable` where the folder cannot be read or written.
 */
export async function openNamed(named: NamedSet, context: OpenContext): Promise<ImageFile> {
  const path = cachedFile(context.cache, named);
  const kept = await opened(path, context.cache);
  if (kept instanceof ImageFile) return kept;
  if (context.offline) {
    throw new RunExpError(
      "offline",
      `${named.name} is ${kept === "damaged" ? "damaged in" : "not in"} the cache, and --offline forbids to fetch it`,
      `run once without --offline; it is kept in ${context.cache}`,
    );
  }
  if (kept === "damaged") context.notify(`the cached ${named.name} is damaged and is made anew`);
  await usable(context.cache, () =>
    withWorkplace(context.cache, async (folder) => {
      const { signal, notify, progress } = context;
      const set = await named.make({ folder, notify, progress, ...(signal === undefined ? {} : { signal }) });
      const made = join(folder, "whole");
      await writeWhole(made, encodeImageSet(set));
      await rename(made, path);
      await syncFolder(context.cache);
    }),
  );
  const fresh = await opened(path, context.cache);
  if (fresh instanceof ImageFile) return fresh;
  throw new RunExpError("cache-unusable", `${path} is ${fresh} as soon as it is written`, OTHER_FOLDER);
}

async function opened(path: string, cache: string): Promise<ImageFile | "absent" | "damaged"> {
  return usable(cache, async () => {
    try {
      return (await ImageFile.open(path)) ?? "damaged";
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return "absent";
      throw error;
    }
  });
}

const OTHER_FOLDER = "RUN_EXP_CACHE=FOLDER names another folder";

/** What the file system refuses in the cache folder is for the person to mend. */
async function usable<Result>(cache: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ""];
    if (reason === undefined || error instanceof RunExpError) throw error;
    throw new RunExpError("cache-unusable", `the cache folder ${cache} ${reason}`, OTHER_FOLDER, {
      cause: error,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "may not be written or read",
  EPERM: "may not be written or read",
  EROFS: "is on a disk that is read-only",
  ENOSPC: "is on a disk that is full",
  EDQUOT: "is on a disk where your share is full",
  EIO: "is on a disk that reports an error",
  ENOTDIR: "is no folder, or lies below a file",
  EEXIST: "is no folder",
  EISDIR: "holds a folder where a file should be",
  ENAMETOOLONG: "has a name that is too long",
  ELOOP: "is a link that leads to itself",
};
