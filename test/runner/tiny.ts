import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stream } from "../../src/base/random.ts";
import type { RunEvent, RunOutcome } from "../../src/runner/events.ts";
import { runStudy, type StudyOptions } from "../../src/runner/study.ts";
import type { Experiment } from "../../src/spec/experiment.ts";
import { loadExperiments } from "../../src/spec/load.ts";
import { writeIndex } from "../../src/store/index-file.ts";
import { scratch } from "../scratch.ts";

/** A project folder with a small table, and experiments that train on it in a fraction of a second. */
export interface Project {
  readonly folder: string;
  /** Writes an experiment file that differs from the tiny one in some lines; returns its path. */
  write(name: string, changes?: Readonly<Record<string, string>>): string;
}

/** The experiment by its parts, so that a test can change one. */
const PARTS: Readonly<Record<string, string>> = {
  description: "description: A small table, three classes.",
  seed: "seed: 20261124",
  source: "  source: { csv: { path: ../data/table.csv, target: kind } }",
  split: "  split: { validation: 0.2, test: 0.2, stratify: true }",
  preprocess: "  preprocess: [standardize]",
  layers: [
    "    - dense: { units: 8, activation: relu }",
    "    - dropout: { rate: 0.2 }",
    "    - dense: { units: 3, activation: softmax }",
  ].join("\n"),
  loss: "  loss: sparseCategoricalCrossentropy",
  metrics: "  metrics: [accuracy]",
  optimizer: "  optimizer: { adam: { learningRate: 0.02 } }",
  epochs: "  epochs: 4",
  callbacks: "  callbacks: [{ earlyStopping: { monitor: val_loss, patience: 2, restoreBestWeights: true } }]",
  replicates: "replicates: 1",
  search: "",
};

/** A search over the tiny experiment, by its parts: what it searches stands in `SEARCHED`. */
const SEARCH: Readonly<Record<string, string>> = {
  objective: "  objective: { metric: val_accuracy }",
  tuner: "  tuner: { random: { trials: 4 } }",
  parallel: "  parallel: 2",
  trial: "  trial: { epochs: 3, callbacks: [] }",
  more: "",
  space: [
    "  space:",
    "    units: { int: { min: 2, max: 16 } }",
    "    rate: { float: { min: 0.001, max: 0.3, log: true } }",
  ].join("\n"),
};

const SEARCHED: Readonly<Record<string, string>> = {
  layers: [
    "    - dense: { units: $units, activation: relu }",
    "    - dropout: { rate: 0.2 }",
    "    - dense: { units: 3, activation: softmax }",
  ].join("\n"),
  optimizer: "  optimizer: { adam: { learningRate: $rate } }",
};

/** The parts of an experiment that is a search: both what it is searched for and how, with some of the latter changed. */
export function searching(changes: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { ...SEARCHED, search: ["search:", ...Object.values({ ...SEARCH, ...changes })].join("\n") };
}

export function project(folder = scratch()): Project {
  mkdirSync(join(folder, "data"), { recursive: true });
  mkdirSync(join(folder, "experiments"), { recursive: true });
  writeFileSync(join(folder, "data", "table.csv"), table());
  return {
    folder,
    write(name, changes = {}) {
      const path = join(folder, "experiments", `${name}.yaml`);
      writeFileSync(path, textOf(name, { ...PARTS, ...changes }));
      return path;
    },
  };
}

function textOf(name: string, parts: Readonly<Record<string, string>>): string {
  return [
    `name: ${name}`,
    ...[parts.description, parts.seed, parts.replicates],
    ...[
      "dataset:",
      parts.source,
      parts.split,
      parts.preprocess,
      "model:",
      "  layers:",
      parts.layers,
      "train:",
    ],
    ...[parts.loss, parts.metrics, parts.optimizer, "  batchSize: 16", parts.epochs, parts.callbacks],
    ...[parts.search, ""],
  ].join("\n");
}

/** Sixty rows of three numbers around a centre of their class. */
function table(): string {
  const draws = stream(5, "table");
  const rows = Array.from({ length: 60 }, (_, row) => {
    const kind = row % 3;
    const numbers = [0, 1, 2].map((column) => (kind === column ? 2 : 0) + draws.normal(3 * row + column));
    return [...numbers.map((value) => value.toFixed(3)), ["red", "green", "blue"][kind]].join(",");
  });
  return `${["a,b,c,kind", ...rows].join("\n")}\n`;
}

/** The experiment of a file, and the folder its paths start from. Throws where the file has mistakes. */
export async function experimentIn(file: string): Promise<{ experiment: Experiment; folder: string }> {
  const { experiments, folder, issues } = await loadExperiments(file);
  const [experiment] = experiments;
  if (experiment === undefined || issues.length > 0) throw new Error(`${file}: ${JSON.stringify(issues)}`);
  return { experiment, folder };
}

/** A worker process starts from what the first one has compiled. */
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "run-exp-tests");

/** Runs the experiment or the search of a file, and brings index.csv up to date, as the command does. */
export async function runFile(
  file: string,
  results: string,
  emit: (event: RunEvent) => void = () => {},
  options: Pick<StudyOptions, "workers" | "signal"> = {},
): Promise<RunOutcome> {
  const { experiments, searches, folder, issues } = await loadExperiments(file);
  const [subject] = [...experiments, ...searches];
  if (subject === undefined || issues.length > 0) throw new Error(`${file}: ${JSON.stringify(issues)}`);
  const outcome = await runStudy(subject, { folder, results, offline: true, emit, ...options });
  await writeIndex(results);
  return outcome;
}
