import type { Stream } from "../../base/random.ts";
import { factorize, inverseOf } from "./cholesky.ts";
import { matern, maternSlope, squaredDistance } from "./kernel.ts";
import { minimize, type Smooth } from "./minimize.ts";
import { type Data, mostLikely, type Prior } from "./process.ts";

/**
 * The logarithm of a length scale is expected to be near −0.75 + ½ log(dimensions), give or take 0.8. That it grows
 * with the root of the number of dimensions, as distances do, is from Hvarfner, Hellsten, Nardi, "Vanilla Bayesian
 * optimization performs great in high dimensions", 2024; the numbers did best on the problems of bench/tuners.ts.
 */
const SCALE_CENTRE = -0.75;
const SCALE_SPREAD = 0.8;

/** The noise is expected to be near 1e-4 of the signal's variance, give or take a factor of e³. */
const NOISE_CENTRE = Math.log(1e-4);
const NOISE_SPREAD = 3;

const SCALE_BOUNDS = [Math.log(0.02), Math.log(200)] as const;
const NOISE_BOUNDS = [Math.log(1e-7), 0] as const;

/** The search starts from so many places, on at most so many points; the best is then refined on all. */
const STARTS = 4;
const START_POINTS = 60;
const START_EVALUATIONS = 40;
const REFINING_EVALUATIONS = 12;

/** The most likely prior, given the data: a maximum of the marginal likelihood times what is expected beforehand. */
export function fit(data: Data, draws: Stream): Prior {
  const dimensions = data.ordered.length;
  const lower = new Float64Array(dimensions + 1).fill(SCALE_BOUNDS[0]);
  const upper = new Float64Array(dimensions + 1).fill(SCALE_BOUNDS[1]);
  lower[dimensions] = NOISE_BOUNDS[0];
  upper[dimensions] = NOISE_BOUNDS[1];
  const few = unlikelihood(thinned(data));
  const found = starts(dimensions, draws)
    .map((start) => minimize(few, start, { lower, upper, evaluations: START_EVALUATIONS }))
    .reduce((best, next) => (next.value < best.value ? next : best));
  const { at } =
    data.points.length <= START_POINTS
      ? found
      : minimize(unlikelihood(data), found.at, { lower, upper, evaluations: REFINING_EVALUATIONS });
  return { scales: at.slice(0, dimensions).map(Math.exp), noise: Math.exp(at[dimensions]!) };
}

/** Logarithms of length scales and, last, of the noise: what is expected, short scales, and draws. */
function starts(dimensions: number, draws: Stream): Float64Array[] {
  const centre = SCALE_CENTRE + 0.5 * Math.log(dimensions);
  const start = (scale: (d: number) => number, noise: number) =>
    Float64Array.from({ length: dimensions + 1 }, (_, d) => (d < dimensions ? scale(d) : noise));
  const drawn = Array.from({ length: STARTS - 2 }, (_, k) => {
    const at = k * (dimensions + 1);
    return start((d) => centre + draws.normal(at + d), NOISE_CENTRE + draws.normal(at + dimensions));
  });
  return [start(() => centre, NOISE_CENTRE), start(() => centre - SCALE_SPREAD, NOISE_CENTRE), ...drawn];
}

/** At most `START_POINTS` of the data, costs of every height among them. */
function thinned(data: Data): Data {
  const n = data.points.length;
  if (n <= START_POINTS) return data;
  const order = Array.from(data.points.keys()).sort((a, b) => data.costs[a]! - data.costs[b]! || a - b);
  const kept = Array.from({ length: START_POINTS }, (_, k) => order[Math.floor((k * n) / START_POINTS)]!);
  return {
    points: kept.map((index) => data.points[index]!),
    costs: Float64Array.from(kept, (index) => data.costs[index]!),
    ordered: data.ordered,
  };
}

/**
 * Minus the logarithm of the likelihood of the costs (Rasmussen, Williams 2006, equations 5.8 and 5.9, with mean and
 * variance at their most likely values) and of the hyperparameters, up to a constant; of the logarithms of the length
 * scales and, last, of the noise.
 */
export function unlikelihood(data: Data): Smooth {
  const n = data.points.length;
  const dimensions = data.ordered.length;
  const squares = pairwiseSquares(data);
  const slopes = new Float64Array(n * n);
  const matrix = new Float64Array(n * n);
  return (at, gradient) => {
    const perScale = Float64Array.from({ length: dimensions }, (_, d) => Math.exp(-2 * at[d]!));
    const noise = Math.exp(at[dimensions]!);
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        let squared = 0;
        for (let d = 0; d < dimensions; d++) squared += squares[pair++]! * perScale[d]!;
        matrix[i * n + j] = matern(squared);
        slopes[i * n + j] = maternSlope(squared);
      }
      matrix[i * n + i] = 1 + noise;
    }
    if (!factorize(matrix, n)) throw new Error("the matrix of correlations is not positive definite");
    const { weights, variance, freedom } = mostLikely(matrix, data.costs);
    let value = 0.5 * freedom * Math.log(variance);
    for (let i = 0; i < n; i++) value += Math.log(matrix[i * n + i]!);

    const inverse = inverseOf(matrix, n);
    gradient.fill(0);
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        // Twice half of it: the pair stands in the matrix twice.
        const pull = inverse[i * n + j]! - (weights[i]! * weights[j]!) / variance;
        const along = -2 * pull * slopes[i * n + j]!;
        for (let d = 0; d < dimensions; d++) gradient[d]! += along * squares[pair++]! * perScale[d]!;
      }
      const pull = inverse[i * n + i]! - (weights[i]! * weights[i]!) / variance;
      gradient[dimensions]! += 0.5 * noise * pull;
    }
    return value + unexpectedness(at, gradient);
  };
}

/** Minus the logarithm of how much the hyperparameters are expected; adds its derivatives to the gradient. */
function unexpectedness(at: Float64Array, gradient: Float64Array): number {
  const dimensions = at.length - 1;
  const centre = SCALE_CENTRE + 0.5 * Math.log(dimensions);
  let sum = 0;
  for (let d = 0; d <= dimensions; d++) {
    const spread = d < dimensions ? SCALE_SPREAD : NOISE_SPREAD;
    const away = (at[d]! - (d < dimensions ? centre : NOISE_CENTRE)) / spread;
    sum += 0.5 * away * away;
    gradient[d]! += away / spread;
  }
  return sum;
}

/** The squared distances along every dimension of all pairs i > j, pair by pair. */
function pairwiseSquares({ points, ordered }: Data): Float64Array {
  const n = points.length;
  const squares = new Float64Array((n * (n - 1) * ordered.length) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      for (let d = 0; d < ordered.length; d++) {
        squares[at++] = squaredDistance(ordered[d]!, points[i]![d]!, points[j]![d]!);
      }
    }
  }
  return squares;
}
