import { ABSENT } from "./point.ts";

const SQRT5 = Math.sqrt(5);

/**
 * The squared distance along one dimension: of places where they are ordered, else 1 between any that differ (Hamming).
 * An absent value stands apart from all others: for ordered ones off their line, beside its middle, so that the
 * distance is one between points of a Euclidean space and every kernel of it is positive definite.
 */
export function squaredDistance(ordered: boolean, a: number, b: number): number {
  if (a === b) return 0;
  if (!ordered) return 1;
  if (a === ABSENT) return 0.75 + (b - 0.5) * (b - 0.5);
  if (b === ABSENT) return 0.75 + (a - 0.5) * (a - 0.5);
  return (a - b) * (a - b);
}

/** Matérn's kernel with ν = 5/2 of a squared distance (Rasmussen, Williams 2006, equation 4.17). */
export function matern(squared: number): number {
  const r = SQRT5 * Math.sqrt(squared);
  return (1 + r + (5 / 3) * squared) * Math.exp(-r);
}

/** The derivative of `matern` by the squared distance. */
export function maternSlope(squared: number): number {
  const r = SQRT5 * Math.sqrt(squared);
  return (-5 / 6) * (1 + r) * Math.exp(-r);
}
