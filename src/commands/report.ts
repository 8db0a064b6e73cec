import { open } from "node:fs/promises";
import { RunExpError } from "../base/errors.ts";
import { writeWhole } from "../base/files.ts";
import { GENERATOR, pageText } from "../report/page/page.ts";
import { REPORT } from "../report/page/page-version.ts";
import { allVersions, MOST_REPORTS, namedVersions } from "../report/page/read-versions.ts";
import { whereMissing } from "../store/failures.ts";
import { openVersion } from "../store/open-version.ts";
import { textOf } from "../store/stored-content.ts";
import type { ExitCode, Output } from "./output.ts";
import { plural } from "./units.ts";

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
  await refuseOther(html);
  const all = references.length === 0;
  const telling = (count: number) => {
    if (count > MOST_REPORTS) output.message(`reading ${plural(count, "version")}`);
  };
  const versions = all ? await allVersions(results, telling) : await namedVersions(references, results);
  const title = all && versions.length > 1 ? "Results" : titleOf(versions.map(({ name }) => name));
  await written(html, await pageText(versions, { title, chosen: !all }));
  for (const { damage } of versions) if (damage !== undefined) output.message(damage);
  output.message(`${html}: ${plural(versions.length, "version")}`);
  return versions.some(({ damage }) => damage !== undefined) ? 1 : 0;
}

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
      "name one as experiment@2 or experiment@latest; run-exp report --html results.html",
    );
  }
  for (const reference of references) {
    output.result((await textOf(await openVersion(reference, results), REPORT)).trimEnd());
    if (reference !== references.at(-1)) output.result("");
  }
  return 0;
}

/** Throws a RunExpError `file-refused` where the file is no page that run-exp made: it would be lost. */
async function refuseOther(path: string): Promise<void> {
  if (!/\.html?$/i.test(path)) {
    const hint = "versions stand before --html: run-exp report cnn@2 --html cnn.html";
    throw new RunExpError("file-refused", `${path} is no name of a page: it does not end in .html`, hint);
  }
  const beginning = await told(path, () => beginningOf(path));
  if (beginning === undefined || beginning.includes(GENERATOR)) return;
  throw new RunExpError(
    "file-refused",
    `${path} is there already, and is no page that run-exp made`,
    "name another file, or remove this one",
  );
}

async function beginningOf(path: string): Promise<string | undefined> {
  const file = await open(path).catch(whereMissing(undefined));
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function written(path: string, text: string): Promise<void> {
  await told(path, () => writeWhole(path, text));
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
async function told<Result>(path: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ""];
    if (reason === undefined) throw error;
    throw new RunExpError("file-refused", `${path}: ${reason}`, "name another file with --html", {
      cause: error,
    });
  }
}
