import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import { sizeOf } from "../../src/base/shape.ts";
import { loadTfjs } from "../../src/engine/tfjs/load.ts";
import { activations } from "../../src/model/activations.ts";
import type { Model } from "../../src/model/model.ts";
import { buildTfModel } from "../../src/model/tfjs.ts";
import { layerOf } from "../model/complete.ts";
import { type LayerCase, layerCases, modelOf, modelOfCase, titleOf } from "./layer-cases.ts";

/**
 * Every layer and every activation on the backend that the tfjs engine trains on: outputs against tfjs's plain
 * JavaScript backend, gradients against finite differences.
 */

const test = suite("contract/gradients");
const tf = await loadTfjs();
const { core } = tf;

const BATCH = 2;
const STEP = 2 ** -7;
/** Of a difference quotient: rounding of 32-bit outputs ÷ STEP, and curvature × STEP². */
const TOLERANCE = 2e-3;

interface Subject {
  readonly built: LayersModel;
  readonly input: Float32Array;
  readonly shape: number[];
  /** Factor of each output in the sum that is differentiated. */
  readonly factors: Float32Array;
  readonly weights: readonly Variable[];
}

/** A model with weights in [0.1, 0.9), inputs in [−1, 1) or class numbers, and one dropout mask for all calls. */
function subjectOf(model: Model, classes?: number): Subject {
  const built = buildTfModel(tf, model, (node) => stream(3, "dropout", 0, node.index));
  const draws = stream(2, "weights");
  const weights = model.nodes.flatMap((node) => built.getLayer(node.name).getWeights()) as Variable[];
  for (const [position, weight] of weights.entries()) {
    const drawn = values(weight.size, (index) => 0.1 + 0.8 * draws.uniform(1000 * position + index));
    weight.assign(core.tensor(drawn, weight.shape));
  }
  const inputs = stream(1, "inputs");
  const shape = [BATCH, ...model.input];
  const input = values(sizeOf(shape), (index) =>
    classes === undefined ? 2 * inputs.uniform(index) - 1 : inputs.below(index, classes),
  );
  const factors = values(BATCH * sizeOf(model.output), (index) => stream(4, "factors").uniform(index) + 0.5);
  return { built, input, shape, factors, weights };
}

function values(length: number, value: (index: number) => number): Float32Array {
  return Float32Array.from({ length }, (_, index) => value(index));
}

function output({ built, input, shape }: Subject, training: boolean): Float32Array {
  return core.tidy(() =>
    (built.apply(core.tensor(input, shape), { training }) as Tensor).dataSync<"float32">().slice(),
  );
}

/** Σ factor × output in training, summed in double precision. */
function weightedSum(subject: Subject): number {
  return output(subject, true).reduce((sum, value, index) => sum + value * subject.factors[index]!, 0);
}

/**
 * The gradients of `weightedSum` by each of `wanted`, as tfjs computes them; `x` holds the input. Without a
 * gradient, which is to say 0, where the sum does not depend on a variable.
 */
function gradientsOf(
  { built, factors }: Subject,
  x: Variable,
  wanted: Variable[],
): (Float32Array | undefined)[] {
  const gradients: (Float32Array | undefined)[] = [];
  core.tidy(() => {
    const { grads } = core.variableGrads(() => {
      const y = built.apply(x, { training: true }) as Tensor;
      return core.sum(core.mul(y, core.tensor(factors, y.shape)));
    }, wanted);
    gradients.push(...wanted.map(({ name }) => grads[name]?.dataSync<"float32">()));
  });
  return gradients;
}

/**
 * The derivative lies between the difference quotients to the left and to the right: equal up to rounding where
 * the function is smooth, one on each side of a kink.
 */
function assertSlope(subject: Subject, name: string, gradient: number, shift: (by: number) => void): void {
  const middle = weightedSum(subject);
  shift(STEP);
  const right = (weightedSum(subject) - middle) / STEP;
  shift(-STEP);
  const left = (middle - weightedSum(subject)) / STEP;
  shift(0);
  const slack = TOLERANCE * Math.max(1, Math.abs(right), Math.abs(left));
  assert.ok(
    gradient >= Math.min(left, right) - slack && gradient <= Math.max(left, right) + slack,
    `${name}: gradient ${gradient}, differences ${left} and ${right}`,
  );
}

function assertGradients(model: Model, classes?: number): void {
  const subject = subjectOf(model, classes);
  const specs = model.nodes.flatMap((node) => node.weights);
  const trained = subject.weights.filter((_, index) => specs[index]!.trainable);
  const x = core.variable(core.tensor(subject.input, subject.shape));
  const wanted = classes === undefined ? [x, ...trained] : trained; // class numbers have no gradient
  if (wanted.length > 0) {
    const gradients = gradientsOf(subject, x, wanted);
    for (const [position, variable] of wanted.entries()) {
      const move = variable === x ? moveInput(subject) : moveVariable(variable);
      for (let index = 0; index < variable.size; index++) {
        const gradient = gradients[position]?.[index] ?? 0;
        assertSlope(subject, `${variable.name} [${index}]`, gradient, (by) => move(index, by));
      }
    }
  }
  x.dispose();
  subject.built.dispose();
}

function moveInput({ input }: Subject): (index: number, by: number) => void {
  const held = input.slice();
  return (index, by) => {
    input[index] = held[index]! + by;
  };
}

function moveVariable(variable: Variable): (index: number, by: number) => void {
  const held = variable.dataSync<"float32">().slice();
  return (index, by) => {
    const moved = held.slice();
    moved[index]! += by;
    core.tidy(() => variable.assign(core.tensor(moved, variable.shape)));
  };
}

async function assertOutputs(model: Model, classes?: number): Promise<void> {
  const subject = subjectOf(model, classes);
  const own = output(subject, false);
  await core.setBackend("cpu");
  const reference = output(subject, false);
  await core.setBackend(tf.backend);
  for (const [index, value] of own.entries()) {
    assert.ok(
      Math.abs(value - reference[index]!) <= 1e-5 * Math.max(1, Math.abs(value)),
      `output ${index}: ${value}, reference ${reference[index]}`,
    );
  }
  subject.built.dispose();
}

for (const layerCase of layerCases) {
  test(`${titleOf(layerCase)}: outputs and gradients are right`, () =>
    right(modelOfCase(layerCase), layerCase));
}

for (const activation of activations.names) {
  test(`activation ${activation}: outputs and gradients are right`, () =>
    right(modelOf([5], [{ layer: layerOf("activation", { activation }), name: "activation" }])));
}

async function right(model: Model, { classes }: Pick<LayerCase, "classes"> = {}): Promise<void> {
  await assertOutputs(model, classes);
  assertGradients(model, classes);
}

test.run();
