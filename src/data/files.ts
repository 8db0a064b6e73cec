import type { Dirent, Stats } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { OptionProblem } from "../base/errors.ts";

type OptionPath = readonly (string | number)[];

/** Bytes of the largest file that is read whole. */
export const LARGEST_FILE = 2 ** 31 - 1;

/** A file that an option names, whole; throws an OptionProblem at that option where it cannot be read. */
export async function readNamed(folder: string, path: string, option: OptionPath): Promise<Uint8Array> {
  const absolute = resolve(folder, path);
  const info = await attempt(stat(absolute), { folder, path }, option);
  if (!info.isFile()) {
    throw new OptionProblem(option, `${path} is ${info.isDirectory() ? "a folder" : "a device"}, not a file`);
  }
  if (info.size > LARGEST_FILE) {
    throw new OptionProblem(option, `${path} is larger than 2 GiB, the most that is read`);
  }
  const { buffer, byteOffset, byteLength } = await attempt(readFile(absolute), { folder, path }, option);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** What stands in a folder, links followed. */
export interface Listed {
  /** As the file system has it. */
  readonly name: string;
  /** In Unicode's composed form, so that it is the same on every file system. */
  readonly title: string;
  readonly kind: "file" | "folder" | "other";
}

/**
 * What stands in a folder that an option names, sorted by title and without hidden entries; throws an OptionProblem
 * at that option where it cannot be listed.
 */
export async function listNamed(folder: string, path: string, option: OptionPath): Promise<Listed[]> {
  const absolute = resolve(folder, path);
  const found = await attempt(readdir(absolute, { withFileTypes: true }), { folder, path }, option);
  const listed = found
    .filter(({ name }) => !name.startsWith("."))
    .map(async (entry): Promise<Listed> => {
      const name = entry.name;
      const linked = entry.isSymbolicLink();
      const target = linked
        ? await attempt(stat(join(absolute, name)), { folder, path: `${path}/${name}` }, option)
        : entry;
      return { name, title: name.normalize("NFC"), kind: kindOf(target) };
    });
  return (await Promise.all(listed)).sort((a, b) => (a.title < b.title ? -1 : 1));
}

function kindOf(entry: Dirent | Stats): Listed["kind"] {
  return entry.isFile() ? "file" : entry.isDirectory() ? "folder" : "other";
}

async function attempt<Result>(
  running: Promise<Result>,
  { folder, path }: { readonly folder: string; readonly path: string },
  option: OptionPath,
): Promise<Result> {
  try {
    return await running;
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ""];
    if (reason === undefined) throw error;
    const hint = `it is looked for at ${resolve(folder, path)}; paths start from the folder of the file that names them`;
    throw new OptionProblem(option, `${path} ${reason}`, hint);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "is no folder",
  EISDIR: "is a folder, not a file",
  EACCES: "may not be read",
  EPERM: "may not be read",
  EIO: "cannot be read: the disk reports an error",
  ELOOP: "is a link that leads to itself",
  ENAMETOOLONG: "cannot be the name of a file",
  ERR_INVALID_ARG_VALUE: "cannot be the name of a file",
};
