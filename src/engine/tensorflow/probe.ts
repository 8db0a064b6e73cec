import { RunExpError } from "../../base/errors.ts";
import type { Dataset, Samples } from "../../data/dataset.ts";
import { buildGraph } from "../../model/graph.ts";
import type { Job } from "../engine.ts";
import { engineNamed } from "../engines.ts";
import { describeTensorflow } from "./engine.ts";

/**
 * A program that trains a few steps on TensorFlow and the same ones on run-exp's own engine, and prints what the first
 * runs on. It is a process of its own, for what is wrong with a native library can end a process.
 */
export interface Probed {
  /** What computes, one line each. */
  readonly found: readonly string[];
  /** The largest difference of a weight between the two. */
  readonly difference: number;
}

const STEPS = 3;

async function probe(): Promise<Probed> {
  const [own, reference] = [await weightsFrom("tensorflow"), await weightsFrom("wasm")];
  const difference = own.reduce((most, value, at) => Math.max(most, Math.abs(value - reference[at]!)), 0);
  const findings = await describeTensorflow();
  return { found: findings.map(({ name, detail }) => `${name}: ${detail}`), difference };
}

/** All weights after a few steps. */
async function weightsFrom(engine: string): Promise<number[]> {
  const training = await (await engineNamed(engine, 1)).open(JOB);
  for (let step = 0; step < STEPS; step++) {
    await training.step({ indices: Uint32Array.of(0, 1, 2, 3), step, epoch: 1, learningRate: 0.01 });
  }
  const { weights } = await training.exportState();
  training.close();
  return weights.flatMap((values) => [...values]);
}

const SAMPLES: Samples = {
  count: 4,
  features: {
    storage: Float32Array.of(1, 0, 0, 1, 1, 1, 0, 0),
    ...{ shape: [2], scale: Float32Array.of(1), offset: Float32Array.of(0) },
  },
  labels: { kind: "class", values: Float32Array.of(0, 0, 1, 1), shape: [] },
};

const DATA: Dataset = {
  ...{ shape: [2], labels: { kind: "class", shape: [] }, train: SAMPLES },
  ...{ fingerprint: "probe", origin: "a probe" },
};

const initializers = { kernelInitializer: { glorotUniform: {} }, biasInitializer: { zeros: {} } };

const MODEL = buildGraph(
  [2],
  [
    { layer: { dense: { units: 8, activation: "relu", useBias: true, trainable: true, ...initializers } } },
    { layer: { dropout: { rate: 0.25 } } },
    {
      layer: { dense: { units: 2, activation: "softmax", useBias: true, trainable: true, ...initializers } },
    },
  ].map(({ layer }, index) => ({ layer, name: `layer${index}` })),
).model!;

const JOB: Job = {
  ...{ model: MODEL, loss: { sparseCategoricalCrossentropy: {} }, data: DATA, batchSize: 4, augment: [] },
  optimizer: { adam: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false } },
  ...{ seed: 1, trial: 0 },
};

try {
  process.stdout.write(JSON.stringify(await probe()));
} catch (error) {
  if (!(error instanceof RunExpError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint}\n`);
  process.exitCode = 1;
}
