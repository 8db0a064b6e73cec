import { CHUNK, chunksOf, paddedOf, sumsOf } from "./chunks";
import { clearFloats } from "./lanes";
import { Itself, storeUpTo, sumRow } from "./rows";
import { firstOf } from "./split";
import { multiplyAdd } from "./tiles";

/**
 * Layer normalization (Ba, Kiros, Hinton, 2016) of rows of `width` values. `statistics` holds each row's mean and
 * 1 / √(variance + epsilon). Vectors of the columns may be read up to three floats behind their end.
 */

@unmanaged
class Distance {
  @inline
  of(x: v128, _y: v128, from: v128, _b: v128): v128 {
    return v128.sub<f32>(x, from);
  }
}

@unmanaged
class SquaredDistance {
  @inline
  of(x: v128, _y: v128, from: v128, _b: v128): v128 {
    const distance = v128.sub<f32>(x, from);
    return v128.mul<f32>(distance, distance);
  }
}

@unmanaged
class ProductWithDistance {
  @inline
  of(x: v128, y: v128, from: v128, _b: v128): v128 {
    return v128.mul<f32>(x, v128.sub<f32>(y, from));
  }
}

/** y = (x − mean) · inverse · gamma + beta, and the statistics. */
export function layerNormalize(
  count: usize, rowsPerSample: i32, width: i32, x: usize, epsilon: f64, gamma: usize, beta: usize,
  statistics: usize, y: usize, thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const from = x + (<usize>(row * width) << 2);
    const to = y + (<usize>(row * width) << 2);
    // By distances from the row's first value, whose sum is small where values are alike and far from 0.
    const first = v128.load_splat<f32>(from);
    const mean = <f32>(<f64>load<f32>(from) + sumRow<Distance>(from, from, width, first, first) / width);
    const center = f32x4.splat(mean);
    const variance = sumRow<SquaredDistance>(from, from, width, center, center) / width;
    const inverse = <f32>(1 / Math.sqrt(variance + epsilon));
    store<f32>(statistics + (<usize>row << 3), mean);
    store<f32>(statistics + (<usize>row << 3), inverse, 4);
    const narrow = f32x4.splat(inverse);
    for (let column = 0; column < width; column += 4) {
      const at = <usize>column << 2;
      const normal = v128.mul<f32>(v128.sub<f32>(v128.load(from + at), center), narrow);
      const value = multiplyAdd(normal, v128.load(gamma + at), v128.load(beta + at));
      storeUpTo(to + at, value, width - column);
    }
  }
}

/**
 * With g = dy · gamma and n = (x − mean) · inverse: dx = inverse · (g − the row's mean of g − n · the row's mean of g n).
 * In place where dx is dy.
 */
export function layerNormalizeGradient(
  count: usize, rowsPerSample: i32, width: i32, x: usize, statistics: usize, gamma: usize, dy: usize,
  dx: usize, thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const from = x + (<usize>(row * width) << 2);
    const back = dy + (<usize>(row * width) << 2);
    const to = dx + (<usize>(row * width) << 2);
    const center = v128.load_splat<f32>(statistics + (<usize>row << 3));
    const narrow = v128.load_splat<f32>(statistics + (<usize>row << 3), 4);
    for (let column = 0; column < width; column += 4) {
      const at = <usize>column << 2;
      storeUpTo(to + at, v128.mul<f32>(v128.load(back + at), v128.load(gamma + at)), width - column);
    }
    const sum = sumRow<Itself>(to, to, width, center, center);
    const product = sumRow<ProductWithDistance>(to, from, width, center, center);
    const mean = f32x4.splat(<f32>(sum / width));
    const pull = v128.mul<f32>(f32x4.splat(<f32>(product / width)), v128.mul<f32>(narrow, narrow));
    for (let column = 0; column < width; column += 4) {
      const at = <usize>column << 2;
      const distance = v128.sub<f32>(v128.load(from + at), center);
      const rest = v128.sub<f32>(v128.sub<f32>(v128.load(to + at), mean), v128.mul<f32>(distance, pull));
      storeUpTo(to + at, v128.mul<f32>(rest, narrow), width - column);
    }
  }
}

/** For each chunk of rows and column, Σ dy and Σ dy · (x − mean) · inverse, as chunks.ts has them. */
export function layerChunkSlopes(
  count: usize, rowsPerSample: i32, width: i32, x: usize, statistics: usize, dy: usize, partial: usize,
  thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  const padded = paddedOf(width);
  const chunks = chunksOf(rows);
  for (let chunk = firstOf(chunks, thread, threads); chunk < firstOf(chunks, thread + 1, threads); chunk++) {
    const sums = sumsOf(partial, chunk, 0, padded);
    const products = sumsOf(partial, chunk, 1, padded);
    clearFloats(sums, 2 * padded);
    for (let row = chunk * CHUNK; row < min(rows, (chunk + 1) * CHUNK); row++) {
      const start = <usize>(row * width) << 2;
      const center = v128.load_splat<f32>(statistics + (<usize>row << 3));
      const narrow = v128.load_splat<f32>(statistics + (<usize>row << 3), 4);
      for (let at: usize = 0; at < <usize>padded << 2; at += 16) {
        const gradient = v128.load(dy + start + at);
        const normal = v128.mul<f32>(v128.sub<f32>(v128.load(x + start + at), center), narrow);
        v128.store(sums + at, v128.add<f32>(v128.load(sums + at), gradient));
        v128.store(products + at, multiplyAdd(gradient, normal, v128.load(products + at)));
      }
    }
  }
}
