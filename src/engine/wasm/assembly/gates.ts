import { map, map2 } from "./map";
import { erf4, exp4, expm14, log1p4, sigmoid4 } from "./math";
import { multiplyAdd } from "./tiles";

/**
 * Smooth rectifiers: softplus, and those that let x pass as far as a curve between 0 and 1 says.
 *
 * Each is y = f(x) of single values with its gradient, dx = dy · f′. `kept` is what the gradient is computed from: y, or
 * x where y does not tell. a and b are the function's settings. In place where tensors are the same.
 */

/** log(1 + exp x) = max(x, 0) + log(1 + exp −|x|). */
@unmanaged
class Softplus {
  @inline
  of(x: v128, _a: v128, _b: v128): v128 {
    const rest = log1p4(exp4(v128.neg<f32>(v128.abs<f32>(x))));
    return v128.add<f32>(v128.pmax<f32>(x, f32x4.splat(0)), rest);
  }
}

/** By y: the sigmoid of x is 1 − exp −y. */
@unmanaged
class SoftplusGradient {
  @inline
  of(y: v128, dy: v128, _a: v128, _b: v128): v128 {
    return v128.neg<f32>(v128.mul<f32>(dy, expm14(v128.neg<f32>(y))));
  }
}

export function softplus(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<Softplus>(count, size, x, y, a, b, thread, threads);
}

export function softplusGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<SoftplusGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}

/** x · sigmoid x. */
@unmanaged
class Swish {
  @inline
  of(x: v128, _a: v128, _b: v128): v128 {
    return v128.mul<f32>(x, sigmoid4(x));
  }
}

/** By x: s (1 + x (1 − s)), s = sigmoid x; s and 1 − s are 1 / (1 + exp −|x|) and what that leaves of 1. */
@unmanaged
class SwishGradient {
  @inline
  of(x: v128, dy: v128, _a: v128, _b: v128): v128 {
    const power = exp4(v128.neg<f32>(v128.abs<f32>(x)));
    const larger = v128.div<f32>(f32x4.splat(1), v128.add<f32>(power, f32x4.splat(1)));
    const smaller = v128.mul<f32>(power, larger);
    const negative = v128.lt<f32>(x, f32x4.splat(0));
    const s = v128.bitselect(smaller, larger, negative);
    const rest = v128.bitselect(larger, smaller, negative);
    return v128.mul<f32>(dy, v128.mul<f32>(s, multiplyAdd(x, rest, f32x4.splat(1))));
  }
}

export function swish(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<Swish>(count, size, x, y, a, b, thread, threads);
}

export function swishGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<SwishGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}

/** exp x, up to where tanh(log(1 + exp x)) has long been 1. */
@inline
function mishPower(x: v128): v128 {
  return exp4(v128.pmin<f32>(x, f32x4.splat(20)));
}

/** x · tanh(softplus x): with n = exp x and w = n (n + 2), the tanh is w / (w + 2). */
@unmanaged
class Mish {
  @inline
  of(x: v128, _a: v128, _b: v128): v128 {
    const n = mishPower(x);
    const w = v128.mul<f32>(n, v128.add<f32>(n, f32x4.splat(2)));
    return v128.mul<f32>(x, v128.div<f32>(w, v128.add<f32>(w, f32x4.splat(2))));
  }
}

/** By x: t + x (1 − t) (1 + t) sigmoid x, with t the tanh, 1 − t = 2 / (w + 2), sigmoid x = n / (n + 1). */
@unmanaged
class MishGradient {
  @inline
  of(x: v128, dy: v128, _a: v128, _b: v128): v128 {
    const n = mishPower(x);
    const w = v128.mul<f32>(n, v128.add<f32>(n, f32x4.splat(2)));
    const inverse = v128.div<f32>(f32x4.splat(1), v128.add<f32>(w, f32x4.splat(2)));
    const t = v128.mul<f32>(w, inverse);
    const fall = v128.mul<f32>(v128.add<f32>(inverse, inverse), v128.add<f32>(t, f32x4.splat(1)));
    const sigmoid = v128.div<f32>(n, v128.add<f32>(n, f32x4.splat(1)));
    return v128.mul<f32>(dy, multiplyAdd(v128.mul<f32>(x, fall), sigmoid, t));
  }
}

export function mish(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<Mish>(count, size, x, y, a, b, thread, threads);
}

export function mishGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<MishGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}

/** Φ(x), the standard normal distribution function. */
@inline
function normal(x: v128): v128 {
  const half = f32x4.splat(0.5);
  return multiplyAdd(half, erf4(v128.mul<f32>(x, f32x4.splat(0.7071067811865476))), half);
}

/** x · Φ(x). */
@unmanaged
class Gelu {
  @inline
  of(x: v128, _a: v128, _b: v128): v128 {
    return v128.mul<f32>(x, normal(x));
  }
}

/** By x: Φ(x) + x exp(−x²/2) / √2π. */
@unmanaged
class GeluGradient {
  @inline
  of(x: v128, dy: v128, _a: v128, _b: v128): v128 {
    const power = exp4(v128.mul<f32>(v128.mul<f32>(x, x), f32x4.splat(-0.5)));
    const density = v128.mul<f32>(power, f32x4.splat(0.3989422804014327));
    return v128.mul<f32>(dy, multiplyAdd(x, density, normal(x)));
  }
}

export function gelu(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<Gelu>(count, size, x, y, a, b, thread, threads);
}

export function geluGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<GeluGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}
