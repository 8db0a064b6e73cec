import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import { Mean, Sum } from "../../src/train/sum.ts";

const test = suite("train/sum");

const UNIT = 2 ** 200;

/** The exact sum of numbers that are whole multiples of 2⁻²⁰⁰, rounded once. */
function exactSum(values: Iterable<number>): number {
  let total = 0n;
  for (const value of values) total += BigInt(value * UNIT);
  return Number(total) / UNIT;
}

function sumOf(values: Iterable<number>): number {
  const sum = new Sum();
  for (const value of values) sum.add(value);
  return sum.value;
}

const draws = stream(3, "terms");
const COUNT = 60_000;

/** Sequences that a plain sum gets wrong: each is 60,000 terms long. */
const ADVERSARIES: Readonly<Record<string, (index: number) => number>> = {
  "one large term and many small ones": (i) => (i === 0 ? 2 ** 53 : 1),
  "small ones and then a large one": (i) => (i === COUNT - 1 ? 2 ** 53 : 0.1),
  "terms that all but cancel": (i) => (i % 2 === 0 ? 1 : -1) * (1e9 + draws.uniform(i)),
  "terms of every size": (i) => draws.normal(i) * 2 ** (draws.below(2 * COUNT + i, 60) - 30),
  "the same tenth again and again": () => 0.1,
  "growing and shrinking": (i) => 1.0001 ** (i % 30_000) * (i < 30_000 ? 1 : -1),
  "losses of 32 bits": (i) => Math.fround(-Math.log(draws.uniform(i) + 1e-7)),
};

for (const [name, term] of Object.entries(ADVERSARIES)) {
  test(`${name}: the sum of 60,000 is right to the last digits`, () => {
    const values = Array.from({ length: COUNT }, (_, i) => term(i));
    const exact = exactSum(values);
    const size = values.reduce((sum, value) => sum + Math.abs(value), 0);
    const error = Math.abs(sumOf(values) - exact);
    // one rounding of the result, and the second-order term of Neumaier's bound
    assert.ok(error <= 2 ** -52 * Math.abs(exact) + COUNT * 2 ** -104 * size, `off by ${error} of ${exact}`);
  });
}

test("a plain sum would have failed here", () => {
  const values = Array.from({ length: COUNT }, (_, i) =>
    ADVERSARIES["one large term and many small ones"]!(i),
  );
  const plain = values.reduce((sum, value) => sum + value, 0);
  assert.is(plain, 2 ** 53);
  assert.is(sumOf(values), 2 ** 53 + COUNT); // the exact sum is one less, which no double holds
});

test("a sum depends on its terms and not on how they were cut into batches, and may be read in between", () => {
  const values = Array.from({ length: 1000 }, (_, i) => draws.normal(i) * 10 ** (i % 13));
  const read = new Sum();
  for (const value of values) {
    read.add(value);
    assert.ok(Number.isFinite(read.value));
  }
  assert.is(read.value, sumOf(values));
});

test("NaN and infinity go through", () => {
  assert.ok(Number.isNaN(sumOf([1, Number.NaN, 2])));
  assert.is(sumOf([1, Number.POSITIVE_INFINITY, 2]), Number.POSITIVE_INFINITY);
  assert.is(sumOf([1, Number.NEGATIVE_INFINITY, 2]), Number.NEGATIVE_INFINITY);
  assert.ok(Number.isNaN(sumOf([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])));
  assert.ok(Number.isNaN(sumOf([Number.POSITIVE_INFINITY, 1, Number.NaN, 1])));
});

test("a mean divides by how many there were, and is no number of nothing", () => {
  const mean = new Mean();
  assert.ok(Number.isNaN(mean.value));
  for (const value of [1, 2, 6]) mean.add(value);
  assert.is(mean.value, 3);
});

test.run();
