import { open, realpath, stat } from "node:fs/promises";
import { RunExpError } from "../base/errors.ts";
import { writeWhole } from "../base/files.ts";
import { whereMissing } from "../store/failures.ts";

/** A kind of file that a command writes where a person says. */
export interface FileKind {
  /** What such a file is called: `page`. */
  readonly noun: string;
  /** `.html` */
  readonly ending: string;
  /** The option that names it: `--html`. */
  readonly option: string;
  /** A call that is right. */
  readonly example: string;
  /** Whether a file that begins so is one that run-exp made, and may be replaced. */
  isOwn(beginning: string): boolean;
}

/** Throws a RunExpError `file-refused` where the path is no place for such a file, or another file would be lost. */
export async function refuseOther(path: string, kind: FileKind): Promise<void> {
  const { noun, ending, option, example } = kind;
  if (!path.toLowerCase().endsWith(ending)) {
    const what = `${path} is no name of a ${noun}: it does not end in ${ending}`;
    throw new RunExpError("file-refused", what, example);
  }
  const found = await told(path, kind, () => stat(path).catch(whereMissing(undefined)));
  if (found === undefined) return;
  if (!found.isFile()) {
    const what = found.isDirectory() ? "a folder stands there" : "it is a device or a pipe, and no file";
    throw new RunExpError("file-refused", `${path}: ${what}`, `name another file with ${option}`);
  }
  if (kind.isOwn(await told(path, kind, () => beginningOf(path)))) return;
  throw new RunExpError(
    "file-refused",
    `${path} is there already, and is no ${noun} that run-exp made`,
    `name another file with ${option}, or remove this one`,
  );
}

/** Writes such a file, through a link where one leads to it. Throws a RunExpError `file-refused` where it cannot be. */
export async function writeNamed(path: string, kind: FileKind, text: string): Promise<void> {
  await told(path, kind, async () => writeWhole(await realpath(path).catch(whereMissing(path)), text));
}

async function beginningOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "its folder is not there and cannot be made",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EISDIR: "a folder stands there",
  ENOTDIR: "a file stands where a folder is needed",
  EEXIST: "a file stands where a folder is needed",
  ENAMETOOLONG: "the name is too long for this disk",
};

/** Runs what reads or writes a file that a person named; what the system refuses is told as a RunExpError. */
async function told<Result>(path: string, { option }: FileKind, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ""];
    if (reason === undefined) throw error;
    throw new RunExpError("file-refused", `${path}: ${reason}`, `name another file with ${option}`, {
      cause: error,
    });
  }
}
