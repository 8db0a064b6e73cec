import type { Stream } from "../../base/random.ts";
import { float, options } from "../../component/options.ts";
import { initializer } from "../initializer.ts";

export const randomUniform = initializer({
  name: "randomUniform",
  summary: "Uniform between two bounds",
  options: options({
    minval: float("Lower bound", { default: -0.05 }),
    maxval: float("Upper bound", { default: 0.05 }),
  }),
  fill: (values, _spec, draws, { minval, maxval }) => fillUniform(values, draws, minval, maxval),
});

export const randomNormal = initializer({
  name: "randomNormal",
  summary: "Normal with a given mean and standard deviation",
  options: options({
    mean: float("Mean", { default: 0 }),
    stddev: float("Standard deviation", { min: 0, default: 0.05 }),
  }),
  fill(values, _spec, draws, { mean, stddev }) {
    for (let index = 0; index < values.length; index++) values[index] = mean + stddev * draws.normal(index);
  },
});

export const truncatedNormal = initializer({
  name: "truncatedNormal",
  summary: "Normal, with values beyond two standard deviations drawn again",
  options: options({
    mean: float("Mean of the untruncated distribution", { default: 0 }),
    stddev: float("Standard deviation of the untruncated distribution", { min: 0, default: 0.05 }),
  }),
  fill: (values, _spec, draws, { mean, stddev }) => fillTruncatedNormal(values, draws, mean, stddev),
});

/** Uniform in [low, high): element e from word e. */
export function fillUniform(values: Float32Array, draws: Stream, low: number, high: number): void {
  for (let index = 0; index < values.length; index++) {
    values[index] = low + (high - low) * draws.uniform(index);
  }
}

/**
 * Normal within two standard deviations: element e of n is the first of normal(e), normal(e + n),
 * normal(e + 2n), … that is.
 */
export function fillTruncatedNormal(values: Float32Array, draws: Stream, mean: number, stddev: number): void {
  for (let index = 0; index < values.length; index++) {
    let attempt = index;
    let value = draws.normal(attempt);
    while (Math.abs(value) > 2) {
      attempt += values.length;
      value = draws.normal(attempt);
    }
    values[index] = mean + stddev * value;
  }
}
