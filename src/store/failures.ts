import { RunExpError } from "../base/errors.ts";

/** What a person is told when the operating system refuses to keep a result, by its error code. */
const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: ["the disk is full", "make room; the same command goes on from the last epoch"],
  EDQUOT: ["the disk quota is used up", "make room; the same command goes on from the last epoch"],
  EFBIG: ["the file would be larger than is allowed", "raise the limit (`ulimit -f`), or the disk's"],
  EROFS: ["the disk is read-only", "choose another folder with --results"],
  EACCES: ["permission is denied", "choose another folder with --results"],
  EPERM: ["permission is denied", "choose another folder with --results"],
  ENOTDIR: ["a file stands where a folder is needed", "choose another folder with --results"],
  EEXIST: ["a file stands where a folder is needed", "choose another folder with --results"],
  ENAMETOOLONG: ["the name is too long for this disk", "give the experiment or its variants shorter names"],
  EIO: ["the disk reports an error", "look after the disk; the same command goes on from the last epoch"],
  EMFILE: ["too many files are open", "raise the limit (`ulimit -n`)"],
  ENFILE: ["too many files are open", "close other programs"],
};

/**
 * Runs what reads or writes below a results folder. Where the operating system refuses for a reason that a person
 * can mend, throws a RunExpError `results-refused` that names the path.
 */
export async function keeping<Result>(path: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    const { code, path: own } = error as NodeJS.ErrnoException;
    const known = code === undefined || error instanceof RunExpError ? undefined : REASONS[code];
    if (known === undefined) throw error;
    const [reason, hint] = known;
    throw new RunExpError("results-refused", `${own ?? path}: ${reason}`, hint, { cause: error });
  }
}

/** For `.catch`: `instead` where a file or folder is not there; any other error goes on. */
export function whereMissing<Instead>(instead: Instead): (error: NodeJS.ErrnoException) => Instead {
  return (error) => {
    if (error.code === "ENOENT") return instead;
    throw error;
  };
}

/** For `.catch`: undefined where no file is there, or something else stands in its place; any other error goes on. */
export function whereNoFile(error: NodeJS.ErrnoException): undefined {
  if (!["ENOENT", "ENOTDIR", "EISDIR"].includes(error.code ?? "")) throw error;
}
