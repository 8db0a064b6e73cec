/** A function of several numbers; fills `gradient` with its derivatives. */
export type Smooth = (at: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
}

interface Stand extends Minimum {
  readonly gradient: Float64Array;
}

interface Limits {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** How often the function may be asked. */
  readonly evaluations: number;
}

/** Pairs of steps and changes of the gradient that the curvature is read from. */
const MEMORY = 8;

/** The first step goes at most so far along any axis: nothing is known of the curvature yet. */
const FIRST_STEP = 0.2;

/** Armijo's condition: a step must win this part of what the gradient promises. */
const SUFFICIENT = 1e-4;

/** A step is not shortened below this part, a gradient below this is none, and so is a win below this part. */
const SHORTEST = 1e-6;
const FLAT = 1e-6;
const NOTHING_WON = 1e-9;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

/**
 * A local minimum within bounds, by L-BFGS (Nocedal, Wright, "Numerical optimization", 2006, algorithm 7.4) with
 * backtracking, every step cut off at the bounds and coordinates held at a bound left out of the direction.
 */
export function minimize(f: Smooth, start: Float64Array, limits: Limits): Minimum {
  const { lower, upper } = limits;
  let left = limits.evaluations;
  const ask = (reached: Float64Array): Stand | undefined => {
    if (left-- <= 0) return undefined;
    const at = reached.map((x, i) => Math.min(Math.max(x, lower[i]!), upper[i]!));
    const gradient = new Float64Array(at.length);
    return { at, value: f(at, gradient), gradient };
  };
  let stand = ask(start)!;
  const pairs: Pair[] = [];
  while (true) {
    const { at, gradient, value } = stand;
    const free = at.map((x, i) =>
      (x <= lower[i]! && gradient[i]! > 0) || (x >= upper[i]! && gradient[i]! < 0) ? 0 : 1,
    );
    if (gradient.every((slope, i) => Math.abs(slope * free[i]!) < FLAT)) return stand;
    const next = below(stand, descent(gradient, free, pairs), ask);
    if (next === undefined) return stand;
    remember(pairs, difference(next.at, at), difference(next.gradient, gradient));
    stand = next;
    if (value - next.value < NOTHING_WON * (1 + Math.abs(value))) return stand;
  }
}

/** A place along a direction that wins enough, from a whole step backwards; undefined where none is found. */
function below(
  { at, gradient, value }: Stand,
  direction: Float64Array,
  ask: (reached: Float64Array) => Stand | undefined,
): Stand | undefined {
  let length = 1;
  while (length > SHORTEST) {
    const next = ask(at.map((x, i) => x + length * direction[i]!));
    if (next === undefined) return undefined;
    const promised = dot(gradient, difference(next.at, at));
    if (next.value <= value + SUFFICIENT * promised) return next;
    // The bottom of the parabola through what is known, kept from being all of the step or nothing.
    const bottom = -promised / (2 * (next.value - value - promised));
    length *= Math.min(Math.max(bottom, 0.1), 0.5);
  }
  return undefined;
}

/** The direction of L-BFGS among the free coordinates, or of the gradient where that does not descend. */
function descent(gradient: Float64Array, free: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((slope, i) => slope * free[i]!);
  const steepest = direction.slice();
  const weights: number[] = [];
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, product } = pairs[k]!;
    const weight = dot(step, direction) / product;
    weights[k] = weight;
    add(direction, change, -weight);
  }
  const last = pairs.at(-1);
  const scale =
    last === undefined
      ? FIRST_STEP / Math.max(FIRST_STEP, ...steepest.map(Math.abs))
      : last.product / dot(last.change, last.change);
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  for (let k = 0; k < pairs.length; k++) {
    const { step, change, product } = pairs[k]!;
    add(direction, step, weights[k]! - dot(change, direction) / product);
  }
  for (let i = 0; i < direction.length; i++) direction[i]! *= -free[i]!;
  if (dot(direction, gradient) < 0) return direction;
  return steepest.map((slope) => (-slope * FIRST_STEP) / Math.max(FIRST_STEP, ...steepest.map(Math.abs)));
}

/** Keeps a pair that curves upwards. */
function remember(pairs: Pair[], step: Float64Array, change: Float64Array): void {
  const product = dot(step, change);
  if (!(product > 1e-10 * dot(change, change))) return;
  pairs.push({ step, change, product });
  if (pairs.length > MEMORY) pairs.shift();
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((x, i) => x - b[i]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += times * what[i]!;
}
