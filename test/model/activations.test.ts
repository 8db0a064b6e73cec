import type { Tensor } from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { activations, registerActivations } from "../../src/model/activations.ts";
import { buildGraph } from "../../src/model/graph.ts";
import { buildTfModel } from "../../src/model/tfjs.ts";
import { layerOf } from "./complete.ts";
import { cpuTf } from "./tf.ts";

const test = suite("model/activations");
const tf = await cpuTf();

const INPUT = [-4, -1.5, -0.2, 0, 0.7, 2, 7];

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.log1p(Math.exp(x));
const clip = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);
const exponentials = INPUT.reduce((sum, x) => sum + Math.exp(x), 0);

/** The error function as its Taylor series, which loses its digits beyond 4, where erf is 1 to 2e-8. */
function erf(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; n < 150; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const definitions: Readonly<Record<string, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(x, 0),
  relu6: (x) => clip(x, 0, 6),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  softplus,
  swish: (x) => x * sigmoid(x),
  hardSwish: (x) => (x * clip(x + 3, 0, 6)) / 6,
  mish: (x) => x * Math.tanh(softplus(x)),
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  sigmoid,
  hardSigmoid: (x) => clip(0.2 * x + 0.5, 0, 1),
  tanh: Math.tanh,
  softsign: (x) => x / (1 + Math.abs(x)),
  softmax: (x) => Math.exp(x) / exponentials,
  logSoftmax: (x) => x - Math.log(exponentials),
  exponential: Math.exp,
};

test("every activation has its formula here", () => {
  assert.equal(activations.names, Object.keys(definitions));
});

for (const [name, formula] of Object.entries(definitions)) {
  test(`${name} is what its formula says, and its gradient is the formula's slope`, () => {
    const { model } = buildGraph(
      [INPUT.length],
      [{ layer: layerOf("activation", { activation: name }), name: "activation" }],
    );
    const built = buildTfModel(tf, model!, () => {
      throw new Error("an activation draws nothing");
    });
    const apply = (x: Tensor) => built.apply(x, { training: true }) as Tensor;
    const x = tf.core.tensor2d([INPUT]);
    const output = apply(x).dataSync();
    for (const [index, value] of INPUT.entries()) {
      const expected = formula(value);
      const tolerance = 2e-6 * Math.max(1, Math.abs(expected));
      assert.ok(
        Math.abs(output[index]! - expected) < tolerance,
        `${output[index]} for ${value}, not ${expected}`,
      );
    }
    if (name === "softmax" || name === "logSoftmax") return;
    const slopes = tf.core.grad(apply)(x).dataSync();
    for (const [index, value] of INPUT.entries()) {
      if (value === 0) continue;
      const slope = (formula(value + 1e-5) - formula(value - 1e-5)) / 2e-5;
      const tolerance = 1e-4 * Math.max(1, Math.abs(slope));
      assert.ok(
        Math.abs(slopes[index]! - slope) < tolerance,
        `slope ${slopes[index]} at ${value}, not ${slope}`,
      );
    }
  });
}

test("an activation that tfjs lacks stands in the topology by its own name, in Python's spelling, and loads again", async () => {
  registerActivations(tf);
  const { model } = buildGraph(
    [3],
    [{ layer: layerOf("dense", { units: 2, activation: "hardSwish" }), name: "dense" }],
  );
  const built = buildTfModel(tf, model!, () => {
    throw new Error("a dense layer draws nothing");
  });
  const text = built.toJSON() as string;
  assert.match(text, '"activation":"hard_swish"');
  const again = await tf.layers.loadLayersModel(tf.core.io.fromMemory({ modelTopology: JSON.parse(text) }));
  again.setWeights(built.getWeights());
  assert.equal(again.toJSON(), text);
});

test.run();
