import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import type { Optimizer } from "../../src/train/optimizer.ts";
import { optimizers } from "../../src/train/optimizers.ts";
import { complete } from "../model/complete.ts";

/** What engines rely on, of every optimizer and each of its forms. */

const test = suite("contract/optimizers");

/** The forms of each optimizer that differ in code, with a rate that is good for the quadratic below. */
const CASES: Readonly<
  Record<string, readonly { options?: object; slots: readonly string[]; rate: number }[]>
> = {
  sgd: [
    { slots: [], rate: 0.015 },
    { options: { momentum: 0.9 }, slots: ["velocity"], rate: 0.01 },
    { options: { momentum: 0.9, nesterov: true }, slots: ["velocity"], rate: 0.01 },
  ],
  adam: [
    { slots: ["m", "v"], rate: 0.05 },
    { options: { amsgrad: true }, slots: ["m", "v", "vMax"], rate: 0.05 },
  ],
  adamW: [
    { options: { weightDecay: 1e-5 }, slots: ["m", "v"], rate: 0.05 },
    { options: { weightDecay: 1e-5, amsgrad: true }, slots: ["m", "v", "vMax"], rate: 0.05 },
  ],
  adamax: [{ slots: ["m", "u"], rate: 0.1 }],
  nadam: [{ slots: ["m", "v"], rate: 0.05 }],
  rmsprop: [
    { slots: ["meanSquare"], rate: 0.01 },
    { options: { centered: true }, slots: ["meanSquare", "mean"], rate: 0.01 },
    { options: { momentum: 0.5 }, slots: ["meanSquare", "velocity"], rate: 0.005 },
    {
      options: { momentum: 0.5, centered: true },
      slots: ["meanSquare", "mean", "velocity"],
      rate: 0.005,
    },
  ],
  adagrad: [{ slots: ["accumulator"], rate: 0.5 }],
  adadelta: [{ slots: ["meanSquare", "meanSquaredStep"], rate: 20 }],
};

/** One variable and its optimizer's state. */
class Descent {
  readonly value: Float32Array;
  readonly slots: Float32Array[];
  readonly #component: Optimizer;
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(name: string, options: object, value: Float32Array) {
    const opened = optimizers.open(complete(optimizers, name, options));
    this.#component = opened.component;
    this.#options = opened.options;
    this.value = value.slice();
    this.slots = opened.component
      .slots(opened.options)
      .map((slot) =>
        new Float32Array(value.length).fill(opened.component.initialSlot?.(slot, opened.options) ?? 0),
      );
  }

  step(gradient: Float32Array, step: number, rate: number): void {
    this.#component.update(this.value, gradient, this.slots, step, rate, this.#options);
  }
}

/** Step `step`'s gradient of four values, reproducible, in [−1, 1). */
function gradientAt(step: number): Float32Array {
  return Float32Array.from({ length: 4 }, (_, i) => 2 * stream(1, "gradients", step).uniform(i) - 1);
}

const START = Float32Array.of(0.5, -1.25, 2, 1e-3);

test("every optimizer has its cases here", () => {
  assert.equal(Object.keys(CASES), [...optimizers.names]);
});

for (const [name, cases] of Object.entries(CASES)) {
  for (const { options = {}, slots, rate } of cases) {
    const title = `${name} ${JSON.stringify(options)}`;
    const descent = (value = START) => new Descent(name, options, value);

    test(`${title}: its slots are ${slots.join(", ") || "none"}`, () => {
      const { component, options: chosen } = optimizers.open(complete(optimizers, name, options));
      assert.equal(component.slots(chosen), slots);
    });

    test(`${title}: finds the bottom of a valley a hundred times as steep as it is long`, () => {
      const steepness = [1, 10, 100];
      const bottom = [1, -2, 0.5];
      const height = (x: Float32Array) =>
        x.reduce((sum, value, i) => sum + 0.5 * steepness[i]! * (value - bottom[i]!) ** 2, 0);
      const own = descent(new Float32Array(3));
      const start = height(own.value);
      for (let step = 1; step <= 1500; step++) {
        own.step(
          own.value.map((value, i) => steepness[i]! * (value - bottom[i]!)),
          step,
          rate,
        );
      }
      assert.ok(height(own.value) < start * 1e-3, `from ${start} to ${height(own.value)}`);
    });

    test(`${title}: a state that is carried over goes on as if nothing had happened`, () => {
      const straight = descent();
      for (let step = 1; step <= 6; step++) straight.step(gradientAt(step), step, rate);
      for (let cut = 0; cut <= 6; cut++) {
        const before = descent();
        for (let step = 1; step <= cut; step++) before.step(gradientAt(step), step, rate);
        const after = descent();
        after.value.set(before.value);
        after.slots.forEach((slot, i) => {
          slot.set(before.slots[i]!);
        });
        for (let step = cut + 1; step <= 6; step++) after.step(gradientAt(step), step, rate);
        assert.equal(after.value, straight.value);
        assert.equal(after.slots, straight.slots);
      }
    });

    test(`${title}: each value moves by its own gradient alone, which stays as it is`, () => {
      const together = descent();
      const apart = [...START].map((value) => descent(Float32Array.of(value)));
      for (let step = 1; step <= 4; step++) {
        const gradient = gradientAt(step);
        together.step(gradient, step, rate);
        assert.equal(gradient, gradientAt(step));
        for (const [i, own] of apart.entries()) own.step(gradient.subarray(i, i + 1), step, rate);
      }
      assert.equal(
        [...together.value],
        apart.map(({ value }) => value[0]),
      );
    });

    test(`${title}: moves against the gradient, further at a higher rate, and not at all at rate 0`, () => {
      const gradient = Float32Array.of(0.5, -0.25, 1, -2);
      const [still, slow, fast] = [0, rate, 2 * rate].map((own) => {
        const moved = descent();
        moved.step(gradient, 1, own);
        return moved.value.map((value, i) => value - START[i]!);
      });
      assert.equal([...still!], [0, 0, 0, 0]);
      for (const [i, g] of gradient.entries()) {
        assert.is(Math.sign(slow![i]!), -Math.sign(g));
        assert.ok(Math.abs(fast![i]!) > 1.5 * Math.abs(slow![i]!));
      }
    });

    test(`${title}: a gradient that is not a number ends in a value that is none`, () => {
      const own = descent();
      own.step(Float32Array.of(1, Number.NaN, 1, 1), 1, rate);
      assert.equal([...own.value].map(Number.isNaN), [false, true, false, false]);
    });
  }
}

test.run();
