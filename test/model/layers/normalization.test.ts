import { suite } from "uvu";
import * as assert from "uvu/assert";
import { layerOf } from "../complete.ts";
import { cpuTf } from "../tf.ts";
import { modelOfLayer, outputOf, setWeights } from "./apply.ts";

const test = suite("model/layers/normalization");
const tf = await cpuTf();

const EPSILON = 1e-3;

function close(actual: readonly number[], expected: readonly number[]): void {
  assert.is(actual.length, expected.length);
  for (const [index, value] of actual.entries()) {
    assert.ok(Math.abs(value - expected[index]!) < 1e-5, `${actual} is not ${expected}`);
  }
}

function weightsOf(model: ReturnType<typeof modelOfLayer>): number[][] {
  return model
    .getLayer("layer")
    .getWeights()
    .map((weight) => [...weight.dataSync()]);
}

// Two samples of one feature, 1 and 5: mean 3, population variance 4.
const normalized = [-2 / Math.sqrt(4 + EPSILON), 2 / Math.sqrt(4 + EPSILON)];

test("batchNormalization normalizes by the batch in training and moves its statistics towards it", () => {
  const model = modelOfLayer(tf, [1], layerOf("batchNormalization", { momentum: 0.9 }));
  setWeights(tf, model, [[2], [1], [0], [1]]);
  close(
    outputOf(tf, model, [1, 5], [2, 1], true),
    normalized.map((value) => 2 * value + 1),
  );
  const [, , mean, variance] = weightsOf(model);
  close([...mean!, ...variance!], [0.1 * 3, 0.9 * 1 + 0.1 * 4]);
});

test("batchNormalization uses its moving statistics in inference and leaves them alone", () => {
  const model = modelOfLayer(tf, [1], layerOf("batchNormalization"));
  setWeights(tf, model, [[2], [1], [3], [4]]);
  close(
    outputOf(tf, model, [1, 5], [2, 1], false),
    normalized.map((value) => 2 * value + 1),
  );
  assert.equal(weightsOf(model), [[2], [1], [3], [4]]);
});

test("a frozen batchNormalization is as in inference even while training", () => {
  const model = modelOfLayer(tf, [1], layerOf("batchNormalization", { trainable: false }));
  setWeights(tf, model, [[2], [1], [0], [1]]);
  const inference = outputOf(tf, model, [1, 5], [2, 1], false);
  assert.equal(outputOf(tf, model, [1, 5], [2, 1], true), inference);
  assert.equal(weightsOf(model), [[2], [1], [0], [1]]);
});

test("batchNormalization without gamma or beta trains", () => {
  const plain = modelOfLayer(tf, [1], layerOf("batchNormalization", { scale: false, center: false }));
  setWeights(tf, plain, [[0], [1]]);
  close(outputOf(tf, plain, [1, 5], [2, 1], true), normalized);
  const shifted = modelOfLayer(tf, [1], layerOf("batchNormalization", { scale: false }));
  setWeights(tf, shifted, [[7], [0], [1]]);
  close(
    outputOf(tf, shifted, [1, 5], [2, 1], true),
    normalized.map((value) => value + 7),
  );
  const scaled = modelOfLayer(tf, [1], layerOf("batchNormalization", { center: false }));
  setWeights(tf, scaled, [[3], [0], [1]]);
  close(
    outputOf(tf, scaled, [1, 5], [2, 1], true),
    normalized.map((value) => 3 * value),
  );
});

test("layerNormalization normalizes each place over its features", () => {
  const model = modelOfLayer(tf, [2, 2], layerOf("layerNormalization"));
  setWeights(tf, model, [
    [1, 2],
    [0, 1],
  ]);
  const [low, high] = normalized as [number, number];
  const expected = [low, 2 * high + 1, high, 2 * low + 1];
  close(outputOf(tf, model, [1, 5, 5, 1], [1, 2, 2], true), expected);
  close(outputOf(tf, model, [1, 5, 5, 1], [1, 2, 2], false), expected);
});

test.run();
