import { CHUNK, chunksOf, paddedOf, sumsOf } from "./chunks";
import { lanesBelow, RUN, storeUpTo, sumOf } from "./rows";
import { firstOf } from "./split";
import { multiplyAdd } from "./tiles";

/**
 * Layer normalization (Ba, Kiros, Hinton, 2016) of rows of `width` values. `statistics` holds each row's mean and
 * 1 / √(variance + epsilon). Vectors of the columns may be read up to three floats behind their end.
 */

/** y = (x − mean) · inverse · gamma + beta, and the statistics. */
export function layerNormalize(
  count: usize, rowsPerSample: i32, width: i32, x: usize, epsilon: f64, gamma: usize, beta: usize,
  statistics: usize, y: usize, thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const from = x + (<usize>(row * width) << 2);
    const to = y + (<usize>(row * width) << 2);
    const mean = meanOf(from, width);
    const variance = squares(from, width, mean) / width;
    const inverse = <f32>(1 / Math.sqrt(variance + epsilon));
    store<f32>(statistics + (<usize>row << 3), mean);
    store<f32>(statistics + (<usize>row << 3), inverse, 4);
    const center = f32x4.splat(mean);
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
    const start = <usize>(row * width) << 2;
    const center = v128.load_splat<f32>(statistics + (<usize>row << 3));
    const narrow = v128.load_splat<f32>(statistics + (<usize>row << 3), 4);
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let run = 0; run < width; run += RUN) {
      let sumPart = f32x4.splat(0);
      let productPart = f32x4.splat(0);
      for (let column = run; column < min(width, run + RUN); column += 4) {
        const at = <usize>column << 2;
        const present = lanesBelow(width - column);
        const gradient = v128.mul<f32>(v128.load(dy + start + at), v128.load(gamma + at));
        const normal = v128.mul<f32>(v128.sub<f32>(v128.load(x + start + at), center), narrow);
        sumPart = v128.add<f32>(sumPart, v128.and(gradient, present));
        productPart = v128.add<f32>(productPart, v128.and(v128.mul<f32>(gradient, normal), present));
      }
      sum += sumOf(sumPart);
      product += sumOf(productPart);
    }
    const mean = f32x4.splat(<f32>(sum / width));
    const pull = f32x4.splat(<f32>(product / width));
    for (let column = 0; column < width; column += 4) {
      const at = <usize>column << 2;
      const gradient = v128.mul<f32>(v128.load(dy + start + at), v128.load(gamma + at));
      const normal = v128.mul<f32>(v128.sub<f32>(v128.load(x + start + at), center), narrow);
      const centered = v128.sub<f32>(v128.sub<f32>(gradient, mean), v128.mul<f32>(normal, pull));
      storeUpTo(dx + start + at, v128.mul<f32>(centered, narrow), width - column);
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
  const groups = padded >> 2;
  const units = chunksOf(rows) * groups;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const chunk = unit / groups;
    const column = (unit % groups) << 2;
    let sum = f32x4.splat(0);
    let product = f32x4.splat(0);
    for (let row = chunk * CHUNK; row < min(rows, (chunk + 1) * CHUNK); row++) {
      const at = <usize>(row * width + column) << 2;
      const center = v128.load_splat<f32>(statistics + (<usize>row << 3));
      const narrow = v128.load_splat<f32>(statistics + (<usize>row << 3), 4);
      const gradient = v128.load(dy + at);
      const normal = v128.mul<f32>(v128.sub<f32>(v128.load(x + at), center), narrow);
      sum = v128.add<f32>(sum, gradient);
      product = multiplyAdd(gradient, normal, product);
    }
    v128.store(sumsOf(partial, chunk, 0, padded) + (<usize>column << 2), sum);
    v128.store(sumsOf(partial, chunk, 1, padded) + (<usize>column << 2), product);
  }
}

/** The mean of a row, by distances from its first value: their sum is small where the values are alike and far from 0. */
function meanOf(x: usize, width: i32): f32 {
  const pivot = v128.load_splat<f32>(x);
  let sum: f64 = 0;
  for (let run = 0; run < width; run += RUN) {
    let part = f32x4.splat(0);
    for (let at = run; at < min(width, run + RUN); at += 4) {
      const distance = v128.sub<f32>(v128.load(x + (<usize>at << 2)), pivot);
      part = v128.add<f32>(part, v128.and(distance, lanesBelow(width - at)));
    }
    sum += sumOf(part);
  }
  return <f32>(<f64>load<f32>(x) + sum / width);
}

/** Σ (x − center)² over a row. */
function squares(x: usize, width: i32, center: f32): f64 {
  const from = f32x4.splat(center);
  let sum: f64 = 0;
  for (let run = 0; run < width; run += RUN) {
    let part = f32x4.splat(0);
    for (let at = run; at < min(width, run + RUN); at += 4) {
      const distance = v128.sub<f32>(v128.load(x + (<usize>at << 2)), from);
      const own = v128.and(distance, lanesBelow(width - at));
      part = multiplyAdd(own, own, part);
    }
    sum += sumOf(part);
  }
  return sum;
}
