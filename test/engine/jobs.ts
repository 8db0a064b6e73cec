import { stream } from "../../src/base/random.ts";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import type { Dataset, Labels, Samples } from "../../src/data/dataset.ts";
import type { Job } from "../../src/engine/engine.ts";
import type { LayerItem } from "../../src/model/model.ts";
import { losses } from "../../src/train/losses.ts";
import { optimizers } from "../../src/train/optimizers.ts";
import type { Step, Training } from "../../src/train/training.ts";
import { modelOf } from "../contract/layer-cases.ts";
import { complete, layerOf } from "../model/complete.ts";

/** What is particular to one job; the rest is a small classification by plain gradient descent. */
export interface JobPlan extends Partial<Pick<Job, "seed" | "trial" | "classWeights" | "batchSize">> {
  /** Each layer's name and options, in a row. */
  readonly layers: readonly (readonly [name: string, options?: object])[];
  readonly loss?: string;
  readonly optimizer?: readonly [name: string, options?: object];
  readonly data?: Dataset;
}

export function jobOf({ layers, loss, optimizer, data = classes([4]), ...rest }: JobPlan): Job {
  const items = layers.map(
    ([name, options], index): LayerItem => ({ layer: layerOf(name, options), name: `${name}_${index}` }),
  );
  return {
    model: modelOf(data.shape, items),
    loss: complete(losses, loss ?? "sparseCategoricalCrossentropy"),
    optimizer: complete(optimizers, ...(optimizer ?? (["sgd"] as const))),
    data,
    batchSize: 4,
    augment: [],
    seed: 1,
    trial: 0,
    ...rest,
  };
}

/** Twelve samples of random features in [−1, 1), with classes 0, 1, 2 in turn. */
export function classes(shape: Shape): Dataset {
  const draws = stream(11, "features");
  const features = Float32Array.from({ length: 12 * sizeOf(shape) }, (_, i) => 2 * draws.uniform(i) - 1);
  const values = Float32Array.from({ length: 12 }, (_, i) => i % 3);
  return datasetOf(shape, features, { kind: "class", values, shape: [] });
}

/** A dataset whose training and validation parts are the same samples. */
export function datasetOf(shape: Shape, storage: Float32Array, labels: Labels): Dataset {
  const [scale, offset] = [Float32Array.of(1), Float32Array.of(0)];
  const count = storage.length / sizeOf(shape);
  const samples: Samples = { count, features: { storage, shape, scale, offset }, labels };
  const { kind } = labels;
  return {
    shape,
    labels: { kind, shape: labels.shape },
    train: samples,
    validation: samples,
    fingerprint: "none",
    origin: "a test",
  };
}

/** Takes `count` steps of four samples each, going round and round, from step `first`. */
export async function takeSteps(training: Training, first: number, count: number): Promise<void> {
  for (let step = first; step < first + count; step++) await training.step(stepOf(step));
}

/** Step `step` over the next four of twelve samples. */
export function stepOf(step: number, learningRate = 0.1): Step {
  const indices = Uint32Array.from({ length: 4 }, (_, index) => (4 * step + index) % 12);
  return { indices, step, epoch: 1 + Math.floor(step / 3), learningRate };
}

/** A small network with a penalty, running means, dropout and pooling, on images of three classes. */
export const SMALL_CNN: JobPlan = {
  layers: [
    ["conv2d", { filters: 3, kernelSize: 2, activation: "relu", kernelRegularizer: { l2: {} } }],
    ["batchNormalization"],
    ["maxPooling2d"],
    ["flatten"],
    ["dropout", { rate: 0.3 }],
    ["dense", { units: 3, activation: "softmax" }],
  ],
  optimizer: ["adam"],
  data: classes([5, 5, 1]),
};
