import { suite } from "uvu";
import * as assert from "uvu/assert";
import { schedules } from "../../src/train/schedules.ts";
import { complete } from "../model/complete.ts";

/** What the loop relies on, of every schedule. */

const test = suite("contract/schedules");

const TOTAL = 40;

/** Options beside the warm-up, and the rate that the schedule starts from. */
const CASES: Readonly<Record<string, { options: object; start: number }>> = {
  constant: { options: { rate: 0.2 }, start: 0.2 },
  step: { options: { start: 0.2, every: 5 }, start: 0.2 },
  exponential: { options: { start: 0.2, factor: 0.5, every: 5 }, start: 0.2 },
  cosine: { options: { start: 0.2, end: 0.01 }, start: 0.2 },
};

test("every schedule has its case here", () => {
  assert.equal(Object.keys(CASES), [...schedules.names]);
});

for (const [name, { options, start }] of Object.entries(CASES)) {
  const rates = (warmUp: number, total = TOTAL): number[] => {
    const { component, options: chosen } = schedules.open(complete(schedules, name, { ...options, warmUp }));
    return Array.from({ length: total }, (_, step) => component.rate(step, total, chosen));
  };

  test(`${name}: every rate is a number from 0 to the start`, () => {
    for (const rate of [...rates(0), ...rates(7), ...rates(100), ...rates(0, 1), ...rates(1, 2)]) {
      assert.ok(rate >= 0 && rate <= start);
    }
  });

  test(`${name}: without a warm-up it begins at its start`, () => {
    assert.is(rates(0)[0], start);
  });

  test(`${name}: a warm-up rises evenly to the start, which its last step has`, () => {
    const warm = rates(4).slice(0, 4);
    for (const [step, rate] of warm.entries()) {
      assert.ok(Math.abs(rate - (start * (step + 1)) / 4) < 1e-15);
    }
    assert.is(warm[3], start);
  });

  test(`${name}: after the warm-up it runs as it would have from the first step of a shorter training`, () => {
    assert.equal(rates(6).slice(6), rates(0, TOTAL - 6));
  });

  test(`${name}: a warm-up longer than the training never gets to the start`, () => {
    assert.equal(Math.max(...rates(TOTAL * 2)), start / 2);
  });
}

test.run();
