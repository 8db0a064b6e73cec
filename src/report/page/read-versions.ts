import { join, resolve } from "node:path";
import { RunExpError } from "../../base/errors.ts";
import { type IndexRow, readIndex } from "../../store/index-file.ts";
import { filesIn, openVersion } from "../../store/open-version.ts";
import { readStored } from "../../store/read-version.ts";
import { listedVersion, type PageVersion, reportedVersion } from "./page-version.ts";

/** A page of more versions than this would be slow to make and to open with the reports of all. */
export const MOST_REPORTS = 40;

/** So many are read at once: all would be more open files than some systems allow. */
const AT_ONCE = 32;

/** Versions that a person names, with their reports; one that is named twice, in whatever way, comes once. */
export async function namedVersions(
  references: readonly string[],
  results: string,
): Promise<readonly PageVersion[]> {
  const versions = new Map<string, PageVersion>();
  for (const reference of references) {
    const files = await openVersion(reference, results);
    const place = files.folder === undefined ? files.name : resolve(files.folder);
    if (!versions.has(place)) versions.set(place, await reportedVersion(files));
  }
  return [...versions.values()];
}

/**
 * Every version below a results folder, with their reports where they are no more than `MOST_REPORTS`. `begins` is told
 * how many there are before they are read. Throws a RunExpError `no-version` where there is none.
 */
export async function allVersions(
  results: string,
  begins: (count: number) => void,
): Promise<readonly PageVersion[]> {
  const rows = await readIndex(results);
  if (rows.length === 0) {
    const hint = "run-exp FILES… makes some; --results names another folder";
    throw new RunExpError("no-version", `${results} holds no version yet`, hint);
  }
  begins(rows.length);
  const whole = rows.length <= MOST_REPORTS;
  const versions: PageVersion[] = [];
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    const some = rows.slice(first, first + AT_ONCE);
    versions.push(...(await Promise.all(some.map((row) => indexedVersion(row, results, whole)))));
  }
  return versions;
}

async function indexedVersion(
  { experiment, version, damage, figures }: IndexRow,
  results: string,
  whole: boolean,
): Promise<PageVersion> {
  const name = `${experiment}@${Number(version.slice(1))}`;
  const damaged = (what: string): PageVersion => ({
    ...{ name, experiment, figures },
    status: "damaged",
    damage: what,
  });
  if (damage !== undefined) return damaged(damage);
  const files = filesIn(join(results, ...experiment.split("/"), version), name);
  try {
    if (whole) return await reportedVersion(files);
    return listedVersion(await readStored(files));
  } catch (error) {
    if (!(error instanceof RunExpError) || error.code !== "version-damaged") throw error;
    return damaged(error.message);
  }
}
