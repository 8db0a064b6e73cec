import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Labels } from "../../src/data/dataset.ts";
import { classWeightsOf } from "../../src/runner/class-weights.ts";
import { datasetOf } from "../engine/jobs.ts";

const test = suite("runner/class-weights");

function data(values: number[], shape: number[] = [], classes: readonly string[] = ["a", "b", "c"]) {
  const kind: Labels["kind"] = shape.length === 0 ? "class" : "vector";
  const count = values.length / (shape[0] ?? 1);
  const opened = datasetOf([1], new Float32Array(count), { kind, values: Float32Array.from(values), shape });
  return { ...opened, classes };
}

test("without classWeights every class weighs the same", () => {
  assert.is(classWeightsOf({}, data([0, 1, 2])), undefined);
});

test("given weights are taken as they are", () => {
  assert.equal([...classWeightsOf({ classWeights: [1, 2, 0.5] }, data([0, 1, 2]))!], [1, 2, 0.5]);
});

test("balanced weighs a class by samples ÷ (classes × samples of the class)", () => {
  const weights = classWeightsOf({ classWeights: "balanced" }, data([0, 0, 0, 0, 1, 2]))!;
  assert.equal([...weights], [0.5, 2, 2]);
});

test("one-hot labels count like class numbers", () => {
  const oneHot = data([1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], [3]);
  assert.equal([...classWeightsOf({ classWeights: "balanced" }, oneHot)!], [0.5, 2, 2]);
});

test("a class without samples weighs nothing", () => {
  assert.equal([...classWeightsOf({ classWeights: "balanced" }, data([0, 1, 1]))!], [1, 0.5, 0]);
});

test.run();
