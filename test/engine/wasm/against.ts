import * as assert from "uvu/assert";
import type { Engine, Job } from "../../../src/engine/engine.ts";

/** What an engine makes of a job in one step of plain gradient descent at rate 1. */
export interface Step {
  /** The model's answer to the batch, before the step. */
  readonly predictions: Float32Array;
  /** Of each weight: before − after, in the order of `weightsOf`. */
  readonly gradients: readonly Float32Array[];
}

/** Takes one step over the given samples, of a job whose optimizer is plain sgd. */
export async function stepOn(engine: Engine, job: Job, indices: Uint32Array): Promise<Step> {
  const training = await engine.open(job);
  const before = (await training.exportState()).weights;
  const predictions = (await training.forward("train", indices)).predictions.slice();
  await training.step({ indices, step: 0, epoch: 1, learningRate: 1 });
  const after = (await training.exportState()).weights;
  training.close();
  const gradients = before.map((values, weight) => values.map((value, at) => value - after[weight]![at]!));
  return { predictions, gradients };
}

/** The largest difference of two vectors, of the largest value of the second. */
export function difference(actual: Float32Array, expected: Float32Array): number {
  assert.is(actual.length, expected.length);
  const off = actual.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);
  return off / Math.max(Number.MIN_VALUE, ...expected.map(Math.abs));
}
