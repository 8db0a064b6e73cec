import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { RunExpError } from "../base/errors.ts";
import { experimentPath, type Named } from "../spec/experiment.ts";
import { ENVIRONMENT, STORED } from "../spec/origin.ts";
import { conflicted } from "./conflicts.ts";
import { keeping, whereMissing } from "./failures.ts";
import { isIgnored } from "./git-files.ts";
import { damageOf, readSums, SUMS } from "./sums.ts";

/** What is wrong with a version folder. */
export interface Fault {
  /** `metrics.json was changed since it was made` */
  readonly what: string;
  /** Whether a merge mixed two versions in it. */
  readonly mixed: boolean;
}

/**
 * Everything that is wrong with a version folder of an experiment: files that were changed or removed since it was made,
 * or that are not of it; another experiment's version in its place. Empty where all is well.
 */
export async function checkVersion(version: string, experiment: string): Promise<Fault[]> {
  return keeping(version, async () => {
    const files = await filesBelow(version);
    if (files.length === 0) return [{ what: "it holds no version", mixed: false }];
    const damage = await damageOf(version);
    const marked = damage.length === 0 ? [] : await conflictedFiles(version, files);
    if (marked.length > 0) {
      return [{ what: `a merge mixed two versions in it; ${listed(marked)} conflict marks`, mixed: true }];
    }
    const what = [
      ...damage.map((own) => `${own} since it was made`),
      ...(await strangers(version, files)).map((name) => `${name} is not of it`),
      ...(await misplacement(version, experiment)),
    ];
    return what.map((own) => ({ what: own, mixed: false }));
  });
}

function listed([first, ...others]: readonly string[]): string {
  return others.length === 0 ? `${first} holds` : `${first} and ${others.length} more files hold`;
}

/** The files of a folder by their paths, hidden ones apart. */
async function filesBelow(folder: string, inside = ""): Promise<string[]> {
  const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch(whereMissing([]));
  const found = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith("."))
      .map((entry) => {
        const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
        return entry.isDirectory() ? filesBelow(folder, path) : [path];
      }),
  );
  return found.flat().sort();
}

async function conflictedFiles(version: string, files: readonly string[]): Promise<string[]> {
  const marked = await Promise.all(
    files
      .filter((name) => !isIgnored(name))
      .map(async (name) => conflicted(await readFile(join(version, name), "utf8"))),
  );
  return files.filter((name) => !isIgnored(name)).filter((_, index) => marked[index]);
}

async function strangers(version: string, files: readonly string[]): Promise<string[]> {
  try {
    const sums = await readSums(version);
    return files.filter((name) => !sums.has(name) && !isIgnored(name) && ![SUMS, ENVIRONMENT].includes(name));
  } catch (error) {
    if (error instanceof RunExpError) return []; // told by damageOf
    throw error;
  }
}

async function misplacement(version: string, experiment: string): Promise<string[]> {
  const text = await readFile(join(version, STORED), "utf8").catch(whereMissing(""));
  // What it is called stands first; the whole would take long to read.
  const document = parseDocument(text.split(/^dataset:/m)[0]!).toJS() as Partial<Named> | null;
  if (typeof document?.name !== "string") return [];
  const own = experimentPath(document as Named);
  return own === experiment ? [] : [`it is a version of ${own}`];
}
