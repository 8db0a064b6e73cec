import { suite } from "uvu";
import * as assert from "uvu/assert";
import { materialized, withAffine } from "../../src/data/features.ts";
import { distance, samplesOf } from "./samples.ts";

const test = suite("data/features");

test("a factor and a summand for everything are applied to every value", () => {
  const seen = materialized(withAffine(samplesOf([2, 2], [0, 1, 2, 3, 4, 5, 6, 7]), [2], [1]));
  assert.equal([...seen], [1, 3, 5, 7, 9, 11, 13, 15]);
});

test("a factor for each last-axis channel takes turns along the values", () => {
  const seen = materialized(withAffine(samplesOf([2, 2], [1, 1, 1, 1, 2, 2, 2, 2]), [10, 100], [0, 1]));
  assert.equal([...seen], [10, 101, 10, 101, 20, 201, 20, 201]);
});

test("one step on another is the second after the first", () => {
  const once = withAffine(samplesOf([4], [1, 2, 3, 4]), [2, 3], [1, 0]);
  const twice = withAffine(once, [10], [5]);
  assert.equal([...materialized(twice)], [35, 65, 75, 125]);
});

test("groups that do not divide each other are combined over their common multiple", () => {
  const values = Array.from({ length: 24 }, (_, at) => at);
  const three = withAffine(samplesOf([4, 3], values), [1, 2, 3], [0.5, 0, -0.5]);
  const reshaped = { ...three, features: { ...three.features, shape: [3, 4] } };
  const four = withAffine(reshaped, [1, 10, 100, 1000], [4, 3, 2, 1]);
  const expected = values.map((value, at) => {
    const first = value * [1, 2, 3][at % 3]! + [0.5, 0, -0.5][at % 3]!;
    return first * [1, 10, 100, 1000][at % 4]! + [4, 3, 2, 1][at % 4]!;
  });
  assert.is(four.features.scale.length, 12);
  assert.is(distance(materialized(four), expected), 0);
});

test("the samples that a step is done to stay as they are", () => {
  const samples = samplesOf([2], Uint8Array.of(3, 4));
  const after = withAffine(samples, [2], [0]);
  assert.is(after.features.storage, samples.features.storage);
  assert.equal([...materialized(samples)], [3, 4]);
});

test("a value is computed in double precision and rounded once", () => {
  const [value, scale, offset] = [16_777_217, Math.fround(1 / 3), Math.fround(-5_592_405.5)];
  const seen = materialized(withAffine(samplesOf([1], Int32Array.of(value)), [scale], [offset]));
  assert.is(seen[0], Math.fround(value * scale + offset));
  assert.is.not(seen[0], Math.fround(Math.fround(Math.fround(value) * scale) + offset));
});

test.run();
