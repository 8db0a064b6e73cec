/** A sample, by what Welch's test needs of it. */
export interface Sample {
  readonly count: number;
  readonly mean: number;
  /** The sample standard deviation. */
  readonly deviation: number;
}

/**
 * The two-sided p-value of Welch's test that two samples, each of at least two values, have one mean: Welch, "The
 * generalization of Student's problem when several different population variances are involved", Biometrika 34, 1947.
 * NaN where neither varies, or a mean is no finite number: there is nothing to test.
 */
export function welch(a: Sample, b: Sample): number {
  const [own, other] = [a, b].map(({ deviation, count }) => deviation ** 2 / count) as [number, number];
  const difference = a.mean - b.mean;
  const t = difference / Math.sqrt(own + other);
  const freedom = (own + other) ** 2 / (own ** 2 / (a.count - 1) + other ** 2 / (b.count - 1));
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** A difference is called beyond noise below this p-value. */
export const LEVEL = 0.05;

/** With fewer replicates than these on a side, a difference may be beyond noise, but nothing is called within it. */
export const FEWEST = 3;

/**
 * What replicates say of the difference of two means: `within noise (p 0.310)`. Empty where one of them is no finite
 * number.
 */
export function testedText(a: Sample, b: Sample): string {
  if (!Number.isFinite(a.mean - b.mean)) return "";
  const p = welch(a, b);
  if (Number.isNaN(p)) return "does not vary";
  if (p < LEVEL) return `beyond noise (p ${pText(p)})`;
  return Math.min(a.count, b.count) < FEWEST ? "too few replicates to tell" : `within noise (p ${pText(p)})`;
}

function pText(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/** Right answers of so many samples. */
export interface Answers {
  readonly right: number;
  readonly samples: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The quantile of the normal distribution for 95 % confidence. */
const Z = 1.959963984540054;

/**
 * The 95 % confidence interval of the difference of two shares, second less first, as if they were of different samples:
 * Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven methods",
 * Statistics in Medicine 17, 1998, method 10. Both have at least one sample.
 */
export function newcombe(first: Answers, second: Answers): Interval {
  const [a, b] = [wilson(first), wilson(second)];
  const difference = b.share - a.share;
  return {
    low: difference - Math.hypot(b.share - b.low, a.high - a.share),
    high: difference + Math.hypot(b.high - b.share, a.share - a.low),
  };
}

/**
 * Wilson's score interval of a share, of 95 % confidence: "Probable inference, the law of succession, and statistical
 * inference", JASA 22, 1927. There is at least one sample.
 */
export function wilson({ right, samples }: Answers): Interval & { readonly share: number } {
  const share = right / samples;
  const square = Z * Z;
  const middle = (share + square / (2 * samples)) / (1 + square / samples);
  const half =
    (Z / (1 + square / samples)) *
    Math.sqrt((share * (1 - share)) / samples + square / (4 * samples * samples));
  // Rounding may pass the ends by a hair.
  return { share, low: Math.max(middle - half, 0), high: Math.min(middle + half, 1) };
}

/** The regularized incomplete beta function I_x(a, b): NIST Digital Library of Mathematical Functions, 8.17.22. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) - logBeta(a, b)) / a;
  return front / continuedFraction(x, a, b);
}

/** 1 + d₁ / (1 + d₂ / (1 + …)), worked out from its far end. */
function continuedFraction(x: number, a: number, b: number): number {
  let value = 1;
  for (let term = 200; term >= 1; term--) {
    const m = Math.floor(term / 2);
    const numerator =
      term % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    value = 1 + numerator / value;
  }
  return value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** ln Γ(x) for x > 0, by Stirling's series (DLMF 5.11.1) above 8 and the recurrence below. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 8; at++) shift += Math.log(at);
  const square = 1 / (at * at);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
