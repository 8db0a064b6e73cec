/** The standard normal distribution, exact far out in its tails. */

const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);

/** Beyond this distance from the middle a continued fraction is used, before it a series. */
const TAIL = 2.5;

/** Levels of the continued fraction that are enough for 15 digits at `TAIL`, and more than enough beyond. */
const LEVELS = 48;

export function density(z: number): number {
  return Math.exp(-0.5 * z * z - LOG_SQRT_2PI);
}

/** The probability of less than z. Abramowitz and Stegun 1964, 26.2.11 and 26.2.14. */
export function cumulative(z: number): number {
  if (z < -TAIL) return density(z) / (-z + restOfMills(-z));
  if (z > TAIL) return 1 - density(z) / (z + restOfMills(z));
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + density(z) * sum;
}

/**
 * The logarithm of h(z) = φ(z) + z Φ(z), by which a normal variable with mean z and deviation 1 exceeds 0 on average,
 * and its derivative. Ament et al., "Unexpected improvements to expected improvement for Bayesian optimization", 2023,
 * say why the logarithm is what one wants and how h underflows. Here, with Mills' ratio R = 1 / (t + K) at t = −z as a
 * continued fraction, h = φ K R: nothing cancels.
 */
export function logExcess(z: number): { readonly value: number; readonly slope: number } {
  if (z > -TAIL) {
    const below = cumulative(z);
    const excess = density(z) + z * below;
    return { value: Math.log(excess), slope: below / excess };
  }
  const rest = restOfMills(-z);
  return { value: -0.5 * z * z - LOG_SQRT_2PI + Math.log(rest / (rest - z)), slope: 1 / rest };
}

/** K(t) of Mills' ratio (1 − Φ(t)) / φ(t) = 1 / (t + K(t)): K = 1/(t + 2/(t + 3/(t + …))), for t ≥ `TAIL`. */
function restOfMills(t: number): number {
  let rest = 0;
  for (let level = LEVELS; level >= 1; level--) rest = level / (t + rest);
  return rest;
}
