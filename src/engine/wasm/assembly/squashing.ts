import { map, map2 } from "./map";
import { exp4, sigmoid4, tanh4 } from "./math";

/**
 * Activations with bounds, and exp.
 *
 * Each is y = f(x) of single values with its gradient, dx = dy · f′. `kept` is what the gradient is computed from: y, or
 * x where y does not tell. a and b are the function's settings. In place where tensors are the same.
 */

@unmanaged
class Sigmoid {
  @inline
  of(x: v128, _a: v128, _b: v128): v128 {
    return sigmoid4(x);
  }
}

/** By y: y (1 − y). */
@unmanaged
class SigmoidGradient {
  @inline
  of(y: v128, dy: v128, _a: v128, _b: v128): v128 {
    return v128.mul<f32>(dy, v128.mul<f32>(y, v128.sub<f32>(f32x4.splat(1), y)));
  }
}

export function sigmoid(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<Sigmoid>(count, size, x, y, a, b, thread, threads);
}

export function sigmoidGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<SigmoidGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}

@unmanaged
class Tanh {
  @inline
  of(x: v128, _a: v128, _b: v128): v128 {
    return tanh4(x);
  }
}

/** By y: 1 − y². */
@unmanaged
class TanhGradient {
  @inline
  of(y: v128, dy: v128, _a: v128, _b: v128): v128 {
    const one = f32x4.splat(1);
    return v128.mul<f32>(dy, v128.mul<f32>(v128.sub<f32>(one, y), v128.add<f32>(one, y)));
  }
}

export function tanh(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<Tanh>(count, size, x, y, a, b, thread, threads);
}

export function tanhGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<TanhGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}

/** x / (1 + |x|). */
@unmanaged
class Softsign {
  @inline
  of(x: v128, _a: v128, _b: v128): v128 {
    return v128.div<f32>(x, v128.add<f32>(v128.abs<f32>(x), f32x4.splat(1)));
  }
}

/** By y: (1 − |y|)², for 1 − |y| is 1 / (1 + |x|). */
@unmanaged
class SoftsignGradient {
  @inline
  of(y: v128, dy: v128, _a: v128, _b: v128): v128 {
    const rest = v128.sub<f32>(f32x4.splat(1), v128.abs<f32>(y));
    return v128.mul<f32>(dy, v128.mul<f32>(rest, rest));
  }
}

export function softsign(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<Softsign>(count, size, x, y, a, b, thread, threads);
}

export function softsignGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<SoftsignGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}

@unmanaged
class Exponential {
  @inline
  of(x: v128, _a: v128, _b: v128): v128 {
    return exp4(x);
  }
}

/** By y, which is its own slope. */
@unmanaged
class ExponentialGradient {
  @inline
  of(y: v128, dy: v128, _a: v128, _b: v128): v128 {
    return v128.mul<f32>(dy, y);
  }
}

export function exponential(
  count: usize, size: i32, x: usize, y: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map<Exponential>(count, size, x, y, a, b, thread, threads);
}

export function exponentialGradient(
  count: usize, size: i32, kept: usize, dy: usize, dx: usize, a: f32, b: f32, thread: i32, threads: i32,
): void {
  map2<ExponentialGradient>(count, size, kept, dy, dx, a, b, thread, threads);
}
