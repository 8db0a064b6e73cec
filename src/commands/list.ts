import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { figureNames, lessIsBetter } from "../report/leaderboard.ts";
import { ENVIRONMENT } from "../spec/origin.ts";
import { checkVersion } from "../store/check-version.ts";
import { type Cell, showFigure } from "../store/formats.ts";
import { type IndexRow, readIndex } from "../store/index-file.ts";
import { resultsAbove } from "../store/results-folder.ts";
import { nextNumber, versionName } from "../store/versions.ts";
import { cellOf, fulfilling, parseCondition, requireFigure } from "./condition.ts";
import type { ExitCode, Output } from "./output.ts";
import { refreshIndex } from "./refresh-index.ts";
import { type Column, textTable } from "./table.ts";
import { plural } from "./units.ts";

/** A version with the moment it was finished, as ISO 8601; empty where env.json does not say. */
type ListedVersion = IndexRow & { readonly made: string };

export interface ListOptions {
  readonly results: string;
  readonly json: boolean;
  /** Also looks whether any file was changed or removed since it was made. */
  readonly check: boolean;
  /** A figure, such as `test_accuracy`: the best version first. */
  readonly sort?: string;
  /** Conditions that a listed version fulfils, such as `test_accuracy>0.9`. */
  readonly where: readonly string[];
}

/**
 * The versions below the results folder, of some experiments or, where none is named, of all, a line each; the exit code
 * is 1 where one is damaged. Brings index.csv up to date. Throws a RunExpError `no-figure` where no version has a figure that
 * is named, `bad-condition` for what is no condition.
 */
export async function list(
  experiments: readonly string[],
  { results, json, check, sort, where }: ListOptions,
  output: Output,
): Promise<ExitCode> {
  const conditions = where.map(parseCondition);
  const all = await readIndex(results);
  // Where there is no version, an index.csv may be anybody's.
  if (all.length > 0) await refreshIndex(results, output, all);
  const found = fulfilling(chosen(all, experiments, results), conditions);
  const rows = sort === undefined ? found : sorted(found, sort);
  const versions = await Promise.all(
    rows.map(async (row) => ({ ...row, made: await madeAt(join(results, row.experiment, row.version)) })),
  );
  if (json) output.result(JSON.stringify(versions, undefined, 2));
  else if (versions.length > 0) show(versions, output);
  else if (all.length > 0) output.message("no version is like that");
  else await tellNone(results, output);
  const damaged = rows.flatMap(({ damage }) => damage ?? []);
  if (check && rows.length > MANY) output.message(`checking ${plural(rows.length, "version")}`);
  const wrong = check ? await faults(rows, results) : [];
  for (const what of [...damaged, ...wrong]) output.message(what);
  if (check && damaged.length + wrong.length === 0) output.message("every file is as it was made");
  return damaged.length + wrong.length > 0 ? 1 : 0;
}

async function tellNone(results: string, output: Output): Promise<void> {
  output.message(`${results} holds no version yet`);
  const above = await resultsAbove(results);
  if (above !== undefined) output.message(`  there are versions in ${above}: --results ${above}`);
}

/** To check more versions than these takes longer than a second. */
const MANY = 50;

/** Those of the experiments that are named; each name stands for its variants too. */
function chosen(
  rows: readonly IndexRow[],
  experiments: readonly string[],
  results: string,
): readonly IndexRow[] {
  if (experiments.length === 0) return rows;
  const of = (name: string) =>
    rows.filter(({ experiment }) => experiment === name || experiment.startsWith(`${name}/`));
  for (const name of experiments) {
    if (of(name).length > 0) continue;
    const near = nearest(name, [...new Set(rows.map(({ experiment }) => experiment))]);
    const hint = near === undefined ? "run-exp list tells what there is" : `did you mean ${near}?`;
    throw new RunExpError("no-version", `there is no version of ${name} in ${results}`, hint);
  }
  return rows.filter((row) => experiments.some((name) => of(name).includes(row)));
}

