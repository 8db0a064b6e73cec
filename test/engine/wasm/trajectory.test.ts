import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { type Shape, sizeOf } from "../../../src/base/shape.ts";
import type { Dataset } from "../../../src/data/dataset.ts";
import { openTfjs } from "../../../src/engine/tfjs/engine.ts";
import type { KernelName } from "../../../src/engine/wasm/kernels.ts";
import type { Training } from "../../../src/train/training.ts";
import { datasetOf, type JobPlan, jobOf } from "../jobs.ts";
import { ARITHMETICS } from "./machine.ts";
import { kernelsLoaded, openOn } from "./teams.ts";

/**
 * Fifty steps of the baselines of experiments/ from the same weights: the losses are those of the tfjs engine. Few
 * samples, and of the convolutional net fewer filters on smaller images, because tfjs would take minutes; every layer
 * and every kernel size is there.
 */

const test = suite("engine/wasm/trajectory");

const STEPS = 50;
const MOST_OFF = 1e-4;
const SAMPLES = 96;

interface Baseline {
  readonly plan: JobPlan;
  /** Kernels that it must run to say something. */
  readonly kernels: readonly KernelName[];
}

const baselines: Readonly<Record<string, Baseline>> = {
  "the dense net, in batches of 16": {
    plan: {
      data: images([28, 28, 1]),
      batchSize: 16,
      layers: [
        ["flatten"],
        ["dense", { units: 512, activation: "relu" }],
        ["dropout", { rate: 0.2 }],
        ["dense", { units: 10, activation: "softmax" }],
      ],
      optimizer: ["adam", { learningRate: 0.001 }],
    },
    kernels: ["gemm", "dropout", "softmax", "adam"],
  },
  "the convolutional net, with 32 filters on 20×20 images in batches of 4": {
    plan: {
      data: images([20, 20, 1]),
      batchSize: 4,
      layers: [
        ["conv2d", { filters: 32, kernelSize: 3, activation: "relu" }],
        ["maxPooling2d", { poolSize: 2, padding: "same" }],
        ["dropout", { rate: 0.2 }],
        ["conv2d", { filters: 32, kernelSize: 5, activation: "relu" }],
        ["maxPooling2d", { poolSize: 2, padding: "same" }],
        ["dropout", { rate: 0.2 }],
        ["conv2d", { filters: 32, kernelSize: 3, activation: "relu" }],
        ["maxPooling2d", { poolSize: 2, padding: "same" }],
        ["dropout", { rate: 0.2 }],
        ["flatten"],
        ["dense", { units: 64, activation: "relu" }],
        ["dense", { units: 10, activation: "softmax" }],
      ],
      optimizer: ["adam", { learningRate: 0.001 }],
    },
    kernels: ["gemmMaxPool", "gemmOuterMaxPool", "winograd", "winogradInputGradient", "maxPool", "dropout"],
  },
};

const tfjs = await openTfjs();

for (const [name, { plan, kernels }] of Object.entries(baselines)) {
  test(`${name}: ${STEPS} losses are within ${MOST_OFF} of tfjs's`, async () => {
    const job = jobOf(plan);
    const expected = await lossesOf(await tfjs.open(job), job.batchSize);
    assert.ok(mean(expected.slice(-10)) < 0.8 * mean(expected.slice(0, 10)), "tfjs learns nothing");
    for (const arithmetic of ARITHMETICS) {
      const { result: training, kernels: loaded } = await kernelsLoaded(() => openOn(arithmetic, 2, job));
      assert.ok(kernels.every((kernel) => loaded.has(kernel)));
      const own = await lossesOf(training, job.batchSize);
      for (const [step, loss] of own.entries()) {
        const off = Math.abs(loss - expected[step]!);
        assert.ok(off <= MOST_OFF, `${arithmetic}, step ${step}: ${loss}, tfjs ${expected[step]}`);
      }
    }
  });
}

test.run();

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean loss of each step; closes the training. */
async function lossesOf(training: Training, batchSize: number): Promise<number[]> {
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const indices = Uint32Array.from({ length: batchSize }, (_, at) => (step * batchSize + at) % SAMPLES);
    const outcome = await training.step({ indices, step, epoch: 1, learningRate: 0.001 });
    losses.push(mean([...outcome.losses.subarray(0, batchSize)]));
  }
  training.close();
  return losses;
}

/** Three of the ten classes, so that fifty steps teach something: waves of different lengths under noise, in [0, 1). */
function images(shape: Shape): Dataset {
  const size = sizeOf(shape);
  const noise = stream(6, "features");
  const values = Float32Array.from({ length: SAMPLES }, (_, sample) => sample % 3);
  const features = Float32Array.from({ length: SAMPLES * size }, (_, at) => {
    const wave = Math.sin((at % size) * 0.3 * (1 + values[Math.floor(at / size)]!));
    return 0.35 + 0.35 * wave + 0.3 * noise.uniform(at);
  });
  return datasetOf(shape, features, { kind: "class", values, shape: [] });
}
