import { joinedBytes, sha256 } from "../base/hash.ts";
import { documentOf } from "../spec/document.ts";
import type { Experiment } from "../spec/experiment.ts";
import { BEST, ENVIRONMENT, STORED } from "../spec/origin.ts";
import type { EpochRecord } from "../train/callback.ts";
import { type KeptWeights, loggedNames } from "../train/loop.ts";
import type { Confusion, Mistake } from "../train/measure.ts";
import { classScores, type Figures, optimism, spread, type TrainingFigures } from "./figures.ts";
import { type Cell, replicatePath } from "./formats.ts";
import type { Decisive } from "./identity.ts";
import { type SearchContent, searchFiles, searchMetrics } from "./search-files.ts";
import { SUMS, sumsText, WEIGHTS } from "./sums.ts";
import { csv, documentText, jsonText } from "./texts.ts";
import type { RunFile } from "./versions.ts";

/** A model in tfjs's own format. */
export interface SavedModel {
  /** The text of model.json. */
  readonly topology: string;
  /** The bytes of weights.bin. */
  readonly weights: Uint8Array;
}

/** Everything a version folder holds, as plain values. */
export interface VersionContent {
  readonly experiment: Experiment;
  readonly identity: string;
  readonly decisive: Decisive;
  /** The engine that ran it. */
  readonly engine: string;
  /** Names of the classes in the order of their numbers; absent for regression. */
  readonly classes?: readonly string[];
  /** The first replicate, whose weights are kept, then the others. */
  readonly trainings: readonly [TrainingFigures, ...TrainingFigures[]];
  /** Of the test part or else of validation; absent where there is neither, and for regression. */
  readonly confusions?: readonly Confusion[];
  /** The worst mistakes over the same part; absent where there are no confusions. */
  readonly mistakes?: readonly Mistake[];
  /** The layer table. */
  readonly modelText: string;
  /** With the final weights. */
  readonly model: SavedModel;
  /** Weights of other epochs that callbacks left, by name. */
  readonly kept: Readonly<Record<string, KeptWeights>>;
  readonly report: string;
  /** SVG texts by name. */
  readonly plots: Readonly<Record<string, string>>;
  /** The search that chose the configuration; absent where there was none. */
  readonly search?: SearchContent;
  /** What hyperparameters may be: space.md. Absent where there are none. */
  readonly spaceText?: string;
  /** Times, machine, versions: the only thing that differs between two equal runs. */
  readonly environment: Readonly<Record<string, unknown>>;
}

/** The files of a version folder by their path in it. All but env.json are the same for the same experiment. */
export function versionFiles(content: VersionContent): Map<string, string | Uint8Array> {
  const { trainings, experiment, classes, confusions, mistakes = [], search } = content;
  const files = new Map<string, string | Uint8Array>([
    [STORED, documentText(search?.document ?? documentOf(experiment))],
    ["run.json", jsonText(runOf(content))],
    ["metrics.json", jsonText(metricsOf(content))],
    ["history.csv", historyText(trainings[0].history)],
    ["model.txt", content.modelText],
    ["report.md", content.report],
    ["model/model.json", content.model.topology],
    [`model/${WEIGHTS}`, content.model.weights],
    ...Object.entries(content.kept).map(([name, { weights }]): [string, Uint8Array] => [
      `model/${name}.bin`,
      joinedBytes(weights),
    ]),
    ...Object.entries(content.plots).map(([name, svg]): [string, string] => [`plots/${name}.svg`, svg]),
  ]);
  if (confusions !== undefined && classes !== undefined) {
    files.set("confusion.csv", confusionText(confusions, classes));
    files.set("classes.csv", classesText(confusions, classes));
    if (mistakes.length > 0) files.set("mistakes.csv", mistakesText(mistakes, classes));
  }
  if (trainings.length > 1) {
    files.set("replicates.csv", replicatesText(trainings));
    for (const [index, { history }] of trainings.entries()) {
      if (index > 0) files.set(replicatePath(index + 1), historyText(history));
    }
  }
  if (search !== undefined) {
    files.set(BEST, documentText(documentOf(experiment)));
    files.set("space.md", content.spaceText ?? "");
    for (const [name, text] of searchFiles(search, historyText)) files.set(name, text);
  }
  files.set(SUMS, sumsText(files));
  files.set(ENVIRONMENT, jsonText(content.environment));
  return files;
}

function runOf({ identity, decisive, engine, experiment, model, kept, trainings }: VersionContent): RunFile {
  return {
    ...decisive,
    identity,
    engine,
    seed: experiment.seed,
    status: trainings.some(({ diverged }) => diverged) ? "diverged" : "complete",
    weights: sha256(model.weights),
    kept: Object.fromEntries(
      Object.entries(kept).map(([name, { epoch, weights }]) => [
        name,
        { epoch, weights: sha256(joinedBytes(weights)) },
      ]),
    ),
  };
}

/** Figures by part and name, and how much too good validation was; over replicates also mean and deviation. */
function metricsOf({ experiment, trainings, search }: VersionContent): Record<string, unknown> {
  const [first] = trainings;
  const flattery = optimism(first, loggedNames(experiment.train.metrics, false));
  return {
    epochs: first.history.length,
    finalEpoch: first.finalEpoch,
    ...first.figures,
    ...(flattery === undefined ? {} : { optimism: flattery }),
    ...(search === undefined ? {} : { search: searchMetrics(search) }),
    ...(trainings.length === 1 ? {} : { replicates: { count: trainings.length, ...spread(trainings) } }),
  };
}

function historyText(history: readonly EpochRecord[]): string {
  const names = Object.keys(history[0]?.logs ?? {});
  return csv(
    ["epoch", ...names, "learning_rate"],
    history.map(({ epoch, learningRate, logs }) => [
      epoch,
      ...names.map((name) => logs[name]!),
      learningRate,
    ]),
  );
}

function replicatesText(trainings: readonly TrainingFigures[]): string {
  const parts = Object.entries(trainings[0]!.figures);
  const names = parts.flatMap(([part, figures]) => Object.keys(figures).map((name) => `${part}_${name}`));
  const rows = trainings.map(({ seed, history, finalEpoch, figures }, index): Cell[] => [
    ...[index + 1, seed, history.length, finalEpoch],
    ...Object.values(figures).flatMap((part: Figures) => Object.values(part)),
  ]);
  return csv(["replicate", "seed", "epochs", "final_epoch", ...names], rows);
}

/**
 * One row for each pair that occurs: what changes between two versions is then a line, and a thousand classes need
 * no million cells.
 */
function confusionText(confusions: readonly Confusion[], classes: readonly string[]): string {
  const rows = confusions.map(({ truth, answer, count }) => [classes[truth]!, classes[answer]!, count]);
  return csv(["class", "answer", "samples"], rows);
}

/** Worst first. */
function mistakesText(mistakes: readonly Mistake[], classes: readonly string[]): string {
  const rows = mistakes.map(({ sample, truth, answer, confidence, loss }) => [
    ...[sample, classes[truth]!, classes[answer]!, confidence, loss],
  ]);
  return csv(["sample", "class", "answer", "confidence", "loss"], rows);
}

function classesText(confusions: readonly Confusion[], classes: readonly string[]): string {
  const rows = classScores(confusions, classes).map(({ name, precision, recall, f1, support }) => [
    ...[name, precision ?? "", recall ?? "", f1 ?? "", support],
  ]);
  return csv(["class", "precision", "recall", "f1", "support"], rows);
}
