import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Parts } from "../../src/data/dataset.ts";
import { impute } from "../../src/data/impute.ts";
import type { Imputation } from "../../src/data/source.ts";
import { problemOf } from "./fixtures.ts";
import { samplesOf } from "./samples.ts";

const test = suite("data/impute");

const GAP = Number.NaN;

/** The values of every part of a table after its gaps are filled. */
function filled(
  method: Imputation["method"],
  widths: readonly number[],
  rows: Record<keyof Parts, number[][]>,
) {
  const width = widths.reduce((sum, own) => sum + own, 0);
  const parts: Parts = {
    train: samplesOf([width], rows.train.flat()),
    validation: samplesOf([width], rows.validation.flat()),
    test: samplesOf([width], rows.test.flat()),
  };
  impute(parts, { method, columns: widths.map((own, at) => ({ name: `column ${at + 1}`, width: own })) });
  return [parts.train, parts.validation!, parts.test!].map(({ features }) => [...features.storage]);
}

const numbers = { train: [[1], [GAP], [2], [9], [2]], validation: [[GAP], [100]], test: [[GAP]] };

test("the mean of the training samples fills every part", () => {
  assert.equal(filled("mean", [1], numbers), [[1, 3.5, 2, 9, 2], [3.5, 100], [3.5]]);
});

test("the median is the middle value, or the mean of the two in the middle", () => {
  assert.equal(filled("median", [1], numbers)[1], [2, 100]);
  const odd = { ...numbers, train: [[5], [1], [9], [GAP]] };
  assert.equal(filled("median", [1], odd)[0], [5, 1, 9, 5]);
  const even = { ...numbers, train: [[5], [1], [9], [6], [GAP]] };
  assert.equal(filled("median", [1], even)[0]!.at(-1), 5.5);
});

test("the most frequent value fills; of several the smallest", () => {
  assert.equal(filled("mostFrequent", [1], numbers)[2], [2]);
  const tied = { ...numbers, train: [[7], [3], [7], [3], [1], [GAP]] };
  assert.equal(filled("mostFrequent", [1], tied)[0]!.at(-1), 3);
});

for (const method of ["mean", "median", "mostFrequent"] as const) {
  test(`a categorical column takes its most frequent category under ${method}`, () => {
    const rows = {
      train: [
        [1, 0, 0, 10],
        [0, 0, 1, 20],
        [0, 0, 1, 30],
        [GAP, GAP, GAP, 20],
      ],
      validation: [[GAP, GAP, GAP, GAP]],
      test: [[0, 1, 0, 5]],
    };
    const [train, validation, held] = filled(method, [3, 1], rows);
    assert.equal(train!.slice(-4), [0, 0, 1, 20]);
    assert.equal(validation, [0, 0, 1, 20]);
    assert.equal(held, [0, 1, 0, 5]);
  });
}

test("a column without any value in the training samples is a problem that names it", async () => {
  const rows = {
    train: [
      [1, GAP],
      [2, GAP],
    ],
    validation: [[3, 4]],
    test: [[5, 6]],
  };
  const problem = await problemOf(() => filled("mean", [1, 1], rows));
  assert.equal(problem.path, ["missing"]);
  assert.match(problem.message, "`column 2`");
});

test.run();
