import { suite } from "uvu";
import * as assert from "uvu/assert";
import { layerOf } from "../complete.ts";
import { cpuTf } from "../tf.ts";
import { modelOfLayer, outputOf, setWeights } from "./apply.ts";

const test = suite("model/layers/recurrent");
const tf = await cpuTf();

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

function close(actual: readonly number[], expected: readonly number[]): void {
  assert.is(actual.length, expected.length);
  for (const [index, value] of actual.entries()) {
    assert.ok(Math.abs(value - expected[index]!) < 1e-6, `${actual} is not ${expected}`);
  }
}

test("simpleRNN computes h ← tanh(x k + h r + b)", () => {
  const model = modelOfLayer(tf, [2, 1], layerOf("simpleRNN", { units: 1, returnSequences: true }));
  setWeights(tf, model, [[0.5], [2], [0.1]]);
  const first = Math.tanh(0.5 * 3 + 0.1);
  close(outputOf(tf, model, [3, -1], [1, 2, 1], false), [first, Math.tanh(0.5 * -1 + 2 * first + 0.1)]);
});

test("lstm computes its gates in the order input, forget, cell, output", () => {
  const model = modelOfLayer(tf, [2, 1], layerOf("lstm", { units: 1 }));
  setWeights(tf, model, [
    [0.1, 0.2, 0.3, 0.4],
    [0.5, 0.6, 0.7, 0.8],
    [0, 1, 0, 0],
  ]);
  let [h, c] = [0, 0];
  for (const x of [1, -2]) {
    c = sigmoid(0.2 * x + 0.6 * h + 1) * c + sigmoid(0.1 * x + 0.5 * h) * Math.tanh(0.3 * x + 0.7 * h);
    h = sigmoid(0.4 * x + 0.8 * h) * Math.tanh(c);
  }
  close(outputOf(tf, model, [1, -2], [1, 2, 1], false), [h]);
});

test("gru computes its gates in the order update, reset, new state", () => {
  const model = modelOfLayer(tf, [2, 1], layerOf("gru", { units: 1 }));
  setWeights(tf, model, [
    [0.1, 0.2, 0.3],
    [0.4, 0.5, 0.6],
    [0, 0.1, 0.2],
  ]);
  let h = 0;
  for (const x of [1, -2]) {
    const update = sigmoid(0.1 * x + 0.4 * h);
    const reset = sigmoid(0.2 * x + 0.5 * h + 0.1);
    h = update * h + (1 - update) * Math.tanh(0.3 * x + 0.6 * (reset * h) + 0.2);
  }
  close(outputOf(tf, model, [1, -2], [1, 2, 1], false), [h]);
});

test("bidirectional reads the second half backwards", () => {
  const inner = { simpleRNN: { units: 1, activation: "linear", useBias: false, returnSequences: true } };
  const model = modelOfLayer(tf, [3, 1], layerOf("bidirectional", { layer: inner }));
  setWeights(tf, model, [[1], [10], [1], [10]]);
  close(outputOf(tf, model, [1, 2, 3], [1, 3, 1], false), [1, 321, 12, 32, 123, 3]);
});

test("dropout in a recurrent layer drops the same features at every step", () => {
  const options = { units: 1, activation: "linear", useBias: false, returnSequences: true, dropout: 0.5 };
  const model = modelOfLayer(tf, [3, 20], layerOf("simpleRNN", options));
  const powers = Array.from({ length: 20 }, (_, feature) => 2 ** feature);
  setWeights(tf, model, [powers, [0]]);
  const output = outputOf(tf, model, Array<number>(60).fill(1), [1, 3, 20], true);
  assert.is(output[1], output[0]);
  assert.is(output[2], output[0]);
  const kept = output[0]! / 2;
  assert.ok(Number.isInteger(kept) && kept > 0 && kept < 2 ** 20 - 1);
});

test("recurrentDropout drops the same part of the state at every step, and nothing in inference", () => {
  const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const options = { units: 4, activation: "linear", useBias: false, recurrentDropout: 0.5 };
  const model = modelOfLayer(tf, [3, 1], layerOf("simpleRNN", options));
  setWeights(tf, model, [[1, 1, 1, 1], identity]);
  const output = outputOf(tf, model, [1, 1, 1], [1, 3, 1], true);
  assert.ok(
    output.every((value) => value === 1 || value === 1 + 2 * (1 + 2)),
    String(output),
  );
  assert.equal(outputOf(tf, model, [1, 1, 1], [1, 3, 1], false), [3, 3, 3, 3]);
});

test("the two halves of a bidirectional layer draw different masks", () => {
  const inner = { simpleRNN: { units: 1, activation: "linear", useBias: false, dropout: 0.5 } };
  const model = modelOfLayer(tf, [1, 20], layerOf("bidirectional", { layer: inner }));
  const powers = Array.from({ length: 20 }, (_, feature) => 2 ** feature);
  setWeights(tf, model, [powers, [0], powers, [0]]);
  const [forward, backward] = outputOf(tf, model, Array<number>(20).fill(1), [1, 1, 20], true);
  assert.is.not(forward, backward);
});

test.run();
