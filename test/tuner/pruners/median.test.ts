import { suite } from "uvu";
import * as assert from "uvu/assert";
import { median } from "../../../src/tuner/pruners/median.ts";

const test = suite("tuner/pruners/median");

const HISTORIES = [
  [0.1, 0.2, 0.3, 0.4],
  [0.2, 0.3, 0.4, 0.5],
  [0.3, 0.4, 0.5, 0.6],
];

/** Epoch and value of each bar. */
function barsOf(
  histories: readonly (readonly number[])[],
  goal: "max" | "min",
  epochs: number,
  options: { startupTrials: number; warmupEpochs: number },
): [number, number][] {
  return median.bars(histories, goal, epochs, options).map(({ epoch, value }) => [epoch, value]);
}

test("the bar is the median of the finished trials after each epoch but the last", () => {
  assert.equal(median.bars(HISTORIES, "max", 4, { startupTrials: 3, warmupEpochs: 0 }), [
    { epoch: 1, value: 0.2, what: "the median of 3 trials" },
    { epoch: 2, value: 0.3, what: "the median of 3 trials" },
    { epoch: 3, value: 0.4, what: "the median of 3 trials" },
  ]);
});

test("no trial is given up before enough have finished, nor while it warms up", () => {
  assert.equal(barsOf(HISTORIES, "max", 4, { startupTrials: 4, warmupEpochs: 0 }), []);
  assert.equal(barsOf(HISTORIES, "max", 4, { startupTrials: 1, warmupEpochs: 2 }), [[3, 0.4]]);
});

test("a trial that ended earlier had reached what it ended with", () => {
  const bars = barsOf([[0.5], [0.1, 0.6], [0.2, 0.3]], "max", 3, { startupTrials: 1, warmupEpochs: 0 });
  assert.equal(bars, [
    [1, 0.2],
    [2, 0.5],
  ]);
});

test("of an even number of trials the median is the mean of two", () => {
  const bars = barsOf([[1], [2], [3], [6]], "min", 2, { startupTrials: 1, warmupEpochs: 0 });
  assert.equal(bars, [[1, 2.5]]);
});

test("values that are not finite are worst, whatever is sought, and no bar", () => {
  const options = { startupTrials: 1, warmupEpochs: 0 };
  const histories = [[Number.NaN], [Number.NEGATIVE_INFINITY], [1], [2], [3]];
  assert.equal(barsOf(histories, "min", 2, options), [[1, 3]]);
  assert.equal(barsOf(histories, "max", 2, options), [[1, 1]]);
  assert.equal(barsOf([[Number.NaN], [1], []], "max", 2, options), []);
});

test.run();
