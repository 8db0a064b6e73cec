import { clearFloats } from "./lanes";
import { CHUNK, chunksOf, paddedOf, sumsOf } from "./chunks";
import { lanesBelow, storeUpTo } from "./rows";
import { firstOf } from "./split";
import { multiplyAdd } from "./tiles";

/**
 * Batch normalization (Ioffe, Szegedy, ICML 2015) of a matrix of `width` columns, rowsPerSample × the i32 at `count` rows.
 *
 * Sums over rows are made of those over chunks of rows (chunks.ts). Vectors of the columns may be read up to three floats
 * behind their end.
 */

/** For each chunk and column, the mean, and the sum of squared distances from it. */
export function chunkMoments(
  count: usize, rowsPerSample: i32, width: i32, x: usize, partial: usize, thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  const padded = paddedOf(width);
  const length = <usize>padded << 2;
  const stride = <usize>width << 2;
  const chunks = chunksOf(rows);
  for (let chunk = firstOf(chunks, thread, threads); chunk < firstOf(chunks, thread + 1, threads); chunk++) {
    const means = sumsOf(partial, chunk, 0, padded);
    const squares = sumsOf(partial, chunk, 1, padded);
    const first = x + <usize>(chunk * CHUNK) * stride;
    const height = min(CHUNK, rows - chunk * CHUNK);
    const end = first + <usize>height * stride;
    clearFloats(means, 2 * padded);
    // By distances from the first row, whose sums are small where values are alike and far from 0.
    for (let row = first; row < end; row += stride) {
      for (let at: usize = 0; at < length; at += 16) {
        const distance = v128.sub<f32>(v128.load(row + at), v128.load(first + at));
        v128.store(means + at, v128.add<f32>(v128.load(means + at), distance));
      }
    }
    for (let at: usize = 0; at < length; at += 16) {
      const distance = v128.div<f32>(v128.load(means + at), f32x4.splat(<f32>height));
      v128.store(means + at, v128.add<f32>(v128.load(first + at), distance));
    }
    for (let row = first; row < end; row += stride) {
      for (let at: usize = 0; at < length; at += 16) {
        const distance = v128.sub<f32>(v128.load(row + at), v128.load(means + at));
        v128.store(squares + at, multiplyAdd(distance, distance, v128.load(squares + at)));
      }
    }
  }
}

/**
 * Mean, and 1 / √(variance + epsilon), of each column, from the moments of its chunks (Chan, Golub, LeVeque, "Updating
 * formulae and a pairwise algorithm for computing sample variances", 1979); and the moving statistics, of which
 * `momentum` is kept.
 */
export function batchMoments(
  count: usize, rowsPerSample: i32, width: i32, partial: usize, epsilon: f64, momentum: f64,
  mean: usize, inverse: usize, movingMean: usize, movingVariance: usize, thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  const padded = paddedOf(width);
  const chunks = chunksOf(rows);
  for (let column = firstOf(width, thread, threads); column < firstOf(width, thread + 1, threads); column++) {
    const at = <usize>column << 2;
    let sum: f64 = 0;
    for (let chunk = 0; chunk < chunks; chunk++) {
      const height = <f64>min(CHUNK, rows - chunk * CHUNK);
      sum += height * <f64>load<f32>(sumsOf(partial, chunk, 0, padded) + at);
    }
    const center = sum / rows;
    let squares: f64 = 0;
    for (let chunk = 0; chunk < chunks; chunk++) {
      const height = <f64>min(CHUNK, rows - chunk * CHUNK);
      const distance = <f64>load<f32>(sumsOf(partial, chunk, 0, padded) + at) - center;
      squares += <f64>load<f32>(sumsOf(partial, chunk, 1, padded) + at) + height * distance * distance;
    }
    const variance = squares / rows;
    store<f32>(mean + at, <f32>center);
    store<f32>(inverse + at, <f32>(1 / Math.sqrt(variance + epsilon)));
    store<f32>(movingMean + at, <f32>(<f64>load<f32>(movingMean + at) * momentum + center * (1 - momentum)));
    store<f32>(
      movingVariance + at,
      <f32>(<f64>load<f32>(movingVariance + at) * momentum + variance * (1 - momentum)),
    );
  }
}

/** 1 / √(variance + epsilon) of each column. */
export function inverseDeviations(
  width: i32, variance: usize, epsilon: f64, inverse: usize, thread: i32, threads: i32,
): void {
  for (let column = firstOf(width, thread, threads); column < firstOf(width, thread + 1, threads); column++) {
    const at = <usize>column << 2;
    store<f32>(inverse + at, <f32>(1 / Math.sqrt(<f64>load<f32>(variance + at) + epsilon)));
  }
}

