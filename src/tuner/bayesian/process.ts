import { factorize, solveLower, solveUpper } from "./cholesky.ts";
import { matern, maternSlope, squaredDistance } from "./kernel.ts";
import { ABSENT, type Point } from "./point.ts";

/** What a Gaussian process believes before it sees data. */
export interface Prior {
  /** One length scale a dimension, in places of the unit interval. */
  readonly scales: Float64Array;
  /** Variance of the noise, as a part of the signal's variance. */
  readonly noise: number;
}

/** Costs of points. */
export interface Data {
  readonly points: readonly Point[];
  readonly costs: Float64Array;
  /** Of each dimension, whether its places have distances. */
  readonly ordered: readonly boolean[];
}

/** What is believed of the cost at a point, noise aside. */
export interface Belief {
  readonly mean: number;
  readonly deviation: number;
}

/** A belief and how it changes along each dimension; only meaningful along ordered ones that are there. */
export interface Slopes extends Belief {
  readonly meanSlopes: Float64Array;
  readonly deviationSlopes: Float64Array;
}

/** With this little data the signal's variance is still held near that of the costs, which is 1. */
const VARIANCE_WEIGHT = 1;

/**
 * A Gaussian process that has seen data (Rasmussen, Williams 2006, algorithm 2.1), with a constant mean and a signal
 * variance that are the most likely ones.
 */
export class Process {
  readonly mean: number;
  readonly variance: number;
  /** K⁻¹ (costs − mean), where K is the matrix of correlations. */
  readonly weights: Float64Array;
  /** The lower Cholesky factor of K. */
  readonly factor: Float64Array;
  readonly data: Data;
  readonly #perScale: Float64Array;
  readonly #n: number;

  /** Throws where K is not positive definite; with noise above 1e-9 that does not happen. */
  constructor(data: Data, { scales, noise }: Prior) {
    this.data = data;
    this.#perScale = scales.map((scale) => 1 / (scale * scale));
    const n = data.points.length;
    this.#n = n;
    this.factor = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        this.factor[i * n + j] = matern(this.#squared(data.points[i]!, data.points[j]!));
      }
      this.factor[i * n + i] = 1 + noise;
    }
    if (!factorize(this.factor, n)) throw new Error("the matrix of correlations is not positive definite");
    const solved = mostLikely(this.factor, data.costs);
    this.mean = solved.mean;
    this.variance = solved.variance;
    this.weights = solved.weights;
  }

  belief(at: Point): Belief {
    const correlations = this.#correlations(at);
    let mean = this.mean;
    for (let i = 0; i < this.#n; i++) mean += correlations[i]! * this.weights[i]!;
    solveLower(this.factor, this.#n, correlations);
    return { mean, deviation: this.#deviation(correlations) };
  }

  slopes(at: Point): Slopes {
    const { points, ordered } = this.data;
    const correlations = this.#correlations(at);
    const solved = correlations.slice();
    solveLower(this.factor, this.#n, solved);
    const deviation = this.#deviation(solved);
    solveUpper(this.factor, this.#n, solved);
    const meanSlopes = new Float64Array(at.length);
    const deviationSlopes = new Float64Array(at.length);
    let mean = this.mean;
    for (let i = 0; i < this.#n; i++) {
      mean += correlations[i]! * this.weights[i]!;
      const point = points[i]!;
      const steep = maternSlope(this.#squared(at, point));
      for (let d = 0; d < at.length; d++) {
        if (!ordered[d] || at[d] === ABSENT) continue;
        const other = point[d] === ABSENT ? 0.5 : point[d]!;
        const slope = steep * 2 * (at[d]! - other) * this.#perScale[d]!;
        meanSlopes[d]! += this.weights[i]! * slope;
        deviationSlopes[d]! -= (solved[i]! * slope * this.variance) / deviation;
      }
    }
    return { mean, deviation, meanSlopes, deviationSlopes };
  }

  #deviation(solved: Float64Array): number {
    let known = 0;
    for (let i = 0; i < this.#n; i++) known += solved[i]! * solved[i]!;
    return Math.sqrt(this.variance * Math.max(1 - known, 1e-12));
  }

  #correlations(at: Point): Float64Array {
    return Float64Array.from(this.data.points, (point) => matern(this.#squared(at, point)));
  }

  #squared(a: Point, b: Point): number {
    let sum = 0;
    for (let d = 0; d < a.length; d++) {
      sum += squaredDistance(this.data.ordered[d]!, a[d]!, b[d]!) * this.#perScale[d]!;
    }
    return sum;
  }
}

/**
 * The mean and the variance of the signal under which the costs are most likely, given the factor of their correlations
 * (Jones, Schonlau, Welch, "Efficient global optimization of expensive black-box functions", 1998, equations 5 and 6).
 */
export function mostLikely(factor: Float64Array, costs: Float64Array) {
  const n = costs.length;
  const ones = new Float64Array(n).fill(1);
  const weights = costs.slice();
  for (const vector of [ones, weights]) {
    solveLower(factor, n, vector);
    solveUpper(factor, n, vector);
  }
  const mean = sum(weights) / sum(ones);
  let misfit = 0;
  for (let i = 0; i < n; i++) {
    weights[i]! -= mean * ones[i]!;
    misfit += weights[i]! * (costs[i]! - mean);
  }
  const variance = (misfit + VARIANCE_WEIGHT) / (n + VARIANCE_WEIGHT);
  return { mean, variance, weights, freedom: n + VARIANCE_WEIGHT };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
