import { suite } from "uvu";
import * as assert from "uvu/assert";
import { factorize } from "../../../src/tuner/bayesian/cholesky.ts";
import { matern, maternSlope, squaredDistance } from "../../../src/tuner/bayesian/kernel.ts";
import { ABSENT } from "../../../src/tuner/bayesian/point.ts";
import { mixedData } from "./data.ts";

const test = suite("tuner/bayesian/kernel");

test("choices only differ, numbers have distances", () => {
  assert.is(squaredDistance(false, 0.1, 0.9), 1);
  assert.is(squaredDistance(false, 0.5, 0.5), 0);
  assert.is(squaredDistance(true, 0.25, 0.75), 0.25);
});

test("absent values are alike, and nearly as far from every value that is there", () => {
  for (const ordered of [true, false]) {
    assert.is(squaredDistance(ordered, ABSENT, ABSENT), 0);
    for (const place of [0, 0.2, 0.5, 1]) {
      const squared = squaredDistance(ordered, place, ABSENT);
      assert.ok(squared >= 0.75 && squared <= 1);
      assert.is(squaredDistance(ordered, ABSENT, place), squared);
    }
  }
});

test("the kernel is 1 at no distance and falls as its slope says", () => {
  assert.is(matern(0), 1);
  for (const squared of [0.01, 0.5, 3, 20]) {
    const slope = (matern(squared + 1e-6) - matern(squared - 1e-6)) / 2e-6;
    assert.ok(Math.abs(slope - maternSlope(squared)) < 1e-8, `${squared}: ${slope}`);
  }
});

test("the correlations of configurations with conditions are positive definite at every length scale", () => {
  const { points, ordered } = mixedData(60);
  for (const scale of [0.05, 0.5, 3]) {
    const matrix = Float64Array.from({ length: 3600 }, (_, at) => {
      const [i, j] = [Math.floor(at / 60), at % 60];
      const squared = ordered.reduce(
        (sum, isOrdered, d) => sum + squaredDistance(isOrdered, points[i]![d]!, points[j]![d]!),
        0,
      );
      return matern(squared / scale ** 2) + (i === j ? 1e-7 : 0);
    });
    assert.ok(factorize(matrix, 60), `length scale ${scale}`);
  }
});

test.run();
