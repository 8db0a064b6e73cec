import { exp4, log4 } from "./math";
import { Itself, lanesBelow, mapRow, sumRow } from "./rows";
import { firstOf } from "./split";

/** Softmax and its logarithm over rows of `width` values, and their gradients. In place where tensors are the same. */

@unmanaged
class Product {
  @inline
  of(x: v128, y: v128, _a: v128, _b: v128): v128 {
    return v128.mul<f32>(x, y);
  }
}

@unmanaged
class Distance {
  @inline
  of(x: v128, _y: v128, from: v128, _b: v128): v128 {
    return v128.sub<f32>(x, from);
  }
}

@unmanaged
class PowerOfDistance {
  @inline
  of(x: v128, _y: v128, from: v128, _b: v128): v128 {
    return exp4(v128.sub<f32>(x, from));
  }
}

@unmanaged
class Quotient {
  @inline
  of(x: v128, _y: v128, whole: v128, _b: v128): v128 {
    return v128.div<f32>(x, whole);
  }
}

/** y (dy − mean). */
@unmanaged
class Pull {
  @inline
  of(y: v128, dy: v128, mean: v128, _b: v128): v128 {
    return v128.mul<f32>(y, v128.sub<f32>(dy, mean));
  }
}

/** dy − exp(y) sum. */
@unmanaged
class LogPull {
  @inline
  of(y: v128, dy: v128, sum: v128, _b: v128): v128 {
    return v128.sub<f32>(dy, v128.mul<f32>(exp4(y), sum));
  }
}

/** y = exp(x − the row's largest) / the sum of these. */
export function softmax(
  count: usize, rowsPerSample: i32, width: i32, x: usize, y: usize, thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  const none = f32x4.splat(0);
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const start = <usize>(row * width) << 2;
    const to = y + start;
    mapRow<PowerOfDistance>(x + start, x + start, to, width, largestOf(x + start, width), none);
    const sum = <f32>sumRow<Itself>(to, to, width, none, none);
    mapRow<Quotient>(to, to, to, width, f32x4.splat(sum), none);
  }
}

/** By y: dx = y (dy − Σ dy y). */
export function softmaxGradient(
  count: usize, rowsPerSample: i32, width: i32, y: usize, dy: usize, dx: usize, thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  const none = f32x4.splat(0);
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const start = <usize>(row * width) << 2;
    const mean = <f32>sumRow<Product>(y + start, dy + start, width, none, none);
    mapRow<Pull>(y + start, dy + start, dx + start, width, f32x4.splat(mean), none);
  }
}

/** y = x − the row's largest − log Σ exp(these). */
export function logSoftmax(
  count: usize, rowsPerSample: i32, width: i32, x: usize, y: usize, thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  const none = f32x4.splat(0);
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const start = <usize>(row * width) << 2;
    const to = y + start;
    mapRow<Distance>(x + start, x + start, to, width, largestOf(x + start, width), none);
    const sum = <f32>sumRow<PowerOfDistance>(to, to, width, none, none);
    mapRow<Distance>(to, to, to, width, log4(f32x4.splat(sum)), none);
  }
}

/** By y: dx = dy − exp(y) Σ dy. */
export function logSoftmaxGradient(
  count: usize, rowsPerSample: i32, width: i32, y: usize, dy: usize, dx: usize, thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  const none = f32x4.splat(0);
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const start = <usize>(row * width) << 2;
    const sum = <f32>sumRow<Itself>(dy + start, dy + start, width, none, none);
    mapRow<LogPull>(y + start, dy + start, dx + start, width, f32x4.splat(sum), none);
  }
}

/** The largest of `width` values, four times over; NaN counts for nothing. */
function largestOf(x: usize, width: i32): v128 {
  let most = f32x4.splat(f32.NEGATIVE_INFINITY);
  for (let at = 0; at < width; at += 4) {
    const values = v128.load(x + (<usize>at << 2));
    most = v128.pmax<f32>(most, v128.bitselect(values, most, lanesBelow(width - at)));
  }
  most = v128.pmax<f32>(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
  return v128.pmax<f32>(most, v128.shuffle<i32>(most, most, 1, 0, 3, 2));
}
