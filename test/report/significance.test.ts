import { suite } from "uvu";
import * as assert from "uvu/assert";
import { incompleteBeta, newcombe, testedText, welch, wilson } from "../../src/report/significance.ts";

const test = suite("report/significance");

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

test("Welch's test has the p-values that SciPy has", () => {
  const sample = (mean: number, deviation: number, count: number) => ({ mean, deviation, count });
  near(welch(sample(0.9, 0.01, 5), sample(0.89, 0.02, 4)), 0.4107169056265753);
  near(welch(sample(10, 3, 3), sample(12, 1, 8)), 0.36742433821258896);
});

test("of what does not vary between seeds, diverged, or was repeated too seldom nothing is claimed", () => {
  const sample = (mean: number, deviation: number, count = 3) => ({ mean, deviation, count });
  assert.is(testedText(sample(1, 0), sample(2, 0)), "does not vary");
  assert.is(testedText(sample(Number.NaN, Number.NaN), sample(2, 1)), "");
  assert.is(testedText(sample(Number.POSITIVE_INFINITY, Number.NaN), sample(2, 1)), "");
  assert.is(testedText(sample(1, 1, 2), sample(1.5, 1, 9)), "too few replicates to tell");
  assert.match(testedText(sample(1, 1), sample(1.5, 1)), /^within noise \(p 0\.\d+\)$/);
  assert.match(testedText(sample(1, 0.01, 2), sample(9, 0.01, 2)), /^beyond noise \(p /);
});

test("the incomplete beta function has its closed forms and its symmetry", () => {
  for (const x of [0, 0.1, 0.5, 0.93, 1]) {
    near(incompleteBeta(x, 1, 3), 1 - (1 - x) ** 3);
    near(incompleteBeta(x, 2.5, 1), x ** 2.5);
    near(incompleteBeta(x, 2.5, 0.5), 1 - incompleteBeta(1 - x, 0.5, 2.5));
  }
  near(incompleteBeta(0.5, 40, 40), 0.5);
});

test("Wilson's interval is that of Newcombe's examples, and holds at the ends", () => {
  const interval = (right: number, samples: number) => {
    const { low, high } = wilson({ right, samples });
    return [low, high].map((value) => value.toFixed(4));
  };
  assert.equal(interval(81, 263), ["0.2553", "0.3662"]);
  assert.equal(interval(15, 148), ["0.0624", "0.1605"]);
  assert.equal(interval(0, 20), ["0.0000", "0.1611"]);
  assert.equal(interval(1, 29), ["0.0061", "0.1718"]);
});

test("Newcombe's interval is that of the examples in his paper", () => {
  for (const [a, m, b, n, low, high] of [
    [56, 70, 48, 80, "0.0524", "0.3339"],
    [9, 10, 3, 10, "0.1705", "0.8090"],
    [10, 10, 0, 20, "0.6791", "1.0000"],
    [5, 56, 0, 29, "-0.0381", "0.1926"],
  ] as const) {
    const found = newcombe({ right: b, samples: n }, { right: a, samples: m });
    assert.equal([found.low.toFixed(4), found.high.toFixed(4)], [low, high]);
  }
});

test("Newcombe's interval stays within what is possible where all answers are right or wrong", () => {
  const { low, high } = newcombe({ right: 0, samples: 10 }, { right: 10, samples: 10 });
  assert.ok(low > 0.5 && high <= 1);
  const none = newcombe({ right: 10, samples: 10 }, { right: 10, samples: 10 });
  assert.ok(none.low < 0 && none.high > 0);
});

test.run();
