import type { Difference } from "../../spec/difference.ts";
import { differenceLines, differenceText } from "../../spec/difference-text.ts";
import { showFigure } from "../../store/formats.ts";
import type { StoredSearch } from "../../store/read-version.ts";
import type { Comparison } from "../comparison.ts";
import { FEWEST, LEVEL } from "../significance.ts";
import type { At, CurveChange } from "./curves.ts";
import type { FigureChange } from "./figures.ts";

/** A part of a comparison as people read it, to be laid out as text or as Markdown. */
export interface Section {
  /** Absent where no row would be in it. */
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** A sentence each. */
  readonly notes?: readonly string[];
}

/** So many classes, and so many pairs of them, are shown that changed most. */
const MOST_SHOWN = 4;

/**
 * What differs in the experiments and in what else decides results, a line each; some have lines of their own below. At
 * least one line: that nothing does.
 */
export function changeLines({ sameRun, experiment, otherwise }: Comparison): string[] {
  if (sameRun) return ["both are one run: the same experiment, data and arithmetic"];
  // What is prepared or divided otherwise is told above, and makes other data.
  const told = experiment.some(({ path }) => path === "seed" || path.startsWith("dataset"));
  const lines = [
    ...experiment.flatMap(differenceLines),
    ...otherwise.flatMap((own) => (own.path === "data" ? dataLine(own, told) : differenceText(own))),
  ];
  return lines.length === 0 ? ["the experiments are the same"] : lines;
}

function dataLine({ before, after }: Difference, told: boolean): string[] {
  const short = (hash: unknown) => String(hash).slice(0, 12);
  return told ? [] : [`the data are others: fingerprint ${short(before)} → ${short(after)}`];
}

/** What the changes did, the most telling part first. */
export function comparisonSections(comparison: Comparison): Section[] {
  return [
    figureSection(comparison),
    ...curveSection(comparison),
    ...searchSection(comparison),
    ...classSections(comparison),
    costSection(comparison),
  ];
}

function figureSection(comparison: Comparison): Section {
  const { figures } = comparison;
  const tested = figures.some(({ noise }) => noise !== undefined);
  const sampled = figures.some(({ sampling }) => sampling !== undefined);
  const noise = tested ? ["noise"] : sampled ? ["sampling, 95 %"] : [];
  const rows = figures.map((own) => [
    own.figure,
    showFigure(own.before),
    showFigure(own.after),
    signed(own.change),
    ...(noise.length === 0 ? [] : [noiseText(own)]),
  ]);
  const head = ["figure", "before", "after", "change", ...noise];
  return {
    ...(rows.length === 0 ? {} : { table: { head, rows } }),
    notes: [...likeNotes(comparison), ...noiseNotes(comparison, sampled)],
  };
}

/** What is not compared, or not of the same samples. */
function likeNotes({ sameLoss, otherwise }: Comparison): string[] {
  return [
    ...(sameLoss ? [] : ["The losses are of different kinds; their values are not compared."]),
    ...(otherwise.some(({ path }) => path === "data")
      ? ["The data are not the same: a change may come from the samples."]
      : []),
  ];
}

/** Where figures are means over replicates, and what follows is not. */
function firstNotes({ replicates }: Comparison): { readonly notes?: readonly string[] } {
  return replicates === undefined
    ? {}
    : { notes: ["Curves, classes and epochs are of the first replicate of each."] };
}

/** How sure the changes are, and by which method. */
function noiseNotes({ sameRun, replicates, samples }: Comparison, sampled: boolean): string[] {
  if (sameRun) return [];
  if (replicates !== undefined)
    return [
      `Means over ${replicates[0]} and ${replicates[1]} replicates, compared by Welch's test: noise is what differs between seeds, and below p = ${LEVEL} a change is called beyond it; with fewer than ${FEWEST} on a side none is called within it. The test samples are the same for all seeds: what their choice does is not covered. Of many figures one in twenty comes out so by chance.`,
    ];
  const single =
    "Without `replicates` in both files it is not known how much of a change comes from the seed.";
  if (!sampled) return [single];
  const [old, own] = samples!;
  const count = old === own ? `${own}` : `${old} and ${own}`;
  return [
    single,
    `Sampling: the change of a share of right answers over ${count} samples with its 95\u00a0% confidence interval, Newcombe's for two independent shares. It covers the choice of the samples and nothing else; where both answered the same samples, it is wider than need be.`,
  ];
}

