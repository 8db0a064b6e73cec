import { bytesOf, joinedBytes, sha256OfPieces } from "../base/hash.ts";
import type { Dataset, Part } from "../data/dataset.ts";
import { documentOf } from "../spec/document.ts";
import type { Experiment } from "../spec/experiment.ts";
import type { EpochRecord } from "../train/callback.ts";
import type { KeptWeights } from "../train/loop.ts";
import { documentText, jsonText, table } from "./formats.ts";
import { experimentHash, type RunFile } from "./versions.ts";

/** What one training came to. */
export interface TrainingFigures {
  readonly seed: number;
  readonly history: readonly EpochRecord[];
  readonly stopReason: string | null;
  /** The epoch whose weights are the final ones. */
  readonly finalEpoch: number;
  readonly diverged: boolean;
  /** Loss and metrics of each part with the final weights. */
  readonly figures: Readonly<Partial<Record<Part, Readonly<Record<string, number>>>>>;
}

/** Everything a version folder holds, as plain values. */
export interface VersionContent {
  readonly experiment: Experiment;
  readonly identity: string;
  readonly engine: string;
  readonly arithmetic: string;
  readonly data: Pick<Dataset, "fingerprint" | "origin" | "classes">;
  /** The first replicate, whose weights are kept, then the others. */
  readonly trainings: readonly [TrainingFigures, ...TrainingFigures[]];
  readonly weights: readonly Float32Array[];
  /** Weights of other epochs that callbacks left, by name. */
  readonly kept: Readonly<Record<string, KeptWeights>>;
  readonly modelText: string;
  readonly model: { readonly topology: string; readonly weights: Uint8Array };
  /** [classes, classes], rows the true class, of the test part or else of validation; absent for regression. */
  readonly confusion?: Uint32Array;
  readonly report: string;
  readonly plots: Readonly<Record<string, string>>;
  /** Times, machine, versions: the only thing that differs between two equal runs. */
  readonly environment: Readonly<Record<string, unknown>>;
}

/** The files of a version folder by their path in it. */
export function versionFiles(content: VersionContent): Map<string, string | Uint8Array> {
  const [first, ...others] = content.trainings;
  const files = new Map<string, string | Uint8Array>([
    ["experiment.yaml", documentText(documentOf(content.experiment))],
    ["run.json", jsonText(runFile(content))],
    ["metrics.json", jsonText(metricsOf(content.trainings))],
    ["history.csv", historyText(first.history)],
    ["model.txt", content.modelText],
    ["model/model.json", content.model.topology],
    ["model/weights.bin", content.model.weights],
    ["report.md", content.report],
    ["env.json", jsonText(content.environment)],
  ]);
  for (const [name, { weights }] of Object.entries(content.kept)) {
    files.set(`model/${name}.bin`, joinedBytes(weights));
  }
  for (const [name, svg] of Object.entries(content.plots)) files.set(`plots/${name}.svg`, svg);
  if (content.confusion !== undefined && content.data.classes !== undefined) {
    files.set("confusion.csv", confusionText(content.confusion, content.data.classes));
    files.set("classes.csv", table(CLASS_COLUMNS, classScores(content.confusion, content.data.classes)));
  }
  if (others.length > 0) {
    files.set("replicates.csv", replicatesText(content.trainings));
    for (const [index, { history }] of others.entries()) {
      files.set(`replicates/${String(index + 2).padStart(4, "0")}.csv`, historyText(history));
    }
  }
  return files;
}

function runFile(content: VersionContent): RunFile {
  return {
    identity: content.identity,
    experiment: experimentHash(content.experiment),
    data: content.data.fingerprint,
    weights: weightsHash(content.weights),
    kept: Object.fromEntries(
      Object.entries(content.kept).map(([name, { epoch, weights }]) => [
        name,
        { epoch, weights: weightsHash(weights) },
      ]),
    ),
    seed: content.experiment.seed,
    engine: content.engine,
    arithmetic: content.arithmetic,
    status: content.trainings.some(({ diverged }) => diverged) ? "diverged" : "complete",
  };
}

function weightsHash(weights: readonly Float32Array[]): string {
  return sha256OfPieces(weights.map(bytesOf));
}

/** Figures by part and name; over replicates also their mean and (sample) standard deviation. */
function metricsOf(trainings: readonly TrainingFigures[]): Record<string, unknown> {
  const [first] = trainings;
  const own = { epochs: first!.history.length, finalEpoch: first!.finalEpoch, ...first!.figures };
  if (trainings.length === 1) return own;
  return { ...own, replicates: { count: trainings.length, ...spread(trainings) } };
}

/** Mean and sample standard deviation of every figure over the replicates. */
export function spread(
  trainings: readonly TrainingFigures[],
): Record<string, Record<string, { mean: number; deviation: number }>> {
  const parts = Object.entries(trainings[0]!.figures);
  return Object.fromEntries(
    parts.map(([part, figures]) => [
      part,
      Object.fromEntries(
        Object.keys(figures).map((name) => {
          const values = trainings.map((training) => training.figures[part as Part]![name]!);
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
          return [name, { mean, deviation: Math.sqrt(squares / (values.length - 1)) }];
        }),
      ),
    ]),
  );
}

function historyText(history: readonly EpochRecord[]): string {
  const names = Object.keys(history[0]?.logs ?? {});
  return table(
    ["epoch", ...names, "learning_rate"],
    history.map(({ epoch, learningRate, logs }) => ({ epoch, ...logs, learning_rate: learningRate })),
  );
}

function replicatesText(trainings: readonly TrainingFigures[]): string {
  const rows = trainings.map(({ seed, history, finalEpoch, figures }, index) => ({
    replicate: index + 1,
    seed: String(seed),
    epochs: history.length,
    final_epoch: finalEpoch,
    ...Object.fromEntries(
      Object.entries(figures).flatMap(([part, values]) =>
        Object.entries(values).map(([name, value]) => [`${part}_${name}`, value]),
      ),
    ),
  }));
  return table(Object.keys(rows[0]!), rows);
}

function confusionText(matrix: Uint32Array, classes: readonly string[]): string {
  const rows = classes.map((name, truth) => ({
    "true class": name,
    ...Object.fromEntries(classes.map((other, answer) => [other, matrix[truth * classes.length + answer]!])),
  }));
  return table(["true class", ...classes], rows);
}

export const CLASS_COLUMNS = ["class", "precision", "recall", "f1", "support"] as const;

/** Precision, recall and F1 of each class, and how many samples are of it. */
export function classScores(
  matrix: Uint32Array,
  classes: readonly string[],
): { class: string; precision: number; recall: number; f1: number; support: number }[] {
  const count = classes.length;
  const sum = (at: (index: number) => number) =>
    classes.reduce((total, _, index) => total + matrix[at(index)]!, 0);
  const ratio = (above: number, below: number) => (below === 0 ? 0 : above / below);
  return classes.map((name, own) => {
    const right = matrix[own * count + own]!;
    const there = sum((index) => own * count + index);
    const said = sum((index) => index * count + own);
    return {
      class: name,
      precision: ratio(right, said),
      recall: ratio(right, there),
      f1: ratio(2 * right, said + there),
      support: there,
    };
  });
}
