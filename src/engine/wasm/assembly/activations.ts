import { exp4 } from "./math";
import { firstOf } from "./split";

/** dx = dy where y > 0, else 0: the gradient of relu by its output. In place where dx is dy. */
export function reluGradient(
  count: usize,
  size: i32,
  y: usize,
  dy: usize,
  dx: usize,
  thread: i32,
  threads: i32,
): void {
  const groups = (load<i32>(count) * size + 3) >> 2;
  const zero = f32x4.splat(0);
  for (let group = firstOf(groups, thread, threads); group < firstOf(groups, thread + 1, threads); group++) {
    const at = <usize>(group << 4);
    const passes = v128.gt<f32>(v128.load(y + at), zero);
    v128.store(dx + at, v128.and(v128.load(dy + at), passes));
  }
}

/** y = exp(x) / Σ exp(x) over each row of `width`. In place where y is x. */
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
    const end = start + (<usize>width << 2);
    let largest = load<f32>(x + start);
    for (let at = start + 4; at < end; at += 4) largest = max(largest, load<f32>(x + at));
    let sum: f32 = 0;
    for (let at = start; at < end; at += 4) {
      const value = f32x4.extract_lane(exp4(f32x4.splat(load<f32>(x + at) - largest)), 0);
      store<f32>(y + at, value);
      sum += value;
    }
    for (let at = start; at < end; at += 4) store<f32>(y + at, load<f32>(y + at) / sum);
  }
}

/** dx = y (dy − Σ dy y) over each row of `width`. In place where dx is dy. */
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
    const end = start + (<usize>width << 2);
    let sum: f32 = 0;
    for (let at = start; at < end; at += 4) sum += load<f32>(dy + at) * load<f32>(y + at);
    for (let at = start; at < end; at += 4) {
      store<f32>(dx + at, load<f32>(y + at) * (load<f32>(dy + at) - sum));
    }
  }
}
