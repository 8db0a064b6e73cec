import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { OptionProblem } from "../base/errors.ts";

/** A file that an option names, whole; throws an OptionProblem at that option where it cannot be read. */
export async function readNamed(
  folder: string,
  path: string,
  option: readonly (string | number)[],
): Promise<Buffer> {
  try {
    return await readFile(resolve(folder, path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const reason = REASONS[code];
    if (reason === undefined) throw error;
    throw new OptionProblem(option, `${path} ${reason}`, "paths are relative to the file that names them");
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EISDIR: "is a folder, not a file",
  EACCES: "may not be read",
  EPERM: "may not be read",
  ELOOP: "is a link that leads to itself",
  ENAMETOOLONG: "cannot be the name of a file",
  ERR_INVALID_ARG_VALUE: "cannot be the name of a file",
};
