import { RunExpError } from "../../base/errors.ts";
import type { Dataset, Samples } from "../../data/dataset.ts";
import { buildGraph } from "../../model/graph.ts";
import type { Job } from "../engine.ts";
import { engineNamed } from "../engines.ts";
import { describeTensorflow } from "./engine.ts";

/**
 * A program that trains a few steps on TensorFlow and the same ones on run-exp's own engine, and prints what came of it
 * as JSON. It is a process of its own, for what is wrong with a native library can end a process.
 */
export type Probed =
  | {
      /** What computes, one line each. */
      readonly found: readonly string[];
      /** Whether all weights are those of run-exp's engine, to rounding; and the largest difference. */
      readonly agrees: boolean;
      readonly difference: string;
    }
  /** Why it does not train. */
  | { readonly problem: string };

const STEPS = 3;

/** Differences of a weight up to here are of rounding. */
const ROUNDING = 1e-4;

async function probe(): Promise<Probed> {
  const [own, reference] = [await weightsFrom("tensorflow"), await weightsFrom("wasm")];
  const differences = own.map((value, at) => Math.abs(value - reference[at]!));
  const findings = await describeTensorflow();
  return {
    found: findings.map(({ name, detail }) => `${name}: ${detail}`),
    agrees: differences.every((difference) => difference <= ROUNDING),
    difference: Math.max(...differences).toPrecision(2),
  };
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

async function told(): Promise<Probed> {
  try {
    return await probe();
  } catch (error) {
    if (!(error instanceof RunExpError)) throw error;
    return { problem: error.message };
  }
}

process.stdout.write(JSON.stringify(await told()));