function curveSection(comparison: Comparison): Section[] {
  const { curves } = comparison;
  const validated = curves.filter(({ name }) => name.startsWith("val_"));
  const shown = validated.length > 0 ? validated : curves;
  if (shown.length === 0) return [];
  const head = ["curve", "best before", "best after", "widest gap", "reached at epoch"];
  return [{ table: { head, rows: shown.map(curveRow) }, ...firstNotes(comparison) }];
}

function curveRow({ name, best: [before, after], gap, reached }: CurveChange): string[] {
  const at = (point: At | undefined) =>
    point === undefined ? "none" : `${showFigure(point.value)} at ${point.epoch}`;
  const first =
    reached === undefined ? "" : `${showFigure(reached.value)}: ${arrow(reached.epochs.map(String))}`;
  return [
    name,
    at(before),
    at(after),
    gap === undefined ? "" : `${signed(gap.change)} at ${gap.epoch}`,
    first,
  ];
}

function searchSection({ searches }: Comparison): Section[] {
  if (searches === undefined) return [];
  const names = new Set(searches.flatMap((own) => Object.keys(own?.configuration ?? {})));
  const row = (title: string, cell: (search: StoredSearch) => string) => [
    title,
    ...searches.map((own) => (own === undefined ? "" : cell(own))),
  ];
  const objectives = new Set(searches.flatMap((own) => own?.best.objective ?? []));
  const rows = [
    row("trials", ({ trials }) => String(trials)),
    row("epochs of all trials", ({ epochs }) => String(epochs)),
    ...[...objectives].map((name) =>
      row(`best ${name}`, ({ best }) =>
        best.objective === name ? `${showFigure(best.value)}, trial ${best.trial}` : "",
      ),
    ),
    ...[...names].map((name) => row(name, ({ configuration }) => configuration[name] ?? "")),
  ];
  return [{ table: { head: ["search", "before", "after"], rows } }];
}

function classSections({ classes }: Comparison): Section[] {
  if (classes === undefined) return [];
  const { recalls, confusions } = classes;
  const recallRows = recalls
    .slice(0, MOST_SHOWN)
    .map(({ name, before, after }) => [name, showFigure(before), showFigure(after), signed(after - before)]);
  const pairRows = confusions
    .slice(0, MOST_SHOWN)
    .map(({ truth, answer, before, after }) => [
      `${truth} taken for ${answer}`,
      ...[String(before), String(after), signed(after - before)],
    ]);
  const head = (what: string) => [what, "before", "after", "change"];
  return [
    ...(recallRows.length === 0 ? [] : [{ table: { head: head("recall, changed most"), rows: recallRows } }]),
    ...(pairRows.length === 0 ? [] : [{ table: { head: head("confusions, changed most"), rows: pairRows } }]),
  ];
}

function costSection({ epochs, finalEpoch, parameters, seconds }: Comparison): Section {
  const counts = (values: readonly number[]) => values.map((value) => value.toLocaleString("en-US"));
  const rows = [
    ["epochs", ...counts(epochs)],
    ["final weights of epoch", ...counts(finalEpoch)],
    ...(parameters === undefined ? [] : [["parameters", ...counts(parameters)]]),
    ...(seconds === undefined ? [] : [["seconds, whole run", ...counts(seconds)]]),
  ];
  return { table: { head: ["cost", "before", "after"], rows } };
}

function noiseText({ noise, sampling }: FigureChange): string {
  if (sampling !== undefined) return [sampling.low, sampling.high].map(bound).join(" … ");
  return noise ?? "";
}

function bound(value: number): string {
  return `${value > 0 ? "+" : ""}${value.toFixed(4)}`;
}

function arrow([before, after]: readonly string[]): string {
  return before === after ? before! : `${before} → ${after}`;
}

function signed(change: number): string {
  const shown = Number.isInteger(change) ? String(change) : showFigure(change);
  return change > 0 ? `+${shown}` : shown;
}
