import { suite } from "uvu";
import * as assert from "uvu/assert";
import { bestFirst } from "../../src/tuner/pruner.ts";

const test = suite("tuner/pruner");

test("the best values come first, those that are not finite last", () => {
  const values = [Number.NaN, 2, Number.POSITIVE_INFINITY, 3, 1, Number.NEGATIVE_INFINITY];
  assert.equal(bestFirst(values, "max").slice(0, 4), [3, 2, 1, Number.NaN]);
  assert.equal(bestFirst(values, "min").slice(0, 4), [1, 2, 3, Number.NaN]);
  assert.is(bestFirst(values, "min").length, values.length);
});

test.run();
