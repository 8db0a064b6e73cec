import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type BatchAugmentation, fillFeatures, fillLabels } from "../../src/data/batch.ts";
import { materialized, withAffine } from "../../src/data/features.ts";
import { samplesOf } from "./samples.ts";

const test = suite("data/batch");

function batch(
  samples: ReturnType<typeof samplesOf>,
  indices: readonly number[],
  augmentation?: BatchAugmentation,
): Float32Array {
  const size = samples.features.shape.reduce((product, length) => product * length, 1);
  const out = new Float32Array(indices.length * size).fill(Number.NaN);
  fillFeatures(samples, Uint32Array.from(indices), out, augmentation);
  return out;
}

const counting = Array.from({ length: 24 }, (_, at) => at);

test("a batch holds the samples that are asked for, in that order", () => {
  const samples = samplesOf([2, 2], Uint8Array.from(counting));
  assert.equal([...batch(samples, [5, 0, 5])], [20, 21, 22, 23, 0, 1, 2, 3, 20, 21, 22, 23]);
});

test("bytes, whole numbers and floats give the same batch", () => {
  const scaled = [Uint8Array, Int32Array, Float32Array].map((type) =>
    batch(withAffine(samplesOf([4], type.from(counting)), [1 / 255], [0.5]), [3, 1]),
  );
  assert.equal(scaled[1], scaled[0]);
  assert.equal(scaled[2], scaled[0]);
  assert.is(scaled[0]![0], Math.fround(12 * Math.fround(1 / 255) + 0.5));
});

for (const groups of [1, 3, 12]) {
  test(`a batch is what the model sees, with ${groups} factors for a sample of twelve values`, () => {
    const scale = Array.from({ length: groups }, (_, at) => 1 / (at + 3));
    const offset = Array.from({ length: groups }, (_, at) => at - 1.7);
    const samples = withAffine(samplesOf([2, 2, 3], Uint8Array.from(counting)), scale, offset);
    assert.equal(batch(samples, [0, 1]), materialized(samples));
  });
}

test("labels follow the same order, one number or a vector a sample", () => {
  const samples = samplesOf([1], [0, 0, 0, 0]);
  const out = new Float32Array(3);
  fillLabels(samples, Uint32Array.of(3, 1, 2), out);
  assert.equal([...out], [0, 1, 2]);
  const values = Float32Array.of(1, 2, 3, 4, 5, 6);
  const vectors = samplesOf([1], [0, 0], { kind: "vector", values, shape: [3] });
  const rows = new Float32Array(6);
  fillLabels(vectors, Uint32Array.of(1, 0), rows);
  assert.equal([...rows], [4, 5, 6, 1, 2, 3]);
});

const images = samplesOf(
  [4, 4, 1],
  Array.from({ length: 8 * 16 }, (_, at) => (at * 37) % 101),
);
const changing = (epoch: number, seed = 1): BatchAugmentation => ({
  augment: [{ shift: { height: 0.5, width: 0.5 } }, { noise: { stddev: 0.5 } }],
  seed,
  epoch,
});

test("how a sample is changed does not depend on the batch it stands in", () => {
  const whole = batch(images, [0, 1, 2, 3, 4, 5, 6, 7], changing(3));
  const apart = [6, 2, 7].map((index) => batch(images, [index], changing(3)));
  for (const [at, index] of [6, 2, 7].entries()) {
    assert.equal(apart[at], whole.slice(index * 16, (index + 1) * 16));
  }
  const backward = batch(images, [7, 6, 5, 4, 3, 2, 1, 0], changing(3));
  assert.equal(backward.slice(0, 16), whole.slice(7 * 16));
});

test("every epoch, every seed and every sample is changed in its own way", () => {
  const same = samplesOf([4, 4, 1], Array(2 * 16).fill(1));
  const [first, second] = [batch(same, [0], changing(1)), batch(same, [1], changing(1))];
  assert.not.equal(first, second);
  assert.not.equal(batch(same, [0], changing(2)), first);
  assert.not.equal(batch(same, [0], changing(1, 2)), first);
  assert.equal(batch(same, [0], changing(1)), first);
});

test("the same augmentation twice in the list draws twice", () => {
  const once: BatchAugmentation = { augment: [{ noise: { stddev: 1 } }], seed: 1, epoch: 1 };
  const twice: BatchAugmentation = { ...once, augment: [...once.augment, ...once.augment] };
  const flat = samplesOf([2, 2, 1], [0, 0, 0, 0]);
  const [one, two] = [batch(flat, [0], once), batch(flat, [0], twice)];
  const second = two.map((value, at) => value - one[at]!);
  assert.ok(second.some((value, at) => Math.abs(value - one[at]!) > 0.01));
});

test("an augmentation changes the batch, and the samples stay as they are", () => {
  const before = materialized(images);
  assert.not.equal(batch(images, [0], changing(1)), before.slice(0, 16));
  assert.equal(materialized(images), before);
});

test.run();