/** Best first: the largest figure, of a loss or an error the smallest; versions without it come last. */
function sorted(rows: readonly IndexRow[], figure: string): readonly IndexRow[] {
  requireFigure(rows, figure);
  const sign = lessIsBetter(figure) ? 1 : -1;
  const rank = (row: IndexRow) => {
    const value = cellOf(row, figure);
    return typeof value === "number" ? sign * value : Number.POSITIVE_INFINITY;
  };
  return [...rows].sort((a, b) => (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b))));
}

/**
 * A merge left two versions in one folder: what gives each a folder of its own. Ours takes the new number, since others
 * may have seen theirs, and its weights, which are on this machine, move with it.
 */
function unmixed(folder: string, next: string): string[] {
  const path = folder.replaceAll("\\", "/");
  const other = `${path.slice(0, path.lastIndexOf("/"))}/${next}`;
  return [
    `  to keep both, theirs as it is called and ours as ${next}:`,
    `    git rm -rfq ${path}`,
    `    git checkout HEAD -- ${path}`,
    `    git mv ${path} ${other}`,
    `    git checkout MERGE_HEAD -- ${path}`,
    "  in a rebase for HEAD and MERGE_HEAD write REBASE_HEAD and HEAD, after the merge HEAD^1 and HEAD^2",
  ];
}

/** What is wrong with versions, a line each, and what to do. */
async function faults(rows: readonly IndexRow[], results: string): Promise<string[]> {
  const found: string[] = [];
  for (const { experiment, version } of rows) {
    const folder = join(results, experiment, version);
    for (const { what, mixed } of await checkVersion(folder, experiment)) {
      found.push(`${folder}: ${what}`);
      if (mixed) {
        const next = versionName(await nextNumber(join(results, experiment)));
        found.push(...unmixed(folder, next));
      }
    }
  }
  return [...found, ...copies(rows, results)];
}

/** Versions that are the run of an earlier one of their experiment, which run-exp never makes. */
function copies(rows: readonly IndexRow[], results: string): string[] {
  const first = new Map<string, string>();
  return rows.flatMap(({ experiment, version, identity }) => {
    if (identity === "") return [];
    const key = `${experiment} ${identity}`;
    const earlier = first.get(key);
    first.set(key, earlier ?? version);
    return earlier === undefined
      ? []
      : [
          `${join(results, experiment, version)}: it is the same run as ${earlier}; one of both may be removed`,
        ];
  });
}

async function madeAt(version: string): Promise<string> {
  const text = await readFile(join(version, ENVIRONMENT), "utf8").catch(() => "");
  return /"ended": "([^"]+)"/.exec(text)?.[1] ?? "";
}

function show(versions: readonly ListedVersion[], output: Output): void {
  const names = figureNames(versions);
  // Where all are complete, saying so of each is of no use.
  const telling = versions.some(({ status }) => status !== "complete");
  const columns: Column[] = [
    ...[{ title: "experiment" }, { title: "version" }, ...(telling ? [{ title: "status" }] : [])],
    ...[{ title: "made" }, { title: "epochs", right: true }],
    ...names.map((name) => ({ title: name.replace("_", "\n"), right: true })),
  ];
  const rows = versions.map(({ experiment, version, status, made, epochs, figures }) => [
    ...[experiment, version, ...(telling ? [status] : [])],
    ...[made.slice(0, 10), String(epochs ?? "")],
    ...names.map((name) => cellText(figures[name])),
  ]);
  const { lines, leftOut } = textTable(columns, rows, output.width);
  for (const line of lines) output.result(line);
  if (leftOut > 0) output.message(`no room for ${plural(leftOut, "more column")}; --json has everything`);
}

function cellText(value: Cell | undefined): string {
  return typeof value === "number" ? showFigure(value) : (value ?? "");
}
