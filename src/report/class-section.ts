import { type ClassScore, classScores, mostConfused } from "../store/figures.ts";
import { showFigure } from "../store/formats.ts";
import type { Confusion } from "../train/measure.ts";
import { ofFirst } from "./figures-section.ts";
import { bullets, plain, table } from "./markdown.ts";
import type { Reported } from "./report.ts";

/** A table of more classes than this is no longer read. */
const MOST_CLASSES = 30;

/** So many of more classes are shown, and so many pairs that are confused. */
const WORST_CLASSES = 20;
const CONFUSED_PAIRS = 5;

/** How classes were told from one another, and the worst mistakes; nothing for regression. */
export function classSection(content: Reported): string[] {
  const { confusions, classes } = content;
  if (confusions === undefined || classes === undefined) return [];
  const scores = classScores(confusions, classes);
  const all = scores.length <= MOST_CLASSES;
  const listed = all ? scores : worstOf(scores);
  const rows = listed.map(({ name, precision, recall, f1, support }) => [
    plain(name),
    ...[precision, recall, f1].map((score) => (score === undefined ? "" : showFigure(score))),
    String(support),
  ]);
  const what = all
    ? []
    : [
        `The ${listed.length} of ${scores.length} classes told worst; all are in [classes.csv](classes.csv).${tieText(listed, scores)}`,
      ];
  const scoreTable = table(["class", "precision", "recall", "F1", "samples"], rows);
  const matrix = "![Confusion matrix: a row for each class, a column for each answer](plots/confusion.svg)";
  const classText = [
    "## Classes",
    ...ofFirst(content),
    ...what,
    scoreTable,
    matrix,
    confusedText(confusions, classes),
  ].join("\n\n");
  return [classText, ...mistakesSection(content)];
}

/** The classes of the smallest F1, of those that have samples. */
function worstOf(scores: readonly ClassScore[]): ClassScore[] {
  const told = scores.filter(({ f1 }) => f1 !== undefined);
  return told.sort((a, b) => a.f1! - b.f1!).slice(0, WORST_CLASSES);
}

/** How many classes are as good as the last of the worst, where not all of these are listed. */
function tieText(listed: readonly ClassScore[], scores: readonly ClassScore[]): string {
  const last = listed.at(-1)?.f1;
  const [here, there] = [listed, scores].map((some) => some.filter(({ f1 }) => f1 === last).length) as [
    number,
    number,
  ];
  if (last === undefined || here === there) return "";
  return ` ${there} classes have an F1 of ${showFigure(last)}, of which ${here === 1 ? "one is" : `${here} are`} here.`;
}

function confusedText(confusions: readonly Confusion[], classes: readonly string[]): string {
  const worst = mostConfused(confusions).slice(0, CONFUSED_PAIRS);
  if (worst.length === 0) return "No sample was taken for another class.";
  const lines = worst.map(
    ({ truth, answer, count }) => `${plain(classes[truth]!)} taken for ${plain(classes[answer]!)}: ${count}`,
  );
  return `Most often confused (all in [confusion.csv](confusion.csv)):\n\n${bullets(lines)}`;
}

function mistakesSection(content: Reported): string[] {
  const { mistakes = [], pictured, sizes } = content;
  if (mistakes.length === 0) return [];
  const part = sizes.test === undefined ? "validation" : "test";
  const count = mistakes.length === 1 ? "The mistake" : `The ${mistakes.length} mistakes`;
  const text = `${count} of the largest loss among the ${part} samples, worst first; [mistakes.csv](mistakes.csv) says which samples these are.`;
  const sheet =
    "Below each image stand its class, → what it was taken for, and how sure the model was of that.\n\n![The images of the worst mistakes](plots/mistakes.svg)";
  const told = `${text}${pictured.length === 0 ? "" : ` ${sheet}`}`;
  return [["## Worst mistakes", ...ofFirst(content), told].join("\n\n")];
}
