import { suite } from "uvu";
import * as assert from "uvu/assert";
import { halvings, nextUp, rungEpochs, standing } from "../../src/tuner/rungs.ts";
import type { Result, Step } from "../../src/tuner/tuner.ts";

const test = suite("tuner/rungs");

test("powers are counted exactly", () => {
  for (const factor of [2, 3, 5, 7, 10]) {
    for (let power = 0; factor ** power < 2 ** 31; power++) {
      assert.is(halvings(factor ** power, factor, 1), power);
      if (power > 0) assert.is(halvings(factor ** power - 1, factor, 1), power - 1);
    }
  }
  assert.is(halvings(100, 3, 10), 2);
});

test("epochs are whole, grow from rung to rung, and end with all of them", () => {
  for (let most = 1; most <= 300; most++) {
    for (const factor of [2, 3, 4]) {
      const epochs = rungEpochs(most, factor, halvings(most, factor, 1));
      assert.is(epochs.at(-1), most);
      assert.ok(epochs[0]! >= 1);
      for (let rung = 1; rung < epochs.length; rung++) assert.ok(epochs[rung]! > epochs[rung - 1]!);
    }
  }
});

test("a rung's trials stand best first, with what failed, was pruned or still runs left out", () => {
  const results: readonly (Result | undefined)[] = [
    { status: "complete", value: 0.1 },
    undefined,
    { status: "complete", value: Number.NaN },
    { status: "failed", reason: "killed" },
    { status: "complete", value: 0.3 },
    { status: "pruned", value: 0.9 },
    { status: "complete", value: Number.POSITIVE_INFINITY },
    { status: "complete", value: 0.3 },
  ];
  const steps = results.map(
    (result, index): Step => ({
      trial: index + 1,
      configuration: {},
      ...(result === undefined ? {} : { result }),
    }),
  );
  const most = standing(steps, "max");
  assert.equal(
    most.sound.map(({ trial }) => trial),
    [5, 8, 1, 3, 7],
  );
  assert.equal(
    standing(steps, "min").sound.map(({ trial }) => trial),
    [1, 5, 8, 3, 7],
  );
  assert.equal([most.ended, most.alive, most.entered.size], [7, 7, 8]);
  assert.is(nextUp(most, standing([steps[4]!, steps[7]!], "max"))!.trial, 1);
  assert.is(nextUp(most, most), undefined);
});

test.run();
