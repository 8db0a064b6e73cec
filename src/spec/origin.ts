import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";

/** The file of a version that tells where and with what it was made: the only one that differs between equal runs. */
export const ENVIRONMENT = "env.json";

/** The file of a version that holds its experiment. */
export const STORED = "experiment.yaml";

/** The file of a search's version that holds the experiment which its best configuration makes. */
export const BEST = "best.yaml";

/**
 * Where relative paths in an experiment file start from: the file's own folder. An experiment in a version is the
 * same text wherever its results are kept, so its paths still start from the folder of the file that it was made
 * from; env.json beside it says where that is, seen from the version. A copy without env.json is a file like any
 * other.
 */
export async function pathsFolder(file: string): Promise<string> {
  const folder = dirname(file);
  if (![STORED, BEST].includes(basename(file))) return folder;
  const text = await readFile(join(folder, ENVIRONMENT), "utf8").catch(() => "{}");
  return resolve(folder, experimentFolderIn(text) ?? ".");
}

/** What env.json says of the folder of the experiment, seen from the version. */
export function originOf(version: string, folder: string): { readonly experimentFolder: string } {
  return { experimentFolder: relative(version, folder).replaceAll("\\", "/") };
}

function experimentFolderIn(environment: string): string | undefined {
  try {
    const folder = (JSON.parse(environment) as { experimentFolder?: unknown } | null)?.experimentFolder;
    return typeof folder === "string" ? folder : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
