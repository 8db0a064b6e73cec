import { showFigure } from "../store/formats.ts";
import type { Comparison, FigureChange } from "./comparison.ts";
import { bullets, code, plain, table } from "./markdown.ts";

/** A difference is called beyond noise below this p-value. */
const LEVEL = 0.05;

/** So many classes are shown whose recall changed most. */
const MOST_CLASSES = 5;

/** The rows of a table of figures: name, before, after, change, and what replicates say of it. */
export function figureRows({ figures }: Comparison): string[][] {
  return figures.map((own) => [
    own.figure,
    showFigure(own.before),
    showFigure(own.after),
    signed(own.change),
    noiseText(own),
  ]);
}

/** How sure the changes are, in a sentence. */
export function noiseNote({ replicates }: Comparison): string {
  if (replicates === undefined)
    return "One training each: a change may be noise. With `replicates` in both files it is tested.";
  return `Means over ${replicates[0]} and ${replicates[1]} replicates, compared by Welch's test; below p = ${LEVEL} a change is called beyond noise.`;
}

/** Epochs and time, a line each. */
export function courseLines({ epochs, finalEpoch, seconds }: Comparison): string[] {
  const pair = ([before, after]: readonly [number, number], unit = "") =>
    before === after ? `${before}${unit}` : `${before}${unit} → ${after}${unit}`;
  return [
    `epochs: ${pair(epochs)}`,
    `final weights: those of epoch ${pair(finalEpoch)}`,
    ...(seconds === undefined ? [] : [`time: ${pair(seconds, " s")}`]),
  ];
}

/** Classes whose recall changed most, a line each. */
export function recallLines({ recalls }: Comparison): string[] {
  return recalls
    .slice(0, MOST_CLASSES)
    .map(
      ({ name, before, after }) =>
        `${name}: ${showFigure(before)} → ${showFigure(after)} (${signed(after - before)})`,
    );
}

/** The whole as Markdown for a pull request; `changes` are what differs in the experiments, a line each. */
export function comparisonMarkdown(comparison: Comparison, changes: readonly string[]): string {
  const { before, after } = comparison;
  const recalls = recallLines(comparison);
  const sections = [
    `### ${plain(before)} → ${plain(after)}`,
    changes.length === 0 ? "The experiments are the same." : bullets(changes.map(code)),
    table(["figure", "before", "after", "change", "noise"], figureRows(comparison)),
    noiseNote(comparison),
    ...(recalls.length === 0 ? [] : [`Recall that changed most:\n\n${bullets(recalls.map(plain))}`]),
    bullets(courseLines(comparison)),
  ];
  return sections.join("\n\n");
}

function noiseText({ p }: FigureChange): string {
  if (p === undefined) return "";
  return p < LEVEL ? `beyond noise (p ${pText(p)})` : `within noise (p ${pText(p)})`;
}

function pText(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

function signed(change: number): string {
  return change > 0 ? `+${showFigure(change)}` : showFigure(change);
}
