import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { layerOf } from "../complete.ts";
import { cpuTf } from "../tf.ts";
import { modelOfLayer, outputOf } from "./apply.ts";

const test = suite("model/layers/dropout");
const tf = await cpuTf();

const ones = (size: number) => Array<number>(size).fill(1);

function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

test("dropout keeps element e where word e is at least rate × 2³², scaled by 1 ÷ (1 − rate)", () => {
  const model = modelOfLayer(tf, [10], layerOf("dropout", { rate: 0.75 }));
  const words = stream(0, "dropout", 0);
  const expected = ones(40).map((_, element) => (words.word(element) >= 0.75 * 2 ** 32 ? 4 : 0));
  assert.equal(outputOf(tf, model, ones(40), [4, 10], true), expected);
  assert.ok(expected.includes(0) && expected.includes(4));
});

test("dropout draws another mask for another step and none in inference", () => {
  let step = 0;
  const model = modelOfLayer(tf, [100], layerOf("dropout", { rate: 0.5 }), () => step);
  const first = outputOf(tf, model, ones(100), [1, 100], true);
  step = 1;
  assert.not.equal(outputOf(tf, model, ones(100), [1, 100], true), first);
  step = 0;
  assert.equal(outputOf(tf, model, ones(100), [1, 100], true), first);
  assert.equal(outputOf(tf, model, ones(100), [1, 100], false), ones(100));
});

test("dropout of rate 0 changes nothing", () => {
  const model = modelOfLayer(tf, [20], layerOf("dropout", { rate: 0 }));
  assert.equal(outputOf(tf, model, ones(20), [1, 20], true), ones(20));
});

test("dropout lets the gradient through where it kept the value", () => {
  const model = modelOfLayer(tf, [10], layerOf("dropout", { rate: 0.5 }));
  const output = outputOf(tf, model, ones(10), [1, 10], true);
  const { grad, tensor2d } = tf.core;
  const gradient = grad((x) => model.apply(x, { training: true }) as typeof x)(tensor2d([ones(10)]));
  assert.equal([...gradient.dataSync()], output);
});

test("spatialDropout1d drops a feature at all steps or at none", () => {
  const model = modelOfLayer(tf, [3, 50], layerOf("spatialDropout1d", { rate: 0.5 }));
  const output = outputOf(tf, model, ones(150), [1, 3, 50], true);
  const [first, second, third] = [0, 1, 2].map((at) => output.slice(50 * at, 50 * at + 50));
  assert.equal(second, first);
  assert.equal(third, first);
  assert.ok(first!.includes(0) && first!.includes(2));
});

test("gaussianNoise and gaussianDropout have the moments they promise", () => {
  const noise = modelOfLayer(tf, [5000], layerOf("gaussianNoise", { stddev: 0.3 }));
  const noised = moments(outputOf(tf, noise, ones(10000), [2, 5000], true));
  assert.ok(Math.abs(noised.mean - 1) < 0.01 && Math.abs(noised.deviation - 0.3) < 0.01);
  const factor = modelOfLayer(tf, [5000], layerOf("gaussianDropout", { rate: 0.2 }));
  const multiplied = moments(outputOf(tf, factor, ones(10000), [2, 5000], true));
  assert.ok(Math.abs(multiplied.mean - 1) < 0.02 && Math.abs(multiplied.deviation - 0.5) < 0.02);
});

test("alphaDropout keeps mean 0 and variance 1", () => {
  const model = modelOfLayer(tf, [10000], layerOf("alphaDropout", { rate: 0.3 }));
  const draws = stream(1, "input");
  const input = ones(10000).map((_, index) => draws.normal(index));
  const { mean, deviation } = moments(outputOf(tf, model, input, [1, 10000], true));
  assert.ok(Math.abs(mean) < 0.03 && Math.abs(deviation - 1) < 0.03);
});

test("timeDistributed drops other elements at each step", () => {
  const model = modelOfLayer(tf, [2, 50], layerOf("timeDistributed", { layer: { dropout: { rate: 0.5 } } }));
  const output = outputOf(tf, model, ones(100), [1, 2, 50], true);
  assert.not.equal(output.slice(0, 50), output.slice(50));
});

test.run();