/** y = (x − mean) · inverse · gamma + beta, vectors of the columns. In place where y is x. */
export function normalize(
  count: usize, rowsPerSample: i32, width: i32, x: usize, mean: usize, inverse: usize, gamma: usize,
  beta: usize, y: usize, thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  const length = <usize>width << 2;
  let start = <usize>firstOf(rows, thread, threads) * length;
  const last = <usize>firstOf(rows, thread + 1, threads) * length;
  for (; start < last; start += length) {
    for (let at: usize = 0; at < length; at += 16) {
      const slope = v128.mul<f32>(v128.load(gamma + at), v128.load(inverse + at));
      const distance = v128.sub<f32>(v128.load(x + start + at), v128.load(mean + at));
      storeUpTo(y + start + at, multiplyAdd(distance, slope, v128.load(beta + at)), width - <i32>(at >> 2));
    }
  }
}

/** For each chunk and column, Σ dy and Σ dy · (x − mean) · inverse. */
export function chunkSlopes(
  count: usize, rowsPerSample: i32, width: i32, x: usize, mean: usize, inverse: usize, dy: usize,
  partial: usize, thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  const padded = paddedOf(width);
  const length = <usize>padded << 2;
  const stride = <usize>width << 2;
  const chunks = chunksOf(rows);
  for (let chunk = firstOf(chunks, thread, threads); chunk < firstOf(chunks, thread + 1, threads); chunk++) {
    const sums = sumsOf(partial, chunk, 0, padded);
    const products = sumsOf(partial, chunk, 1, padded);
    clearFloats(sums, 2 * padded);
    const first = <usize>(chunk * CHUNK) * stride;
    const end = first + <usize>min(CHUNK, rows - chunk * CHUNK) * stride;
    for (let row = first; row < end; row += stride) {
      for (let at: usize = 0; at < length; at += 16) {
        const gradient = v128.load(dy + row + at);
        const distance = v128.sub<f32>(v128.load(x + row + at), v128.load(mean + at));
        v128.store(sums + at, v128.add<f32>(v128.load(sums + at), gradient));
        v128.store(products + at, multiplyAdd(gradient, distance, v128.load(products + at)));
      }
    }
    for (let at: usize = 0; at < length; at += 16) {
      v128.store(products + at, v128.mul<f32>(v128.load(products + at), v128.load(inverse + at)));
    }
  }
}

/** The sums over all chunks of their first (part 0) or second (1) sums, filled up with zeros to a multiple of eight. */
export function sumChunks(
  count: usize, rowsPerSample: i32, width: i32, partial: usize, part: i32, sums: usize,
  thread: i32, threads: i32,
): void {
  const chunks = chunksOf(load<i32>(count) * rowsPerSample);
  const padded = paddedOf(width);
  const groups = ((width + 7) & ~7) >> 2;
  for (let group = firstOf(groups, thread, threads); group < firstOf(groups, thread + 1, threads); group++) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    for (let chunk = 0; chunk < (group << 2 < padded ? chunks : 0); chunk++) {
      const values = v128.load(sumsOf(partial, chunk, part, padded) + (<usize>group << 4));
      low = v128.add<f64>(low, f64x2.promote_low_f32x4(values));
      high = v128.add<f64>(high, f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 1)));
    }
    const first = f32x4.demote_f64x2_zero(low);
    const sum = v128.shuffle<i64>(first, f32x4.demote_f64x2_zero(high), 0, 2);
    v128.store(sums + (<usize>group << 4), v128.and(sum, lanesBelow(width - (group << 2))));
  }
}

/**
 * dx = gamma · inverse · (dy − Σ dy / n − (x − mean) · inverse · Σ (dy · (x − mean) · inverse) / n) over n rows, with
 * `sums` and `products` these sums, or zeros where mean and deviation do not depend on x. In place where dx is dy.
 */
export function normalizeGradient(
  count: usize, rowsPerSample: i32, width: i32, x: usize, mean: usize, inverse: usize, gamma: usize,
  sums: usize, products: usize, dy: usize, dx: usize, thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  const share = f32x4.splat(<f32>(1 / <f64>rows));
  const length = <usize>width << 2;
  let start = <usize>firstOf(rows, thread, threads) * length;
  const last = <usize>firstOf(rows, thread + 1, threads) * length;
  for (; start < last; start += length) {
    for (let at: usize = 0; at < length; at += 16) {
      const narrow = v128.load(inverse + at);
      const pull = v128.mul<f32>(v128.mul<f32>(v128.load(products + at), share), narrow);
      const distance = v128.sub<f32>(v128.load(x + start + at), v128.load(mean + at));
      const centered = v128.sub<f32>(
        v128.load(dy + start + at),
        v128.mul<f32>(v128.load(sums + at), share),
      );
      const gradient = v128.sub<f32>(centered, v128.mul<f32>(distance, pull));
      const slope = v128.mul<f32>(v128.load(gamma + at), narrow);
      storeUpTo(dx + start + at, v128.mul<f32>(gradient, slope), width - <i32>(at >> 2));
    }
  }
}
