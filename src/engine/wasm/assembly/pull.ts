import { firstOf } from "./split";

/**
 * What the updates of all optimizers share. An update moves value against gradient, four at a time, over `size`
 * floats, a multiple of eight. Where value, gradient and slots are 0, so is all that is stored: padding stays 0.
 *
 * The gradient that moves a weight is what `pull` makes of the one in memory, so that penalties and clipping cost no
 * pass of their own.
 */

/** Where the step record holds the learning rate (f64) and how many steps have been taken with this one (i32). */
export const RATE: usize = 8;
export const STEPS: usize = 16;

/**
 * The gradient that moves four weights: the one in memory where it is `plain`, else with that of their penalty,
 * l1 · sign w + 2 · l2 · w, within ±bound, times factors[index] (f32), or 1 where `factors` is 0.
 */
@inline
export function pull(
  gradient: v128, value: v128, plain: bool, l1: f64, l2: f64, bound: f64, factors: usize, index: i32,
): v128 {
  let pulling = gradient;
  if (!plain) pulling = penalizedAndCut(gradient, value, l1, l2, bound, factors, index);
  return pulling;
}

function penalizedAndCut(
  gradient: v128, value: v128, l1: f64, l2: f64, bound: f64, factors: usize, index: i32,
): v128 {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const above = v128.and(v128.gt<f32>(value, zero), one);
  const below = v128.and(v128.lt<f32>(value, zero), one);
  const sign = v128.sub<f32>(above, below);
  const twice = f32x4.splat(<f32>l2 + <f32>l2);
  const penalty = v128.add<f32>(v128.mul<f32>(f32x4.splat(<f32>l1), sign), v128.mul<f32>(twice, value));
  const whole = v128.add<f32>(gradient, penalty);
  const most = f32x4.splat(<f32>bound);
  // pmin and pmax are one instruction each, and leave what is no number as it is where that comes first.
  const bounded = v128.pmax<f32>(v128.pmin<f32>(whole, most), v128.neg<f32>(most));
  const factor = factors == 0 ? one : v128.load_splat<f32>(factors + (<usize>index << 2));
  return v128.mul<f32>(bounded, factor);
}

/** Whether the gradient in memory is the one that moves a weight. */
@inline
export function isPlain(l1: f64, l2: f64, bound: f64, factors: usize): bool {
  return l1 == 0 && l2 == 0 && bound == Infinity && factors == 0;
}

/** The byte where the share of `thread` begins. */
@inline
export function startOf(size: i32, thread: i32, threads: i32): usize {
  return <usize>firstOf(size >> 2, thread, threads) << 4;
}
