import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { keeping, whereNoFile } from "./failures.ts";
import type { StoredFiles } from "./stored-content.ts";
import { openInGit } from "./version-in-git.ts";
import { namedVersion } from "./version-reference.ts";

/**
 * The files of the version that a person names, of the latest under its number. Throws a RunExpError `no-version` where
 * there is none, `no-git` where git is needed and not installed.
 */
export async function openVersion(reference: string, results: string): Promise<StoredFiles> {
  if (reference.startsWith("git:")) return openInGit(reference, results);
  const { folder, name } = await namedVersion(reference, results);
  return filesIn(folder, name);
}

/** The files of the version in a folder. */
export function filesIn(folder: string, name: string): StoredFiles {
  return {
    name,
    folder,
    text: (path) => keeping(folder, () => readFile(join(folder, path), "utf8").catch(whereNoFile)),
  };
}
