import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rateAt } from "../../src/train/learning-rate.ts";
import { optimizers } from "../../src/train/optimizers.ts";
import { schedules } from "../../src/train/schedules.ts";
import { complete } from "../model/complete.ts";

const test = suite("train/schedules");

function rates(name: string, options: object, steps: readonly number[], total = 101): number[] {
  const { component, options: chosen } = schedules.open(complete(schedules, name, options));
  return steps.map((step) => component.rate(step, total, chosen));
}

function close(actual: readonly number[], expected: readonly number[]): void {
  for (const [index, value] of actual.entries()) {
    assert.ok(Math.abs(value - expected[index]!) < 1e-12, `${actual} ≠ ${expected}`);
  }
}

test("constant stays", () => {
  assert.equal(rates("constant", { rate: 0.3 }, [0, 1, 100]), [0.3, 0.3, 0.3]);
});

test("step drops at each multiple of its steps", () => {
  close(rates("step", { start: 1, factor: 0.5, every: 10 }, [0, 9, 10, 19, 20, 100]), [
    1,
    1,
    0.5,
    0.5,
    0.25,
    2 ** -10,
  ]);
});

test("exponential falls by its factor over its steps, evenly between", () => {
  close(rates("exponential", { start: 1, factor: 0.25, every: 10 }, [0, 5, 10, 20]), [1, 0.5, 0.25, 0.0625]);
});

test("cosine is half way in the middle, and at its end with the last step", () => {
  const options = { start: 1, end: 0.2 };
  close(rates("cosine", options, [0, 25, 50, 75]), [
    1,
    0.6 + 0.4 * Math.SQRT1_2,
    0.6,
    0.6 - 0.4 * Math.SQRT1_2,
  ]);
  assert.equal(rates("cosine", options, [100]), [0.2]);
  assert.equal(rates("cosine", { ...options, warmUp: 30 }, [100]), [0.2]);
});

test("a cosine of a single step is its start", () => {
  assert.equal(rates("cosine", { start: 1 }, [0], 1), [1]);
});

test("an optimizer's rate is its number, or what its schedule says of the step", () => {
  assert.is(rateAt(complete(optimizers, "adam", { learningRate: 0.01 }), 7, 10), 0.01);
  const schedule = complete(schedules, "step", { start: 1, every: 4 });
  assert.is(rateAt(complete(optimizers, "adam", { learningRate: schedule }), 4, 10), 0.1);
});

test.run();
