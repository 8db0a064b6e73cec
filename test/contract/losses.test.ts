import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Stream, stream } from "../../src/base/random.ts";
import type { Outcome } from "../../src/train/loss.ts";
import { losses } from "../../src/train/losses.ts";
import { complete } from "../model/complete.ts";
import { batchOf, doubles, gradientOf, inDoubles, lossesOf } from "../train/losses.ts";

/** What engines and metrics rely on, of every loss. */

const test = suite("contract/losses");

type Row = (draws: Stream, first: number, width: number) => number[];

const reals: Row = (draws, first, width) =>
  Array.from({ length: width }, (_, i) => 4 * draws.uniform(first + i) - 2);
const positives: Row = (draws, first, width) => reals(draws, first, width).map((value) => value + 2.1);
const counts: Row = (draws, first, width) =>
  Array.from({ length: width }, (_, i) => draws.below(first + i, 5));
const shares: Row = (draws, first, width) => {
  const parts = Array.from({ length: width }, (_, i) => 0.05 + draws.uniform(first + i));
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
};
const oneHot: Row = (draws, first, width) => {
  const own = draws.below(first, width);
  return Array.from({ length: width }, (_, i) => (i === own ? 1 : 0));
};
const classNumber: Row = (draws, first, width) => [draws.below(first, width)];
const answers: Row = (draws, first, width) =>
  Array.from({ length: width }, (_, i) => draws.below(first + i, 2));
const signs: Row = (draws, first, width) => answers(draws, first, width).map((answer) => 2 * answer - 1);

/** Labels and predictions that each loss is for; `wild` are predictions at the ends of what it can be given. */
const CASES: Readonly<
  Record<string, readonly { labels: Row; predictions: Row; options?: object; wild: readonly number[] }[]>
> = {
  sparseCategoricalCrossentropy: [{ labels: classNumber, predictions: shares, wild: [0, 1, 1e-38] }],
  categoricalCrossentropy: [
    { labels: oneHot, predictions: shares, wild: [0, 1, 1e-38] },
    { labels: shares, predictions: shares, wild: [0, 1, 1e-38] },
  ],
  binaryCrossentropy: [
    { labels: answers, predictions: shares, wild: [0, 1, 1e-38] },
    { labels: shares, predictions: shares, wild: [0, 1, 1e-38] },
  ],
  kullbackLeiblerDivergence: [
    { labels: oneHot, predictions: shares, wild: [0, 1, 1e-38] },
    { labels: shares, predictions: shares, wild: [0, 1, 1e-38] },
  ],
  meanSquaredError: [{ labels: reals, predictions: reals, wild: [0, -1e15, 1e15] }],
  meanAbsoluteError: [{ labels: reals, predictions: reals, wild: [0, -1e30, 1e30] }],
  meanAbsolutePercentageError: [{ labels: reals, predictions: reals, wild: [0, -1e25, 1e25] }],
  meanSquaredLogarithmicError: [{ labels: positives, predictions: positives, wild: [0, -1, 1e30] }],
  logcosh: [{ labels: reals, predictions: reals, wild: [0, -1e30, 1e30] }],
  huber: [
    { labels: reals, predictions: reals, wild: [0, -1e30, 1e30] },
    { labels: reals, predictions: reals, options: { delta: 0.4 }, wild: [0, -1e30, 1e30] },
  ],
  poisson: [{ labels: counts, predictions: positives, wild: [0, 1e-38, 1e30] }],
  cosineProximity: [{ labels: reals, predictions: reals, wild: [0, 1e-30, 1e15] }],
  hinge: [
    { labels: answers, predictions: reals, wild: [0, -1e30, 1e30] },
    { labels: signs, predictions: reals, wild: [0, -1e30, 1e30] },
  ],
  squaredHinge: [
    { labels: answers, predictions: reals, wild: [0, -1e15, 1e15] },
    { labels: signs, predictions: reals, wild: [0, -1e15, 1e15] },
  ],
  categoricalHinge: [{ labels: oneHot, predictions: reals, wild: [0, -1e30, 1e30] }],
};

test("every loss has its cases here", () => {
  assert.equal(Object.keys(CASES), [...losses.names]);
});

