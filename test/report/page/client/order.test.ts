import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sortedIndices } from "../../../../src/report/page/client/order.ts";

const test = suite("report/page/client/order");

test("numbers are sorted as numbers, either way, and what has none comes last in both", () => {
  const keys = ["10", "", "9", "1e-3", "-2"];
  assert.equal(sortedIndices(keys, "ascending", false), [4, 3, 2, 0, 1]);
  assert.equal(sortedIndices(keys, "descending", false), [0, 2, 3, 4, 1]);
});

test("words are sorted as people do, numbers within them by their size", () => {
  assert.equal(sortedIndices(["net@10", "net@9", "Mlp@1"], "ascending", true), [2, 1, 0]);
});

test("what is equal stays in its order", () => {
  assert.equal(sortedIndices(["1", "1", "0"], "descending", false), [0, 1, 2]);
});

test.run();
