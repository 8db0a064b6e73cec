import { map, map2 } from "./map";
import { expm14 } from "./math";
import { multiplyAdd } from "./tiles";

/**
 * Activations of straight pieces, and those that bend below 0 only.
 *
 * Each is y = f(x) of single values with its gradient, dx = dy · f′. `kept` is what the gradient is computed from: y, or
 * x where y does not tell. a and b are the function's settings. In place where tensors are the same.
 */

/** x above theta, but at most `most`; else 0. theta ≥ 0. NaN stays, so that a diverged training is seen. */
@unmanaged
class Relu {
  @inline
  of(x: v128, theta: v128, most: v128): v128 {
    return v128.bitselect(f32x4.splat(0), v128.pmin<f32>(x, most), v128.le<f32>(x, theta));
  }
}

/** By y: dy between theta and most. */
@unmanaged
class ReluGradient {
  @inline
  of(y: v128, dy: v128, theta: v128, most: v128): v128 {
    return v128.and(dy, v128.and(v128.gt<f32>(y, theta), v128.lt<f32>(y, most)));
  }
}

export function relu(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<Relu>(count, size, x, y, a, b, thread, threads);
}

export function reluGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<ReluGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}

/** x, or alpha x where x is negative. */
@unmanaged
class LeakyRelu {
  @inline
  of(x: v128, alpha: v128, _b: v128): v128 {
    return v128.bitselect(v128.mul<f32>(x, alpha), x, v128.lt<f32>(x, f32x4.splat(0)));
  }
}

/** By y, which is positive where x is, for alpha ≥ 0. */
@unmanaged
class LeakyReluGradient {
  @inline
  of(y: v128, dy: v128, alpha: v128, _b: v128): v128 {
    return v128.bitselect(dy, v128.mul<f32>(dy, alpha), v128.gt<f32>(y, f32x4.splat(0)));
  }
}

export function leakyRelu(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<LeakyRelu>(count, size, x, y, a, b, thread, threads);
}

export function leakyReluGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<LeakyReluGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}

/** scale · (x, or alpha (exp x − 1) where x is not positive): elu, and selu by its two constants. */
@unmanaged
class Elu {
  @inline
  of(x: v128, alpha: v128, scale: v128): v128 {
    const below = v128.mul<f32>(alpha, expm14(x));
    return v128.mul<f32>(scale, v128.bitselect(x, below, v128.gt<f32>(x, f32x4.splat(0))));
  }
}

/** By y: scale, or y + scale · alpha where y is not positive. */
@unmanaged
class EluGradient {
  @inline
  of(y: v128, dy: v128, alpha: v128, scale: v128): v128 {
    const below = multiplyAdd(scale, alpha, y);
    return v128.mul<f32>(dy, v128.bitselect(scale, below, v128.gt<f32>(y, f32x4.splat(0))));
  }
}

export function elu(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<Elu>(count, size, x, y, a, b, thread, threads);
}

export function eluGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<EluGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}

/** x · (x + 3, cut off at 0 and 6) / 6. */
@unmanaged
class HardSwish {
  @inline
  of(x: v128, _a: v128, _b: v128): v128 {
    const line = v128.add<f32>(x, f32x4.splat(3));
    const cut = v128.pmax<f32>(v128.pmin<f32>(line, f32x4.splat(6)), f32x4.splat(0));
    return v128.mul<f32>(x, v128.mul<f32>(cut, f32x4.splat(1.0 / 6.0)));
  }
}

/** By x: 0 below −3, 1 above 3, and x / 3 + 1/2 between. */
@unmanaged
class HardSwishGradient {
  @inline
  of(x: v128, dy: v128, _a: v128, _b: v128): v128 {
    const slope = multiplyAdd(x, f32x4.splat(1.0 / 3.0), f32x4.splat(0.5));
    const rising = v128.bitselect(f32x4.splat(0), slope, v128.lt<f32>(x, f32x4.splat(-3)));
    return v128.mul<f32>(dy, v128.bitselect(f32x4.splat(1), rising, v128.gt<f32>(x, f32x4.splat(3))));
  }
}

export function hardSwish(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<HardSwish>(count, size, x, y, a, b, thread, threads);
}

export function hardSwishGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<HardSwishGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}

/** 0.2 x + 0.5, cut off at 0 and 1. */
@unmanaged
class HardSigmoid {
  @inline
  of(x: v128, _a: v128, _b: v128): v128 {
    const line = multiplyAdd(x, f32x4.splat(0.2), f32x4.splat(0.5));
    return v128.pmax<f32>(v128.pmin<f32>(line, f32x4.splat(1)), f32x4.splat(0));
  }
}

/** By y: 0.2 between 0 and 1. */
@unmanaged
class HardSigmoidGradient {
  @inline
  of(y: v128, dy: v128, _a: v128, _b: v128): v128 {
    const between = v128.and(v128.gt<f32>(y, f32x4.splat(0)), v128.lt<f32>(y, f32x4.splat(1)));
    return v128.and(v128.mul<f32>(dy, f32x4.splat(0.2)), between);
  }
}

export function hardSigmoid(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<HardSigmoid>(count, size, x, y, a, b, thread, threads);
}

export function hardSigmoidGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<HardSigmoidGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}
