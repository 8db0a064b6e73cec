import { suite } from "uvu";
import * as assert from "uvu/assert";
import { successiveHalving } from "../../../src/tuner/pruners/successive-halving.ts";

const test = suite("tuner/pruners/successiveHalving");

/** Trials that have the same value in each of their epochs. */
function flat(epochs: number, ...values: readonly number[]): number[][] {
  return values.map((value) => Array<number>(epochs).fill(value));
}

test("trials are judged after 1, 3, 9, … epochs, and not after the last", () => {
  assert.equal(successiveHalving.bars(flat(9, 1, 2, 3), "max", 9, { minEpochs: 1, factor: 3 }), [
    { epoch: 1, value: 3, what: "the best of 3 trials" },
    { epoch: 3, value: 3, what: "the best of 3 trials" },
  ]);
});

test("one in `factor` trials reaches the bar, the one that runs counted too", () => {
  const bar = (count: number) =>
    successiveHalving.bars(flat(4, ...[8, 7, 6, 5, 4, 3, 2, 1].slice(0, count)), "max", 4, {
      minEpochs: 2,
      factor: 3,
    })[0];
  assert.is(bar(1), undefined);
  assert.is(bar(2)?.value, 8);
  assert.is(bar(4)?.value, 8);
  assert.equal(bar(5), { epoch: 2, value: 7, what: "number 2 of 5 trials" });
  assert.is(bar(8)?.value, 6);
});

test("only trials that got as far are counted", () => {
  const histories = [...flat(1, 9, 9, 9, 9), ...flat(3, 1, 2)];
  const bars = successiveHalving.bars(histories, "max", 4, { minEpochs: 1, factor: 3 });
  assert.equal(
    bars.map(({ epoch, value }) => [epoch, value]),
    [
      [1, 9],
      [3, 2],
    ],
  );
});

test("values that are not finite are worst, and no bar", () => {
  const options = { minEpochs: 1, factor: 2 };
  const histories = flat(1, Number.NEGATIVE_INFINITY, 4, Number.NaN);
  assert.is(successiveHalving.bars(histories, "min", 2, options)[0]?.value, undefined);
  assert.is(successiveHalving.bars([...histories, [3], [5]], "min", 2, options)[0]?.value, 5);
});

test.run();
