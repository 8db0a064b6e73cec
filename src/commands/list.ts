import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { figureNames, lessIsBetter } from "../report/leaderboard.ts";
import { ENVIRONMENT } from "../spec/origin.ts";
import { type Cell, showFigure } from "../store/formats.ts";
import { type IndexRow, readIndex } from "../store/index-file.ts";
import { damageOf } from "../store/sums.ts";
import type { ExitCode, Output } from "./output.ts";
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
}

/**
 * The versions below the results folder, of some experiments or, where none is named, of all, a line each; the exit code
 * is 1 where one is damaged. Throws a RunExpError `no-figure` where no version has the figure to sort by.
 */
export async function list(
  experiments: readonly string[],
  { results, json, check, sort }: ListOptions,
  output: Output,
): Promise<ExitCode> {
  const found = chosen(await readIndex(results), experiments, results);
  const rows = sort === undefined ? found : sorted(found, sort);
  const versions = await Promise.all(
    rows.map(async (row) => ({ ...row, made: await madeAt(join(results, row.experiment, row.version)) })),
  );
  if (json) output.result(JSON.stringify(versions, undefined, 2));
  else show(versions, results, output);
  const damaged = rows.flatMap(({ damage }) => damage ?? []);
  const changed = check ? await changes(rows, results) : [];
  for (const what of [...damaged, ...changed]) output.message(what);
  if (check && damaged.length + changed.length === 0) output.message("every file is as it was made");
  return damaged.length + changed.length > 0 ? 1 : 0;
}

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
  const known = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  if (!known.includes(figure)) {
    const near = nearest(figure, known);
    const hint = near === undefined ? `there are ${known.sort().join(", ")}` : `did you mean ${near}?`;
    throw new RunExpError("no-figure", `no version has the figure ${figure}`, hint);
  }
  const sign = lessIsBetter(figure) ? 1 : -1;
  const rank = ({ figures }: IndexRow) => {
    const value = figures[figure];
    return typeof value === "number" ? sign * value : Number.POSITIVE_INFINITY;
  };
  return [...rows].sort((a, b) => (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b))));
}

/** What happened to the files of versions since they were made. */
async function changes(rows: readonly IndexRow[], results: string): Promise<string[]> {
  const found: string[] = [];
  for (const { experiment, version } of rows) {
    const folder = join(results, experiment, version);
    for (const what of await damageOf(folder)) found.push(`${folder}: ${what} since it was made`);
  }
  return found;
}

async function madeAt(version: string): Promise<string> {
  const text = await readFile(join(version, ENVIRONMENT), "utf8").catch(() => "");
  return /"ended": "([^"]+)"/.exec(text)?.[1] ?? "";
}

function show(versions: readonly ListedVersion[], results: string, output: Output): void {
  if (versions.length === 0) {
    output.message(`${results} holds no version yet`);
    return;
  }
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
