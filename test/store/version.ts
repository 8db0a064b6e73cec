import type { Experiment } from "../../src/spec/experiment.ts";
import type { TrainingFigures } from "../../src/store/figures.ts";
import { identityOf } from "../../src/store/identity.ts";
import type { VersionContent } from "../../src/store/version-files.ts";

/** A resolved experiment, small and complete. */
export const EXPERIMENT: Experiment = {
  name: "small",
  description: "A small one.",
  seed: 20261124,
  engine: "auto",
  dataset: {
    source: { csv: { path: "../data/table.csv", target: "kind" } },
    share: 1,
    split: { validation: 0.2, test: 0.2, stratify: true },
    preprocess: [{ rescale: { scale: 1 / 255, offset: 0 } }],
    augment: [],
  },
  model: { layers: [{ layer: { dense: { units: 3, activation: "softmax" } }, name: "dense" }] },
  train: {
    loss: { sparseCategoricalCrossentropy: {} },
    metrics: [{ accuracy: {} }],
    optimizer: { adam: { learningRate: 0.001, beta1: 0.9 } },
    batchSize: 32,
    epochs: 10,
    callbacks: [],
  },
  replicates: 1,
};

/** What a training of two epochs came to. */
export function figures(change: Partial<TrainingFigures> = {}): TrainingFigures {
  return {
    seed: 20261124,
    history: [
      {
        epoch: 1,
        learningRate: 0.001,
        logs: { loss: 1 / 3, accuracy: 0.5, val_loss: 0.4, val_accuracy: 0.45 },
      },
      {
        epoch: 2,
        learningRate: 0.0005,
        logs: { loss: 0.25, accuracy: 2 / 3, val_loss: 0.5, val_accuracy: 0.4 },
      },
    ],
    stopReason: null,
    finalEpoch: 2,
    diverged: false,
    figures: {
      train: { loss: 0.24, accuracy: 0.7 },
      validation: { loss: 0.5, accuracy: 0.4 },
      test: { loss: 0.6, accuracy: 0.35 },
    },
    ...change,
  };
}

/** The content of a version with three classes, for a test to change. */
export function content(change: Partial<VersionContent> = {}): VersionContent {
  const decisive = {
    experiment: "e".repeat(64),
    data: "d".repeat(64),
    arithmetic: "tfjs-wasm 4.22.0",
    revision: 1,
  };
  return {
    experiment: EXPERIMENT,
    identity: identityOf(decisive),
    decisive,
    engine: "tfjs",
    classes: ["red", "green", "blue"],
    trainings: [figures()],
    confusions: [
      { truth: 0, answer: 0, count: 5 },
      { truth: 0, answer: 2, count: 2 },
      { truth: 1, answer: 1, count: 7 },
      { truth: 2, answer: 0, count: 3 },
    ],
    modelText: "layer  type\n",
    model: { topology: "{}\n", weights: Uint8Array.of(1, 2, 3, 4) },
    kept: {},
    report: "# small\n",
    plots: { "learning-curves": "<svg/>\n" },
    environment: { began: "2026-11-24T08:00:00Z" },
    ...change,
  };
}
