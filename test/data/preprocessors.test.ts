import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DataFacts, Samples } from "../../src/data/dataset.ts";
import { materialized } from "../../src/data/features.ts";
import { preprocessors } from "../../src/data/preprocessors.ts";
import { complete } from "../model/complete.ts";
import { problemOf } from "./fixtures.ts";
import { samplesOf } from "./samples.ts";

const test = suite("data/preprocessors");

const facts = (shape: readonly number[]): DataFacts => ({
  shape,
  labels: { kind: "class", shape: [] },
  classes: ["a", "b", "c"],
});

/** What steps in a row make of the training samples themselves. */
function after(samples: Samples, ...steps: readonly (readonly [name: string, options?: object])[]): Samples {
  let known = facts(samples.features.shape);
  return steps.reduce((parts, [name, written]) => {
    const { component, options } = preprocessors.open(complete(preprocessors, name, written));
    const next = component.fit(parts, options, known)(parts);
    known = component.facts(known, options);
    return next;
  }, samples);
}

function refusal(before: DataFacts, name: string, written: object) {
  const { component, options } = preprocessors.open(complete(preprocessors, name, written));
  return problemOf(() => component.facts(before, options));
}

test("a column that never changes becomes 0 under standardize, and min under normalize", () => {
  const flat = samplesOf([2], [5, 1, 5, 2, 5, 6]);
  assert.equal(
    [...materialized(after(flat, ["standardize"]))].filter((_, at) => at % 2 === 0),
    [0, 0, 0],
  );
  const normal = materialized(after(flat, ["normalize", { min: -1, max: 1 }]));
  assert.equal(
    [...normal].filter((_, at) => at % 2 === 0),
    [-1, -1, -1],
  );
});

test("standardized training samples have mean 0 and deviation 1, whatever was done before", () => {
  const bytes = samplesOf(
    [10, 10, 3],
    Uint8Array.from({ length: 3000 }, (_, at) => (at * 131) % 256),
  );
  const seen = materialized(after(bytes, ["rescale", { scale: 1 / 255 }], ["standardize"]));
  for (const channel of [0, 1, 2]) {
    const own = seen.filter((_, at) => at % 3 === channel);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length;
    assert.ok(Math.abs(mean) < 1e-6 && Math.abs(variance - 1) < 1e-5);
  }
});

test("steps that scale keep bytes as they are; only steps that mix values make floats", () => {
  const bytes = samplesOf(
    [4, 4, 3],
    Uint8Array.from({ length: 96 }, (_, at) => at),
  );
  const scaled = after(bytes, ["rescale", { scale: 1 / 255 }], ["standardize"], ["reshape", { shape: [48] }]);
  assert.is(scaled.features.storage, bytes.features.storage);
  const mixed = after(bytes, ["rescale", { scale: 1 / 255 }], ["resize", { height: 2, width: 2 }]);
  assert.instance(mixed.features.storage, Float32Array);
  assert.ok(materialized(mixed).every((value) => value >= 0 && value <= 96 / 255));
});

test("a step in the middle sees the values that the steps before it have made", () => {
  const image = samplesOf([1, 1, 3], [10, 20, 30]);
  const grey = after(image, ["rescale", { scale: 2, offset: 1 }], ["grayscale"], ["rescale", { scale: 10 }]);
  const expected = 10 * Math.fround(0.299 * 21 + 0.587 * 41 + 0.114 * 61);
  assert.is(materialized(grey)[0], Math.fround(expected));
});

test("what does not fit is refused at the option that says so", async () => {
  assert.equal((await refusal(facts([12]), "reshape", { shape: [5, 2] })).path, ["shape"]);
  assert.equal((await refusal(facts([2]), "normalize", { min: 1, max: 1 })).path, ["max"]);
  assert.equal((await refusal(facts([2]), "rescale", { scale: 1e300 })).path, ["scale"]);
  assert.match((await refusal(facts([4, 4]), "resize", { height: 2, width: 2 })).message, "4×4");
  assert.match((await refusal(facts([4, 4, 1]), "grayscale", {})).message, "4×4×1");
  const vectors: DataFacts = { shape: [2], labels: { kind: "vector", shape: [3] } };
  assert.match((await refusal(vectors, "oneHot", {})).message, "class numbers");
});

test.run();
