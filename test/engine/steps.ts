import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import { sizeOf } from "../../src/base/shape.ts";
import type { Job } from "../../src/engine/engine.ts";
import { type Model, weightsOf } from "../../src/model/model.ts";
import { losses } from "../../src/train/losses.ts";
import { optimizers } from "../../src/train/optimizers.ts";
import type { Training } from "../../src/train/training.ts";
import { type LayerUse, modelOf, modelOfCase } from "../contract/layer-cases.ts";
import { complete, layerOf } from "../model/complete.ts";
import { datasetOf } from "./jobs.ts";

/** One step of a training, taken apart. */
export interface StepResult {
  /** Of the step, and of inference before it. */
  readonly training: Float32Array;
  readonly inference: Float32Array;
  /** The mean of the samples' losses in training, summed in double precision. */
  readonly loss: number;
  /** What the step took from each trained weight ÷ the learning rate, in the order of `weightsOf(model)`. */
  readonly gradients: readonly Float64Array[];
  /** What the other weights became. */
  readonly moved: readonly Float32Array[];
}

/** Large, so that what is left of a gradient is not what the weight beside it has left of its digits. */
const RATE = 2 ** 12;

/**
 * The case's layer behind a dense layer, whose gradient is that by the layer's input; but alone where it takes
 * class numbers. A merge has a dense layer for each input already.
 */
export function modelInFront(layerCase: LayerUse): Model {
  const { layer, options, inputs, classes } = layerCase;
  if (inputs.length > 1 || classes !== undefined) return modelOfCase(layerCase);
  return modelOf(
    [4],
    [
      { layer: layerOf("dense", { units: sizeOf(inputs[0]!) }), name: "front" },
      { layer: layerOf("reshape", { targetShape: inputs[0]! }), name: "shape" },
      { layer: layerOf(layer, options), name: layer },
    ],
  );
}

/** Plain descent on squared differences from random targets; twelve samples, in batches of at most four. */
export function jobOfModel(model: Model, classes?: number): Job {
  const features = random("features", 12 * sizeOf(model.input), classes);
  const targets = random("targets", 12 * sizeOf(model.output));
  return {
    model,
    loss: complete(losses, "meanSquaredError"),
    optimizer: complete(optimizers, "sgd"),
    data: datasetOf(model.input, features, { kind: "vector", values: targets, shape: model.output }),
    batchSize: 4,
    augment: [],
    seed: 3,
    trial: 0,
  };
}

/** Numbers in [−1, 1), or class numbers. */
function random(purpose: string, length: number, classes?: number): Float32Array {
  const draws = stream(7, purpose);
  return Float32Array.from({ length }, (_, at) =>
    classes === undefined ? 2 * draws.uniform(at) - 1 : draws.below(at, classes),
  );
}

/** Weights in [−1, 1), variances in [0.1, 0.9). */
export function randomWeights(model: Model): Float32Array[] {
  return weightsOf(model).map(({ spec }, position) => {
    const values = random(`weight ${position}`, sizeOf(spec.shape));
    return spec.name === "movingVariance" ? values.map((value) => 0.5 + 0.4 * value) : values;
  });
}

/** Takes one step over the first `count` samples from these weights. */
export async function stepFrom(
  training: Training,
  job: Job,
  weights: readonly Float32Array[],
  count = 4,
  learningRate = RATE,
): Promise<StepResult> {
  const slots = weightsOf(job.model).flatMap(({ spec }) => (spec.trainable ? [[]] : []));
  await training.importState({ weights, slots, steps: 0 });
  const indices = Uint32Array.from({ length: count }, (_, index) => index);
  const inference = (await training.forward("validation", indices)).predictions.slice();
  const outcome = await training.step({ indices, step: 5, epoch: 1, learningRate });
  const predictions = outcome.predictions.slice();
  const loss = outcome.losses.subarray(0, count).reduce((sum, value) => sum + value / count, 0);
  const after = (await training.exportState()).weights;
  const trained = weightsOf(job.model).map(({ spec }) => spec.trainable);
  const gradients = weights.map((values, position) =>
    Float64Array.from(values, (value, at) => (value - after[position]![at]!) / learningRate),
  );
  return {
    training: predictions,
    inference,
    loss,
    gradients: gradients.filter((_, position) => trained[position]),
    moved: after.filter((_, position) => !trained[position]),
  };
}

/** The root of the mean of the squares. */
export function sizeOfNumbers(numbers: ArrayLike<number>): number {
  const squares = Array.from(numbers, (value) => value * value);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/**
 * Asserts that numbers are as the reference has them, but for `tolerance` times the reference or `scale`, whichever is
 * larger: what a sum lost by cancellation it has lost in every arithmetic.
 */
export function assertClose(
  own: ArrayLike<number>,
  reference: ArrayLike<number>,
  title: string,
  tolerance: number,
  scale = sizeOfNumbers(reference),
): void {
  assert.is(own.length, reference.length, title);
  for (const [at, value] of Array.from(reference).entries()) {
    const bound = tolerance * Math.max(Math.abs(value), scale);
    assert.ok(Math.abs(own[at]! - value) <= bound, `${title} [${at}]: ${own[at]}, reference ${value}`);
  }
}

/** Asserts that outputs, gradients and moving statistics of a step are the reference's. */
export function assertAlike(
  model: Model,
  own: StepResult,
  expected: StepResult,
  title: string,
  tolerance: number,
): void {
  assertClose(own.inference, expected.inference, `${title}, inference`, tolerance);
  assertClose(own.training, expected.training, `${title}, training`, tolerance);
  const trained = weightsOf(model).filter(({ spec }) => spec.trainable);
  for (const [position, { node, spec }] of trained.entries()) {
    // A bias that a normalization takes out again has the gradient 0, but for what its parts leave.
    const others = expected.gradients.filter((_, other) => trained[other]!.node === node);
    const by = `${title}, gradient by ${spec.name} of ${node.name}`;
    const scale = Math.max(...others.map(sizeOfNumbers));
    assertClose(own.gradients[position]!, expected.gradients[position]!, by, tolerance, scale);
  }
  for (const [position, values] of expected.moved.entries()) {
    assertClose(own.moved[position]!, values, `${title}, moving statistic ${position}`, tolerance);
  }
}
