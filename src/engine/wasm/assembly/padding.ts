import { clearFloats, copyFloats } from "./lanes";
import { firstOf } from "./split";

/** Sets `size` floats a sample to 0. */
export function clear(count: usize, size: i32, y: usize, thread: i32, threads: i32): void {
  const total = load<i32>(count) * size;
  const from = firstOf(total, thread, threads);
  clearFloats(y + (<usize>from << 2), firstOf(total, thread + 1, threads) - from);
}

/**
 * Lays zeros around each sample: [rows][run] floats become [outRows][outRun] with `top` rows before and `left` floats
 * before each row.
 */
export function pad(
  count: usize,
  x: usize,
  rows: i32,
  run: i32,
  top: i32,
  left: i32,
  y: usize,
  outRows: i32,
  outRun: i32,
  thread: i32,
  threads: i32,
): void {
  const units = load<i32>(count) * outRows;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const row = (unit % outRows) - top;
    const to = y + (<usize>(unit * outRun) << 2);
    if (row < 0 || row >= rows) {
      clearFloats(to, outRun);
    } else {
      const from = x + (<usize>(((unit / outRows) * rows + row) * run) << 2);
      clearFloats(to, left);
      copyFloats(from, to + (<usize>left << 2), run);
      clearFloats(to + (<usize>(left + run) << 2), outRun - left - run);
    }
  }
}

/** Cuts [outRows][outRun] floats out of each sample's [rows][run], from row `top` and float `left` on. */
export function crop(
  count: usize,
  x: usize,
  rows: i32,
  run: i32,
  top: i32,
  left: i32,
  y: usize,
  outRows: i32,
  outRun: i32,
  thread: i32,
  threads: i32,
): void {
  const units = load<i32>(count) * outRows;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const row = (unit / outRows) * rows + (unit % outRows) + top;
    copyFloats(x + (<usize>(row * run + left) << 2), y + (<usize>(unit * outRun) << 2), outRun);
  }
}
