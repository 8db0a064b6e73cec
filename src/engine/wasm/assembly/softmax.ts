import { exp4, log4 } from "./math";
import { lanesBelow, RUN, storeUpTo, sumOf } from "./rows";
import { firstOf } from "./split";

/** Softmax and its logarithm over rows of `width` values, and their gradients. In place where tensors are the same. */

/** y = exp(x − the row's largest) / the sum of these. */
export function softmax(
  count: usize,
  rowsPerSample: i32,
  width: i32,
  x: usize,
  y: usize,
  thread: i32,
  threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const start = <usize>(row * width) << 2;
    const largest = f32x4.splat(largestOf(x + start, width));
    let sum: f64 = 0;
    for (let run = 0; run < width; run += RUN) {
      let part = f32x4.splat(0);
      for (let at = run; at < min(width, run + RUN); at += 4) {
        const place = start + (<usize>at << 2);
        const power = exp4(v128.sub<f32>(v128.load(x + place), largest));
        storeUpTo(y + place, power, width - at);
        part = v128.add<f32>(part, v128.and(power, lanesBelow(width - at)));
      }
      sum += sumOf(part);
    }
    const whole = f32x4.splat(<f32>sum);
    for (let at = 0; at < width; at += 4) {
      const place = y + start + (<usize>at << 2);
      storeUpTo(place, v128.div<f32>(v128.load(place), whole), width - at);
    }
  }
}

/** By y: dx = y (dy − Σ dy y). */
export function softmaxGradient(
  count: usize,
  rowsPerSample: i32,
  width: i32,
  y: usize,
  dy: usize,
  dx: usize,
  thread: i32,
  threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const start = <usize>(row * width) << 2;
    let sum: f64 = 0;
    for (let run = 0; run < width; run += RUN) {
      let part = f32x4.splat(0);
      for (let at = run; at < min(width, run + RUN); at += 4) {
        const place = start + (<usize>at << 2);
        const product = v128.mul<f32>(v128.load(y + place), v128.load(dy + place));
        part = v128.add<f32>(part, v128.and(product, lanesBelow(width - at)));
      }
      sum += sumOf(part);
    }
    const mean = f32x4.splat(<f32>sum);
    for (let at = 0; at < width; at += 4) {
      const place = start + (<usize>at << 2);
      const rest = v128.sub<f32>(v128.load(dy + place), mean);
      storeUpTo(dx + place, v128.mul<f32>(v128.load(y + place), rest), width - at);
    }
  }
}

/** y = x − the row's largest − log Σ exp(these). */
export function logSoftmax(
  count: usize,
  rowsPerSample: i32,
  width: i32,
  x: usize,
  y: usize,
  thread: i32,
  threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const start = <usize>(row * width) << 2;
    const largest = f32x4.splat(largestOf(x + start, width));
    let sum: f64 = 0;
    for (let run = 0; run < width; run += RUN) {
      let part = f32x4.splat(0);
      for (let at = run; at < min(width, run + RUN); at += 4) {
        const place = start + (<usize>at << 2);
        const below = v128.sub<f32>(v128.load(x + place), largest);
        storeUpTo(y + place, below, width - at);
        part = v128.add<f32>(part, v128.and(exp4(below), lanesBelow(width - at)));
      }
      sum += sumOf(part);
    }
    const whole = log4(f32x4.splat(<f32>sum));
    for (let at = 0; at < width; at += 4) {
      const place = y + start + (<usize>at << 2);
      storeUpTo(place, v128.sub<f32>(v128.load(place), whole), width - at);
    }
  }
}

/** By y: dx = dy − exp(y) Σ dy. */
export function logSoftmaxGradient(
  count: usize,
  rowsPerSample: i32,
  width: i32,
  y: usize,
  dy: usize,
  dx: usize,
  thread: i32,
  threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const start = <usize>(row * width) << 2;
    let sum: f64 = 0;
    for (let run = 0; run < width; run += RUN) {
      let part = f32x4.splat(0);
      for (let at = run; at < min(width, run + RUN); at += 4) {
        part = v128.add<f32>(part, v128.and(v128.load(dy + start + (<usize>at << 2)), lanesBelow(width - at)));
      }
      sum += sumOf(part);
    }
    const whole = f32x4.splat(<f32>sum);
    for (let at = 0; at < width; at += 4) {
      const place = start + (<usize>at << 2);
      const share = v128.mul<f32>(exp4(v128.load(y + place)), whole);
      storeUpTo(dx + place, v128.sub<f32>(v128.load(dy + place), share), width - at);
    }
  }
}

/** The largest of `width` values. */
function largestOf(x: usize, width: i32): f32 {
  let most = f32x4.splat(f32.NEGATIVE_INFINITY);
  for (let at = 0; at < width; at += 4) {
    const values = v128.load(x + (<usize>at << 2));
    most = v128.max<f32>(most, v128.bitselect(values, most, lanesBelow(width - at)));
  }
  const low = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
  return max(low, max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
}
