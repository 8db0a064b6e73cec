import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Stream, stream } from "../../src/base/random.ts";
import type { Shape } from "../../src/base/shape.ts";
import { augmentations } from "../../src/data/augmentations.ts";
import { complete } from "../model/complete.ts";
import { distance } from "./samples.ts";

const test = suite("data/augmentations");

/** A stream whose uniform numbers are given. */
class Fixed extends Stream {
  readonly #numbers: readonly number[];

  constructor(...numbers: number[]) {
    super([0, 0], [0, 0, 0]);
    this.#numbers = numbers;
  }

  override uniform(index: number): number {
    return this.#numbers[index]!;
  }
}

function applied(
  name: string,
  written: object,
  shape: Shape,
  values: ArrayLike<number>,
  random: Stream,
): number[] {
  const { component, options } = augmentations.open(complete(augmentations, name, written));
  const image = Float32Array.from(values);
  component.apply(image, shape, random, new Float32Array(image.length), options);
  return [...image];
}

const SQUARE = [1, 2, 3, 4, 5, 6, 7, 8, 9];

test("a flip mirrors left and right, top and bottom, or both", () => {
  const flipped = (axis: string, ...draws: number[]) =>
    applied("flip", { axis }, [2, 3, 1], [1, 2, 3, 4, 5, 6], new Fixed(...draws));
  assert.equal(flipped("horizontal", 0.4), [3, 2, 1, 6, 5, 4]);
  assert.equal(flipped("horizontal", 0.5), [1, 2, 3, 4, 5, 6]);
  assert.equal(flipped("vertical", 0.9, 0.4), [4, 5, 6, 1, 2, 3]);
  assert.equal(flipped("both", 0, 0), [6, 5, 4, 3, 2, 1]);
  assert.equal(flipped("both", 0, 0.5), [3, 2, 1, 6, 5, 4]);
});

test("two flips are none, and channels stay together", () => {
  const colours = [1, 10, 2, 20, 3, 30, 4, 40];
  const once = applied("flip", {}, [2, 2, 2], colours, new Fixed(0));
  assert.equal(once, [2, 20, 1, 10, 4, 40, 3, 30]);
  assert.equal(applied("flip", {}, [2, 2, 2], once, new Fixed(0)), colours);
});

test("about half of the images are flipped", () => {
  const flips = Array.from({ length: 1000 }, (_, index) =>
    applied("flip", {}, [1, 2, 1], [0, 1], stream(1, "flip", index)),
  ).filter(([left]) => left === 1).length;
  assert.ok(Math.abs(flips - 500) < 60, `${flips} of 1000`);
});

test("a shift by whole pixels moves them and repeats the edge", () => {
  // Draws of 0.75 are half of the largest distance: one pixel of three, by a share of two thirds.
  const share = { height: 2 / 3, width: 2 / 3 };
  const moved = applied("shift", share, [3, 3, 1], SQUARE, new Fixed(0.75, 0.5));
  assert.equal(moved, [1, 2, 3, 1, 2, 3, 4, 5, 6]);
  const left = applied("shift", share, [3, 3, 1], SQUARE, new Fixed(0.5, 0.25));
  assert.equal(left, [2, 3, 3, 5, 6, 6, 8, 9, 9]);
});

test("a shift by half a pixel is the mean of two neighbours", () => {
  const half = applied("shift", { height: 0, width: 0.5 }, [1, 4, 1], [0, 10, 20, 30], new Fixed(0.5, 0.625));
  assert.equal(half, [0, 5, 15, 25]);
});

test("a quarter turn puts every pixel where it belongs, and four of them back", () => {
  const quarter = (values: ArrayLike<number>) =>
    applied("rotate", { degrees: 180 }, [3, 3, 1], values, new Fixed(0.75));
  const once = quarter(SQUARE);
  assert.ok(distance(once, [7, 4, 1, 8, 5, 2, 9, 6, 3]) < 1e-5, String(once));
  assert.ok(distance(quarter(quarter(quarter(once))), SQUARE) < 1e-5);
});

test("two half turns are none", () => {
  const half = applied("rotate", { degrees: 180 }, [3, 3, 1], SQUARE, new Fixed(0));
  assert.ok(distance(half, [...SQUARE].reverse()) < 1e-5);
});

test("a zoom keeps the centre and takes its neighbours from nearer by", () => {
  const ramp = [0, 10, 20, 30, 40];
  const larger = applied("zoom", { range: 0.5 }, [1, 5, 1], ramp, new Fixed(1));
  assert.ok(distance(larger, [20 - 20 / 1.5, 20 - 10 / 1.5, 20, 20 + 10 / 1.5, 20 + 20 / 1.5]) < 1e-5);
  const smaller = applied("zoom", { range: 0.5 }, [1, 5, 1], ramp, new Fixed(0));
  assert.ok(distance(smaller, [0, 0, 20, 40, 40]) < 1e-5);
});

test("noise is normal with the deviation that is asked for, and each value draws its own", () => {
  const noisy = applied(
    "noise",
    { stddev: 2 },
    [100, 100, 1],
    new Float32Array(10_000).fill(5),
    stream(3, "noise"),
  );
  const mean = noisy.reduce((sum, value) => sum + value, 0) / noisy.length;
  const variance = noisy.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noisy.length;
  assert.ok(Math.abs(mean - 5) < 0.08 && Math.abs(Math.sqrt(variance) - 2) < 0.06);
  assert.ok(new Set(noisy).size > 9900);
});

test.run();
