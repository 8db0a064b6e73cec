import { stringify as yamlText } from "yaml";
import { nameOf, type Tagged } from "../component/component.ts";
import type { Part } from "../data/dataset.ts";
import { experimentPath } from "../spec/experiment.ts";
import { classScores, optimism, spread, type TrainingFigures } from "../store/figures.ts";
import { rounded, showFigure } from "../store/formats.ts";
import type { VersionContent } from "../store/version-files.ts";
import { loggedNames } from "../train/loop.ts";
import type { Confusion } from "../train/measure.ts";
import { block, bullets, code, plain, table } from "./markdown.ts";
import { searchSection } from "./search-section.ts";

/** What a report tells: a version's content but for what is made beside the report, and facts of the data. */
export type Reported = Omit<VersionContent, "report" | "plots" | "environment" | "model" | "spaceText"> & {
  /** Where the data came from. */
  readonly origin: string;
  /** How many samples each part has. */
  readonly sizes: Readonly<Partial<Record<Part, number>>>;
};

/** A table of more classes than this is no longer read. */
const MOST_CLASSES = 30;

/** So many of more classes are shown, and so many pairs that are confused. */
const WORST_CLASSES = 20;
const CONFUSED_PAIRS = 5;

/** report.md: what came out and what was asked, one fact a line, so that a diff reads like a review. */
export function reportText(content: Reported): string {
  const { experiment, trainings } = content;
  const sections = [
    `# ${plain(experimentPath(experiment))}`,
    ...(experiment.description === undefined ? [] : [experiment.description.trim()]),
    ...divergence(trainings),
    `## Figures\n\n${figuresSection(content)}`,
    ...(trainings.length > 1 ? [replicatesSection(trainings)] : []),
    `## Learning curves\n\n![Loss and metrics over the epochs](plots/learning-curves.svg)\n\n${course(content)}`,
    ...(content.search === undefined ? [] : [searchSection(content.search)]),
    `## Training\n\n${trainingFacts(content)}`,
    `## Data\n\n${dataFacts(content)}`,
    `## Model\n\n${block(content.modelText)}`,
    ...classSection(content),
    `## Provenance\n\n${provenance(content)}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function divergence(trainings: readonly TrainingFigures[]): string[] {
  const diverged = trainings.flatMap(({ history }, index) => {
    const epoch = history.find(({ logs }) => !Object.values(logs).every(Number.isFinite))?.epoch;
    return epoch === undefined ? [] : [{ replicate: index + 1, epoch }];
  });
  if (diverged.length === 0) return [];
  const where = diverged.map(({ replicate, epoch }) =>
    trainings.length === 1 ? `in epoch ${epoch}` : `in epoch ${epoch} of replicate ${replicate}`,
  );
  return [`> **Diverged:** a logged value was no finite number ${where.join(", ")}.`];
}

function figuresSection({ experiment, trainings: [first], sizes }: Reported): string {
  const parts = Object.entries(first.figures) as [Part, Record<string, number>][];
  const names = Object.keys(parts[0]?.[1] ?? {});
  const rows = parts.map(([part, figures]) => [
    part,
    String(sizes[part]),
    ...names.map((name) => showFigure(figures[name]!)),
  ]);
  const figures = table(["part", "samples", ...names], rows);
  const flattery = optimism(first, loggedNames(experiment.train.metrics, false));
  if (flattery === undefined) return figures;
  const gaps = Object.entries(flattery).map(([name, value]) => `${name} ${showFigure(value)}`);
  return `${figures}\n\nHow much better validation looks than test: ${gaps.join(", ")}.`;
}

function replicatesSection(trainings: readonly TrainingFigures[]): string {
  const parts = Object.entries(spread(trainings));
  const names = Object.keys(parts[0]?.[1] ?? {});
  const rows = parts.map(([part, figures]) => [
    part,
    ...names.map((name) => `${showFigure(figures[name]!.mean)} ± ${showFigure(figures[name]!.deviation)}`),
  ]);
  const what = "Mean ± standard deviation; each replicate is a row of [replicates.csv](replicates.csv).";
  return `## Over ${trainings.length} replicates\n\n${table(["part", ...names], rows)}\n\n${what}`;
}

function course({ experiment: { train }, trainings: [first], kept }: Reported): string {
  return bullets([
    `trained for ${first.history.length} of at most ${train.epochs} epochs`,
    ...(first.stopReason === null ? [] : [`ended early: ${plain(first.stopReason)}`]),
    `final weights: those of epoch ${first.finalEpoch}`,
    ...Object.entries(kept).map(
      ([name, { epoch }]) => `${code(`model/${name}.bin`)}: the weights of epoch ${epoch}`,
    ),
  ]);
}

function trainingFacts({ experiment: { train, seed, replicates } }: Reported): string {
  const weights = train.classWeights;
  return bullets([
    `loss: ${shown(train.loss)}`,
    ...train.metrics.map((metric) => `metric: ${shown(metric)}`),
    `optimizer: ${shown(train.optimizer)}`,
    `batch size: ${train.batchSize}`,
    `epochs: at most ${train.epochs}`,
    ...train.callbacks.map((callback) => `callback: ${shown(callback)}`),
    ...(weights === undefined ? [] : [`class weights: ${code(flow(weights))}`]),
    `seed: ${seed}`,
    ...(replicates === 1 ? [] : [`replicates: ${replicates}`]),
  ]);
}

function dataFacts({ experiment: { dataset }, decisive, origin }: Reported): string {
  const { source, share, split, preprocess, augment } = dataset;
  return bullets([
    `source: ${shown(source)}, ${plain(origin)}`,
    ...(share === 1 ? [] : [`share: ${share}`]),
    `split: ${code(flow(split))}`,
    ...preprocess.map((step) => `preprocess: ${shown(step)}`),
    ...augment.map((change) => `augment: ${shown(change)}`),
    `fingerprint: ${code(decisive.data.slice(0, 12))}`,
  ]);
}

function classSection({ confusions, classes }: Reported): string[] {
  if (confusions === undefined || classes === undefined) return [];
  const scores = classScores(confusions, classes);
  const all = scores.length <= MOST_CLASSES;
  const listed = all ? scores : [...scores].sort((a, b) => a.f1 - b.f1).slice(0, WORST_CLASSES);
  const rows = listed.map(({ name, precision, recall, f1, support }) => [
    plain(name),
    ...[precision, recall, f1].map(showFigure),
    String(support),
  ]);
  const what = all
    ? []
    : [`The ${WORST_CLASSES} of ${scores.length} classes told worst; all are in [classes.csv](classes.csv).`];
  const scoreTable = table(["class", "precision", "recall", "F1", "samples"], rows);
  return [["## Classes", ...what, scoreTable, mostConfused(confusions, classes)].join("\n\n")];
}

function mostConfused(confusions: readonly Confusion[], classes: readonly string[]): string {
  const wrong = confusions.filter(({ truth, answer }) => truth !== answer);
  if (wrong.length === 0) return "No sample was taken for another class.";
  const worst = [...wrong].sort((a, b) => b.count - a.count).slice(0, CONFUSED_PAIRS);
  const lines = worst.map(
    ({ truth, answer, count }) => `${plain(classes[truth]!)} taken for ${plain(classes[answer]!)}: ${count}`,
  );
  return `Most often confused (all in [confusion.csv](confusion.csv)):\n\n${bullets(lines)}`;
}

function provenance({ identity, decisive, engine }: Reported): string {
  return bullets([
    `identity: ${code(identity.slice(0, 12))}`,
    `engine: ${engine}`,
    `arithmetic: ${plain(decisive.arithmetic)}`,
    "the whole experiment: [experiment.yaml](experiment.yaml); hashes: [run.json](run.json)",
    "when, where and how long: [env.json](env.json)",
  ]);
}

/** A component as the file writes it, on one line: `adam: { learningRate: 0.001, … }`. */
function shown(tagged: Tagged): string {
  const name = nameOf(tagged);
  const options = tagged[name]!;
  return code(Object.keys(options).length === 0 ? name : `${name}: ${flow(options)}`);
}

/** A value as YAML on one line, numbers rounded to six digits. */
function flow(value: unknown): string {
  const short = JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === "number" ? rounded(inner) : inner,
  ) as unknown;
  return yamlText(short, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: true }).trim();
}
