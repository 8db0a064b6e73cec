import { comparisonMarkdown } from "../report/comparison/markdown.ts";
import { changeLines, comparisonSections } from "../report/comparison/sections.ts";
import { type Comparison, compare } from "../report/comparison.ts";
import { overlaidCurves } from "../report/plots/overlaid-curves.ts";
import { svgOf } from "../report/plots/svg.ts";
import { numbersAsWords, showNumber } from "../store/formats.ts";
import { readVersion, type StoredVersion } from "../store/read-version.ts";
import type { ExitCode, Output } from "./output.ts";
import { textTable } from "./table.ts";
import { crossed, parseThreshold } from "./threshold.ts";
import { wrap } from "./wrap.ts";
import { type FileKind, refuseOther, writeNamed } from "./written-file.ts";

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
  if (svg !== undefined) await refuseOther(svg, CURVES);
  const [old, own] = [await readVersion(before, results), await readVersion(after, results)];
  const comparison = compare(old, own);
  const over = crossed(comparison, thresholds);
  if (json) output.result(JSON.stringify(comparison, numbersAsWords, 2));
  else if (md) output.result(comparisonMarkdown(comparison));
  else show(comparison, output);
  if (svg !== undefined) await writeCurves(svg, old, own, output);
  for (const { written, change } of over) {
    output.message(`crossed: ${written}, the change is ${showNumber(change)}`);
  }
  return over.length > 0 ? 3 : 0;
}

const CURVES: FileKind = {
  noun: "picture",
  ending: ".svg",
  option: "--svg",
  example: "the file stands after --svg: run-exp diff cnn@1 cnn@2 --svg curves.svg",
  isOwn: (beginning) => beginning.trimStart().startsWith("<svg"),
};

async function writeCurves(
  svg: string,
  old: StoredVersion,
  own: StoredVersion,
  output: Output,
): Promise<void> {
  const curves = overlaidCurves([old, own]);
  if (curves === undefined) {
    output.message(`${svg} is not written: the versions share no logged value that compares`);
    return;
  }
  await writeNamed(svg, CURVES, await svgOf(curves));
  output.message(`wrote ${svg}`);
}

/** Sentences are broken here where no terminal says how wide it is. */
const WIDTH = 80;

function show(comparison: Comparison, output: Output): void {
  const width = Math.min(output.width, WIDTH);
  const lines = (text: string, indent = "") => {
    for (const line of wrap(`  ${text}`, width, indent)) output.result(line);
  };
  output.result(`${comparison.before} → ${comparison.after}`);
  const changes = changeLines(comparison);
  for (const change of changes.length === 0 ? ["the experiments are the same"] : changes)
    lines(change, "    ");
  for (const { table, notes = [] } of comparisonSections(comparison)) {
    output.result("");
    if (table !== undefined) {
      const columns = table.head.map((title, at) => ({ title, right: at > 0 }));
      for (const line of textTable(columns, table.rows, output.width - 2).lines) output.result(`  ${line}`);
      if (notes.length > 0) output.result("");
    }
    for (const note of notes) lines(note);
  }
}
