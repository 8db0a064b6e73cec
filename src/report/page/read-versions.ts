import { join } from "node:path";
import { RunExpError } from "../../base/errors.ts";
import { readIndex } from "../../store/index-file.ts";
import { filesIn, openVersion, readStored } from "../../store/read-version.ts";
import { listedVersion, type PageVersion, readReport, reportedVersion } from "./page-version.ts";

/** A page of more versions than this would be slow to make and to open with the reports of all. */
export const MOST_REPORTS = 40;

/** Versions that a person names, with their reports; one that is named twice comes once. */
export async function namedVersions(
  references: readonly string[],
  results: string,
): Promise<readonly PageVersion[]> {
  const versions: PageVersion[] = [];
  for (const reference of new Set(references)) {
    versions.push(await reportedVersion(await openVersion(reference, results)));
  }
  return versions;
}

/**
 * Every version below a results folder, with their reports where they are no more than `MOST_REPORTS`. Throws a
 * RunExpError `no-version` where there is none.
 */
export async function allVersions(results: string): Promise<readonly PageVersion[]> {
  const rows = await readIndex(results);
  if (rows.length === 0) {
    const hint = "run-exp FILES… makes some; --results names another folder";
    throw new RunExpError("no-version", `${results} holds no version yet`, hint);
  }
  const whole = rows.length <= MOST_REPORTS;
  return Promise.all(
    rows.map(async ({ experiment, version, damage, figures }): Promise<PageVersion> => {
      const name = `${experiment}@${Number(version.slice(1))}`;
      const damaged = (what: string): PageVersion => ({
        name,
        experiment,
        status: "damaged",
        figures,
        damage: what,
      });
      if (damage !== undefined) return damaged(damage);
      const files = filesIn(join(results, ...experiment.split("/"), version), name);
      try {
        const listed = listedVersion(await readStored(files));
        if (!whole) return listed;
        return { ...listed, report: await readReport(files, listed.stored!) };
      } catch (error) {
        if (!(error instanceof RunExpError) || error.code !== "version-damaged") throw error;
        return damaged(error.message);
      }
    }),
  );
}
