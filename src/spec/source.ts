import { readdirSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { displayName, type SourceText } from "./located.ts";

/** A larger file is data that was taken for an experiment. */
const MOST_BYTES = 1_000_000;

/**
 * The text of an experiment file or of a part. Throws a RunExpError that says why it cannot be read: `missing-file`,
 * or `unreadable-file` for what is there and no text.
 */
export async function readSource(path: string): Promise<SourceText> {
  const refuse = (reason: string, hint: string, code = "unreadable-file"): never => {
    throw new RunExpError(code, `${displayName(path)} ${reason}`, hint);
  };
  const bytes = await readBytes(path, refuse);
  const encoding = UTF16.find(([first, second]) => bytes[0] === first && bytes[1] === second);
  if (encoding !== undefined) refuse("is written in UTF-16", "save it as UTF-8");
  if (bytes.includes(0)) refuse("is not text", "an experiment is a YAML file");
  const text = decoded(bytes) ?? refuse("is not UTF-8 text", "save it as UTF-8");
  return { name: displayName(path), folder: dirname(path), text };
}

type Refuse = (reason: string, hint: string, code?: string) => never;

async function readBytes(path: string, refuse: Refuse): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES)
      refuse(`holds ${Math.round(size / 1e6)} MB`, "an experiment file has at most 1 MB");
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "ENOENT" || code === "ENOTDIR") refuse("does not exist", fileHint(path), "missing-file");
    if (code === "EISDIR") refuse("is a folder, not a file", `name files in it: ${displayName(path)}/*.yaml`);
    const reason = REASONS[code];
    if (reason === undefined) throw error;
    return refuse(reason, "");
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "may not be read",
  EPERM: "may not be read",
  ELOOP: "is a link that leads to itself",
  ENAMETOOLONG: "cannot be the name of a file",
  ERR_INVALID_ARG_VALUE: "cannot be the name of a file",
};

/** The byte order marks that editors on Windows write. */
const UTF16 = [
  [0xff, 0xfe],
  [0xfe, 0xff],
] as const;

/** Without a byte order mark; undefined where the bytes are not UTF-8. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The nearest file name in the folder of a path that does not exist. */
function fileHint(path: string): string {
  let names: string[];
  try {
    names = readdirSync(dirname(path));
  } catch {
    return `the folder ${displayName(dirname(path))} cannot be read`;
  }
  const near = nearest(basename(path), names);
  return near === undefined ? "" : `did you mean ${near}?`;
}
