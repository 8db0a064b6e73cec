import { suite } from "uvu";
import * as assert from "uvu/assert";
import { incompleteBeta, newcombe, welch } from "../../src/report/significance.ts";

const test = suite("report/significance");

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

test("Welch's test has the p-values that SciPy has", () => {
  const sample = (mean: number, deviation: number, count: number) => ({ mean, deviation, count });
  near(welch(sample(0.9, 0.01, 5), sample(0.89, 0.02, 4)), 0.4107169056265753);
  near(welch(sample(10, 3, 3), sample(12, 1, 8)), 0.36742433821258896);
});

test("samples that do not vary differ surely or not at all", () => {
  const sample = (mean: number) => ({ mean, deviation: 0, count: 3 });
  assert.is(welch(sample(1), sample(1)), 1);
  assert.is(welch(sample(1), sample(2)), 0);
});

test("the incomplete beta function has its closed forms and its symmetry", () => {
  for (const x of [0, 0.1, 0.5, 0.93, 1]) {
    near(incompleteBeta(x, 1, 3), 1 - (1 - x) ** 3);
    near(incompleteBeta(x, 2.5, 1), x ** 2.5);
    near(incompleteBeta(x, 2.5, 0.5), 1 - incompleteBeta(1 - x, 0.5, 2.5));
  }
  near(incompleteBeta(0.5, 40, 40), 0.5);
});

test("Newcombe's interval is that of the example in his paper", () => {
  const { low, high } = newcombe({ right: 48, samples: 80 }, { right: 56, samples: 70 });
  assert.is(low.toFixed(4), "0.0524");
  assert.is(high.toFixed(4), "0.3339");
});

test("Newcombe's interval stays within what is possible where all answers are right or wrong", () => {
  const { low, high } = newcombe({ right: 0, samples: 10 }, { right: 10, samples: 10 });
  assert.ok(low > 0.5 && high <= 1);
  const none = newcombe({ right: 10, samples: 10 }, { right: 10, samples: 10 });
  assert.ok(none.low < 0 && none.high > 0);
});

test.run();
