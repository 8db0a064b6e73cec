import { RunExpError } from "../base/errors.ts";
import { GENERATOR, pageText } from "../report/page/page.ts";
import { REPORT } from "../report/page/page-version.ts";
import { allVersions, MOST_REPORTS, namedVersions } from "../report/page/read-versions.ts";
import { openVersion } from "../store/open-version.ts";
import { textOf } from "../store/stored-content.ts";
import { damageOf } from "../store/sums.ts";
import type { ExitCode, Output } from "./output.ts";
import { plural } from "./units.ts";
import { type FileKind, refuseOther, writeNamed } from "./written-file.ts";

export interface ReportOptions {
  readonly results: string;
  /** Where the page is written. */
  readonly html?: string;
}

/**
 * Prints the reports of versions, or writes one page of them: of every version, where none is named. Throws a
 * RunExpError where a version is not there or damaged, or the page cannot be written.
 */
export async function report(
  references: readonly string[],
  { results, html }: ReportOptions,
  output: Output,
): Promise<ExitCode> {
  if (html === undefined) return printReports(references, results, output);
  await refuseOther(html, PAGE);
  const all = references.length === 0;
  const telling = (count: number) => {
    if (count > MOST_REPORTS) output.message(`reading ${plural(count, "version")}`);
  };
  const versions = all ? await allVersions(results, telling) : await namedVersions(references, results);
  const title = all && versions.length > 1 ? "Results" : titleOf(versions.map(({ name }) => name));
  await writeNamed(html, PAGE, await pageText(versions, { title, chosen: !all }));
  for (const { damage } of versions) if (damage !== undefined) output.message(damage);
  output.message(`${html}: ${plural(versions.length, "version")}`);
  const changed = await tellChanges(references, results, output);
  return changed || versions.some(({ damage }) => damage !== undefined) ? 1 : 0;
}

const PAGE: FileKind = {
  noun: "page",
  ending: ".html",
  option: "--html",
  example: "versions stand before --html: run-exp report cnn@2 --html cnn.html",
  isOwn: (beginning) => beginning.includes(GENERATOR),
};

/** A title names so many versions. */
const MOST_NAMES = 3;

function titleOf(names: readonly string[]): string {
  return names.length <= MOST_NAMES ? names.join(", ") : plural(names.length, "version");
}

async function printReports(
  references: readonly string[],
  results: string,
  output: Output,
): Promise<ExitCode> {
  if (references.length === 0) {
    throw new RunExpError(
      "no-version",
      "run-exp report needs a version, or --html for a page of all",
      "name one as experiment@2, or as experiment for its latest; run-exp report --html results.html",
    );
  }
  for (const reference of references) {
    output.result((await textOf(await openVersion(reference, results), REPORT)).trimEnd());
    if (reference !== references.at(-1)) output.result("");
  }
  return (await tellChanges(references, results, output)) ? 1 : 0;
}

/** Tells which files of versions were changed since they were made; whether there are any. */
async function tellChanges(references: readonly string[], results: string, output: Output): Promise<boolean> {
  const told = new Set<string>();
  for (const reference of references) {
    const { name, folder } = await openVersion(reference, results);
    const damage = folder === undefined ? [] : await damageOf(folder);
    for (const what of damage) told.add(`${name}: ${what} since it was made`);
  }
  for (const line of told) output.message(line);
  return told.size > 0;
}
