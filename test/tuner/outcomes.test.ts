import { suite } from "uvu";
import * as assert from "uvu/assert";
import { outcomesOf } from "../../src/tuner/outcomes.ts";
import type { Result, Step } from "../../src/tuner/tuner.ts";

const test = suite("tuner/outcomes");

function steps(...results: readonly (Result | undefined)[]): Step[] {
  return results.map((result, index) => {
    const step = { trial: index + 1, configuration: { x: index } };
    return result === undefined ? step : { ...step, result };
  });
}

function complete(value: number): Result {
  return { status: "complete", value };
}

test("what is to be maximised costs its negative", () => {
  const { known } = outcomesOf({ goal: "max", steps: steps(complete(0.5), complete(0.75)), earlier: [] });
  assert.equal(known, [
    { configuration: { x: 0 }, cost: -0.5 },
    { configuration: { x: 1 }, cost: -0.75 },
  ]);
});

test("a failed trial and results that are no numbers cost as much as the worst one", () => {
  const results = steps(
    complete(3),
    complete(Number.NaN),
    { status: "failed", reason: "out of memory" },
    complete(Number.NEGATIVE_INFINITY),
    complete(7),
  );
  const { known, finite } = outcomesOf({ goal: "min", steps: results, earlier: [] });
  assert.equal(
    known.map(({ cost }) => cost),
    [3, 7, 7, 7, 7],
  );
  assert.is(finite, 2);
});

test("a step without a result is pending, trials of an earlier search come first", () => {
  const { known, pending } = outcomesOf({
    goal: "min",
    steps: steps(complete(1), undefined),
    earlier: [{ configuration: { x: 9 }, value: 5 }],
  });
  assert.equal(
    known.map(({ configuration }) => configuration),
    [{ x: 9 }, { x: 0 }],
  );
  assert.equal(pending, [{ x: 1 }]);
});

test.run();
