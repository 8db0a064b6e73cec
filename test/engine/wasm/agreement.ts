import * as assert from "uvu/assert";
import type { Job } from "../../../src/engine/engine.ts";
import { openTfjs } from "../../../src/engine/tfjs/engine.ts";
import { weightsOf } from "../../../src/model/model.ts";
import { assertAlike, type StepResult, stepFrom } from "../steps.ts";
import { ARITHMETICS } from "./machine.ts";
import { openOn } from "./teams.ts";

/** What one step of the engine must agree with. */

const tfjs = await openTfjs();

/** Relative, where no sum has lost digits. */
const TOLERANCE = 1e-5;

/**
 * Asserts that outputs, gradients and moving statistics are those of the tfjs engine, in both arithmetics, for a whole
 * batch and a part of one.
 */
export async function assertLikeTfjs(
  job: Job,
  weights: readonly Float32Array[],
  tolerance = TOLERANCE,
): Promise<void> {
  const reference = await tfjs.open(job);
  for (const count of [4, 3]) {
    const expected = await stepFrom(reference, job, weights, count);
    for (const arithmetic of ARITHMETICS) {
      const training = await openOn(arithmetic, 1, job);
      const own = await stepFrom(training, job, weights, count);
      training.close();
      assertAlike(job.model, own, expected, arithmetic, tolerance);
    }
  }
  reference.close();
}

const STEP = 2 ** -7;
/** Of a difference quotient: rounding of 32-bit outputs ÷ STEP, and curvature × STEP². */
const SLACK = 2e-3;

/**
 * Asserts that gradients are slopes of the loss. The derivative lies between the difference quotients to the left and to the right, or at the central one: equal
 * up to rounding where the loss is smooth, one on each side of a kink.
 */
export async function assertSlopes(job: Job, weights: readonly Float32Array[]): Promise<void> {
  const training = await openOn("fused", 1, job);
  const { loss: middle, gradients } = await stepFrom(training, job, weights);
  const trained = weightsOf(job.model).flatMap(({ spec }, position) => (spec.trainable ? [position] : []));
  for (const [order, position] of trained.entries()) {
    const values = weights[position]!;
    for (let at = 0; at < values.length; at++) {
      const lossAt = async (by: number): Promise<number> => {
        const moved = weights.with(position, values.with(at, values[at]! + by));
        return (await stepFrom(training, job, moved, 4, 0)).loss;
      };
      const [left, right] = [(middle - (await lossAt(-STEP))) / STEP, ((await lossAt(STEP)) - middle) / STEP];
      const slack = SLACK * Math.max(1, Math.abs(left), Math.abs(right));
      const gradient = gradients[order]![at]!;
      assert.ok(
        gradient >= Math.min(left, right) - slack && gradient <= Math.max(left, right) + slack,
        `weight ${position} [${at}]: gradient ${gradient}, differences ${left} and ${right}`,
      );
    }
  }
  training.close();
}

/** Asserts that 1, 2, 3 and 8 threads give the same bytes for a part of a batch, in both arithmetics. */
export async function assertThreadsAgree(job: Job, weights: readonly Float32Array[]): Promise<void> {
  for (const arithmetic of ARITHMETICS) {
    const results: StepResult[] = [];
    for (const threads of [1, 2, 3, 8]) {
      const training = await openOn(arithmetic, threads, job);
      results.push(await stepFrom(training, job, weights, 3));
      training.close();
    }
    for (const result of results) assert.equal(result, results[0]);
  }
}