for (const [name, cases] of Object.entries(CASES)) {
  for (const [position, { labels, predictions, options = {}, wild }] of cases.entries()) {
    const title = `${name} of ${labels.name}${position > 0 ? ` (${position + 1})` : ""}`;

    /** A batch of rows drawn for this case. */
    const drawn = (count: number, rows: number, width: number): Omit<Outcome, "losses"> => {
      const places = Array.from({ length: count * rows }, (_, row) => 100 * row);
      return batchOf(
        places.map((first) => labels(stream(position, `${name} labels`), first, width)),
        places.map((first) => predictions(stream(position, `${name} predictions`), first, width)),
        rows,
      );
    };

    for (const [count, rows, width] of [
      [4, 1, 3],
      [3, 2, 4],
      [2, 5, 2],
    ] as const) {
      test(`${title}: the gradient is that of the value, [${count}, ${rows}, ${width}]`, () => {
        const batch = inDoubles(drawn(count, rows, width));
        const gradient = gradientOf(name, batch, options);
        const own = rows * width;
        for (const [at, slope] of gradient.entries()) {
          const sample = Math.floor(at / own);
          const moved = (by: number) => {
            const shifted = batch.predictions.slice();
            shifted[at]! += by;
            return lossesOf(name, { ...batch, predictions: shifted }, options)[sample]!;
          };
          const difference = (moved(1e-6) - moved(-1e-6)) / 2e-6;
          assert.ok(
            Math.abs(slope - difference) <= 1e-6 * Math.max(1, Math.abs(difference)),
            `at ${at}: gradient ${slope}, difference ${difference}`,
          );
        }
      });
    }

    test(`${title}: a sample's loss is the mean over its rows`, () => {
      const batch = inDoubles(drawn(3, 4, 3));
      const rows = lossesOf(name, { ...batch, count: 12, rows: 1 }, options);
      for (const [sample, value] of lossesOf(name, batch, options).entries()) {
        const mean = rows.slice(4 * sample, 4 * sample + 4).reduce((sum, row) => sum + row, 0) / 4;
        assert.ok(Math.abs(value - mean) < 1e-12 * Math.max(1, Math.abs(mean)));
      }
      const [whole, apart] = [
        gradientOf(name, batch, options),
        gradientOf(name, { ...batch, count: 12, rows: 1 }, options),
      ];
      for (const [at, value] of whole.entries()) assert.ok(Math.abs(value - apart[at]! / 4) < 1e-12);
    });

    test(`${title}: a smaller batch writes what is its own and nothing else`, () => {
      const batch = drawn(5, 2, 3);
      const { component, options: chosen } = losses.open(complete(losses, name, options));
      const [values, gradient] = [new Float32Array(5).fill(7), new Float32Array(30).fill(7)];
      component.evaluate({ ...batch, count: 2 }, values, gradient, chosen);
      assert.equal([...values.subarray(2)], [7, 7, 7]);
      assert.equal([...gradient.subarray(12)], Array(18).fill(7));
      assert.equal([...gradient.subarray(0, 12)], [...gradientOf(name, batch, options).subarray(0, 12)]);
      const alone = new Float32Array(5);
      component.evaluate(batch, alone, undefined, chosen);
      assert.equal(alone.subarray(0, 2), values.subarray(0, 2));
    });

    test(`${title}: at the ends of what a model can say, value and gradient are finite in 32 bits`, () => {
      const { component, options: chosen } = losses.open(complete(losses, name, options));
      for (const first of wild) {
        for (const second of wild) {
          for (const third of [first, ...predictions(stream(1, "third"), 0, 1)]) {
            const batch = { ...drawn(1, 1, 3), predictions: Float32Array.of(first, second, third) };
            const [value, gradient] = [new Float32Array(1), new Float32Array(3)];
            component.evaluate(batch, value, gradient, chosen);
            const all = [...value, ...gradient];
            assert.ok(all.every(Number.isFinite), `${batch.predictions}: ${all}`);
          }
        }
      }
    });

    test(`${title}: what is no number is not taken for one`, () => {
      const batch = {
        ...drawn(2, 1, 3),
        predictions: doubles([Number.NaN, Number.NaN, Number.NaN, 0.5, 0.3, 0.2]),
      };
      assert.equal(lossesOf(name, batch, options).map(Number.isNaN), [true, false]);
    });
  }
}

test.run();
