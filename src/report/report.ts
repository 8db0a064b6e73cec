import { stringify as yamlText } from "yaml";
import { nameOf, type Tagged } from "../component/component.ts";
import type { Part } from "../data/dataset.ts";
import { experimentPath } from "../spec/experiment.ts";
import type { TrainingFigures } from "../store/figures.ts";
import { rounded } from "../store/formats.ts";
import type { VersionContent } from "../store/version-files.ts";
import { classSection } from "./class-section.ts";
import { figuresSection, ofFirst, replicatesSection } from "./figures-section.ts";
import { block, bullets, code, paragraphs, plain } from "./markdown.ts";
import type { PicturedMistake } from "./plots/mistakes.ts";
import { searchSection } from "./search-section.ts";

/** What a report tells: a version's content but for what is made beside the report, and facts of the data. */
export type Reported = Omit<VersionContent, "report" | "plots" | "environment" | "model" | "spaceText"> & {
  /** Where the data came from. */
  readonly origin: string;
  /** The worst mistakes with their pictures; empty where the data are no images. */
  readonly pictured: readonly PicturedMistake[];
  /** How many samples each part has. */
  readonly sizes: Readonly<Partial<Record<Part, number>>>;
};

/** report.md: what came out and what was asked, one fact a line, so that a diff reads like a review. */
export function reportText(content: Reported): string {
  const { experiment, trainings } = content;
  const sections = [
    `# ${plain(experimentPath(experiment))}`,
    ...(experiment.description === undefined || experiment.description.trim() === ""
      ? []
      : [paragraphs(experiment.description)]),
    ...divergence(trainings),
    `## Figures\n\n${figuresSection(content)}`,
    ...(trainings.length > 1 ? [replicatesSection(trainings)] : []),
    curvesSection(content),
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

function curvesSection(content: Reported): string {
  const plot = "![Loss and metrics over the epochs](plots/learning-curves.svg)";
  return ["## Learning curves", ...ofFirst(content), plot, course(content)].join("\n\n");
}

function course({ experiment: { train }, trainings: [first], kept }: Reported): string {
  return bullets([
    `trained for ${first.history.length} of at most ${train.epochs} ${train.epochs === 1 ? "epoch" : "epochs"}`,
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
