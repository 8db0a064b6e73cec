import { writeFile } from "node:fs/promises";
import { type Comparison, compare } from "../report/comparison.ts";
import {
  comparisonMarkdown,
  courseLines,
  figureRows,
  noiseNote,
  recallLines,
} from "../report/comparison-text.ts";
import { overlaidCurves } from "../report/plots/overlaid-curves.ts";
import { svgOf } from "../report/plots/svg.ts";
import { numbersAsWords } from "../store/formats.ts";
import { readVersion } from "../store/read-version.ts";
import { differenceText } from "./decision.ts";
import type { ExitCode, Output } from "./output.ts";
import { type Column, textTable } from "./table.ts";
import { crossed, parseThreshold } from "./threshold.ts";

export interface DiffOptions {
  readonly results: string;
  readonly md: boolean;
  readonly json: boolean;
  readonly failOn: readonly string[];
  /** Where the overlaid learning curves are written. */
  readonly svg?: string;
}

/** Says what differs between two versions and what it did; the exit code is 3 where a threshold is crossed. */
export async function diff(
  [before, after]: readonly [string, string],
  { results, md, json, failOn, svg }: DiffOptions,
  output: Output,
): Promise<ExitCode> {
  const thresholds = failOn.map(parseThreshold);
  const [old, own] = [await readVersion(before, results), await readVersion(after, results)];
  const comparison = compare(old, own);
  const over = crossed(comparison, thresholds);
  const changes = changeLines(comparison);
  if (json) output.result(JSON.stringify(comparison, numbersAsWords, 2));
  else if (md) output.result(comparisonMarkdown(comparison, changes));
  else show(comparison, changes, output);
  if (svg !== undefined) {
    await writeFile(svg, await svgOf(overlaidCurves(old, own)));
  }
  for (const { written } of over) output.message(`crossed: ${written}`);
  return over.length > 0 ? 3 : 0;
}

function changeLines({ experiment, otherwise }: Comparison): string[] {
  const data = otherwise.some(({ path }) => path === "data") ? ["the data are others"] : [];
  const others = otherwise.filter(({ path }) => path !== "data").map(differenceText);
  return [...experiment.map(differenceText), ...data, ...others];
}

const COLUMNS: readonly Column[] = [
  { title: "figure" },
  { title: "before", right: true },
  { title: "after", right: true },
  { title: "change", right: true },
  { title: "" },
];

function show(comparison: Comparison, changes: readonly string[], output: Output): void {
  output.result(`${comparison.before} → ${comparison.after}`);
  for (const line of changes.length === 0 ? ["the experiments are the same"] : changes)
    output.result(`  ${line}`);
  output.result("");
  for (const line of textTable(COLUMNS, figureRows(comparison), output.width - 2).lines)
    output.result(`  ${line}`);
  output.result("");
  const recalls = recallLines(comparison);
  if (recalls.length > 0) output.result("  recall that changed most");
  for (const line of recalls) output.result(`    ${line}`);
  for (const line of courseLines(comparison)) output.result(`  ${line}`);
  output.message(noiseNote(comparison));
}
