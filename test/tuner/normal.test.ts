import { suite } from "uvu";
import * as assert from "uvu/assert";
import { cumulative, density, logExcess } from "../../src/tuner/normal.ts";

const test = suite("tuner/normal");

/** z, Φ(z), log h(z) and its derivative, computed with 60 digits by mpmath. */
const REFERENCE = [
  [3, 0.99865010196837, 1.09873966532771, 0.332840968451795],
  [0.5, 0.691462461274013, -0.359827683745064, 0.99092271800411],
  [0, 0.5, -0.918938533204673, 1.2533141373155],
  [-1, 0.158655253931457, -2.48512102571264, 1.90427123332969],
  [-2.4, 0.00819753592459613, -5.90696014883397, 3.01330801007139],
  [-2.6, 0.00466118802371875, -6.52666457988495, 3.18413178619014],
  [-5, 2.86651571879194e-7, -16.744301162661, 5.36181624128809],
  [-20, 2.75362411860623e-89, -206.917838509425, 20.0992628111013],
] as const;

/** Where h itself is far below the smallest number there is. */
const FAR_TAIL = [
  [-100, -5010.12957880025, 100.019994004196],
  [-1e4, -50000019.3396193, 10000.0002],
  [-1e6, -500000000028.55, 1000000.000002],
] as const;

function near(found: number, expected: number, digits: number, what: string): void {
  assert.ok(
    Math.abs(found - expected) <= 10 ** -digits * Math.abs(expected),
    `${what}: ${found}, not ${expected}`,
  );
}

test("probabilities have 12 digits in the middle and in the tail", () => {
  for (const [z, below] of REFERENCE) near(cumulative(z), below, 12, `Φ(${z})`);
  assert.is(cumulative(40), 1);
  assert.is(cumulative(-60), 0);
});

test("the density is the derivative of the probability", () => {
  for (const z of [-3, -2.5, -1, 0, 0.7, 2.5, 4]) {
    near((cumulative(z + 1e-5) - cumulative(z - 1e-5)) / 2e-5, density(z), 6, `φ(${z})`);
  }
});

test("the logarithm of the excess and its slope have 12 digits", () => {
  for (const [z, , value, slope] of REFERENCE) {
    near(logExcess(z).value, value, 12, `log h(${z})`);
    near(logExcess(z).slope, slope, 12, `the slope at ${z}`);
  }
});

test("the logarithm of the excess is exact where the excess is below every number", () => {
  for (const [z, value, slope] of FAR_TAIL) {
    near(logExcess(z).value, value, 13, `log h(${z})`);
    near(logExcess(z).slope, slope, 13, `the slope at ${z}`);
  }
});

test.run();
