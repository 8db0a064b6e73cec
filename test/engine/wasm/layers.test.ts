import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Job } from "../../../src/engine/engine.ts";
import { openTfjs } from "../../../src/engine/tfjs/engine.ts";
import { openWasm } from "../../../src/engine/wasm/engine.ts";
import { lowerings } from "../../../src/engine/wasm/lowerings.ts";
import { activations } from "../../../src/model/activations.ts";
import { type Model, weightsOf } from "../../../src/model/model.ts";
import { type LayerCase, layerCases, titleOf } from "../../contract/layer-cases.ts";
import { ARITHMETICS } from "./machine.ts";
import {
  assertClose,
  jobOfModel,
  modelInFront,
  randomWeights,
  type StepResult,
  sizeOfNumbers,
  stepFrom,
} from "./steps.ts";
import { openOn } from "./teams.ts";

/**
 * Every layer that the engine computes, in every use that the cases have: outputs and gradients against the tfjs
 * engine, gradients against finite differences too, and the same bytes on every number of threads.
 */

const test = suite("engine/wasm/layers");
const tfjs = await openTfjs();

const { unsupported } = await openWasm(1);

/** Every activation as a layer, which keeps its input, and behind a product, which may not. */
const activationCases: readonly LayerCase[] = activations.names.flatMap((activation) => [
  { layer: "activation", options: { activation }, inputs: [[2, 5]], output: [2, 5] },
  { layer: "dense", options: { units: 5, activation }, inputs: [[3]], output: [5] },
]);

const covered = [...layerCases, ...activationCases].filter(
  (layerCase) => unsupported(modelInFront(layerCase)).length === 0,
);

test("every activation is computed", () => {
  assert.is(
    covered.filter((layerCase) => activationCases.includes(layerCase)).length,
    activationCases.length,
  );
});

test("every layer that the engine computes has a case", () => {
  const cased = new Set(covered.map(({ layer }) => layer));
  assert.equal(
    [...lowerings.keys()].filter((name) => !cased.has(name)),
    [],
  );
});

for (const layerCase of covered) {
  const title = titleOf(layerCase);
  const model = modelInFront(layerCase);
  const job = jobOfModel(model, layerCase.classes);
  const weights = randomWeights(model);

  test(`${title}: outputs, gradients and moving statistics are tfjs's, for a whole batch and a part of one`, () =>
    assertLikeTfjs(job, weights));

  test(`${title}: gradients are slopes of the loss`, () => assertSlopes(job, weights));

  test(`${title}: 1, 2, 3 and 8 threads give the same bytes`, () => assertThreadsAgree(job, weights));
}

/** Relative, of outputs and gradients. */
const TOLERANCE = 1e-5;

async function assertLikeTfjs(job: Job, weights: readonly Float32Array[]): Promise<void> {
  const reference = await tfjs.open(job);
  for (const count of [4, 3]) {
    const expected = await stepFrom(reference, job, weights, count);
    for (const arithmetic of ARITHMETICS) {
      const training = await openOn(arithmetic, 1, job);
      const own = await stepFrom(training, job, weights, count);
      training.close();
      assertAlike(job.model, own, expected, arithmetic);
    }
  }
  reference.close();
}

function assertAlike(model: Model, own: StepResult, expected: StepResult, arithmetic: string): void {
  assertClose(own.inference, expected.inference, `${arithmetic}, inference`, TOLERANCE);
  assertClose(own.training, expected.training, `${arithmetic}, training`, TOLERANCE);
  const trained = weightsOf(model).filter(({ spec }) => spec.trainable);
  for (const [position, { node, spec }] of trained.entries()) {
    // A bias that a normalization takes out again has the gradient 0, but for what its parts leave.
    const others = expected.gradients.filter((_, other) => trained[other]!.node === node);
    const title = `${arithmetic}, gradient by ${spec.name} of ${node.name}`;
    const scale = Math.max(...others.map(sizeOfNumbers));
    assertClose(own.gradients[position]!, expected.gradients[position]!, title, TOLERANCE, scale);
  }
  for (const [position, values] of expected.moved.entries()) {
    assertClose(own.moved[position]!, values, `${arithmetic}, moving statistic ${position}`, TOLERANCE);
  }
}

const STEP = 2 ** -7;
/** Of a difference quotient: rounding of 32-bit outputs ÷ STEP, and curvature × STEP². */
const SLACK = 2e-3;

/**
 * The derivative lies between the difference quotients to the left and to the right, or at the central one: equal
 * up to rounding where the loss is smooth, one on each side of a kink.
 */
async function assertSlopes(job: Job, weights: readonly Float32Array[]): Promise<void> {
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

async function assertThreadsAgree(job: Job, weights: readonly Float32Array[]): Promise<void> {
  for (const arithmetic of ARITHMETICS) {
    const results: StepResult[] = [];
    for (const threads of [1, 2, 3, 8]) {
      const training = await openOn(arithmetic, threads, job);
      results.push(await stepFrom(training, job, weights));
      training.close();
    }
    for (const result of results) assert.equal(result, results[0]);
  }
}

test.run();
