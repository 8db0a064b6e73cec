import { copyFloats } from "./lanes";
import { storeUpTo } from "./rows";
import { firstOf } from "./split";

/** Vectors of `width` floats by their number, one of `entries`; a number is a float, cut off behind the point. */

/** y[row] = table[x[row]]; NaN where there is no such entry, so that it is seen. */
export function embed(
  count: usize, rowsPerSample: i32, width: i32, x: usize, table: usize, entries: i32, y: usize,
  thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const entry = entryOf(x, row, entries);
    const to = y + (<usize>(row * width) << 2);
    if (entry >= 0) {
      copyFloats(table + (<usize>(entry * width) << 2), to, width);
    } else {
      for (let at: usize = 0; at < <usize>width << 2; at += 4) store<f32>(to + at, f32.NaN);
    }
  }
}

/**
 * table[x[row]] += dy[row], row after row. Threads share out the columns, four at a time, so that an entry's sum has one
 * order however many there are.
 */
export function embedGradient(
  count: usize, rowsPerSample: i32, width: i32, x: usize, dy: usize, entries: i32, table: usize,
  thread: i32, threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  const groups = (width + 3) >> 2;
  const first = firstOf(groups, thread, threads) << 2;
  const last = min(width, firstOf(groups, thread + 1, threads) << 2);
  if (first >= last) return;
  for (let row = 0; row < rows; row++) {
    const entry = entryOf(x, row, entries);
    if (entry < 0) continue;
    for (let column = first; column < last; column += 4) {
      const to = table + (<usize>(entry * width + column) << 2);
      const from = dy + (<usize>(row * width + column) << 2);
      storeUpTo(to, v128.add<f32>(v128.load(to), v128.load(from)), width - column);
    }
  }
}

/** The entry that a row asks for; −1 where there is none. */
@inline
function entryOf(x: usize, row: i32, entries: i32): i32 {
  const number = load<f32>(x + (<usize>row << 2));
  return number > -1 && number < <f32>entries ? i32(number) : -1;
}
