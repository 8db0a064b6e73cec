import { clearFloats, storeLanes } from "./lanes";
import { firstOf } from "./split";

/** y ← y + x over `size` floats, a multiple of four or followed by room for three more. */
export function accumulate(x: usize, size: i32, y: usize, thread: i32, threads: i32): void {
  const groups = (size + 3) >> 2;
  const end = <usize>firstOf(groups, thread + 1, threads) << 4;
  for (let at = <usize>firstOf(groups, thread, threads) << 4; at < end; at += 16) {
    v128.store(y + at, v128.add<f32>(v128.load(y + at), v128.load(x + at)));
  }
}

/**
 * The sums of a matrix's columns, eight at a time: `sums` has room for a whole number of eights. Made of runs of 256
 * rows, so that the error grows with the number of runs and not of rows. Reads up to seven floats behind the matrix.
 */
export function columnSums(
  count: usize,
  rowsPerSample: i32,
  matrix: usize,
  columns: i32,
  sums: usize,
  thread: i32,
  threads: i32,
): void {
  const rows = load<i32>(count) * rowsPerSample;
  const panels = (columns + 7) >> 3;
  for (let panel = firstOf(panels, thread, threads); panel < firstOf(panels, thread + 1, threads); panel++) {
    let from = matrix + (<usize>panel << 5);
    let low = f32x4.splat(0);
    let high = low;
    for (let start = 0; start < rows; start += 256) {
      let runLow = f32x4.splat(0);
      let runHigh = runLow;
      for (let row = start; row < min(rows, start + 256); row++) {
        runLow = v128.add<f32>(runLow, v128.load(from));
        runHigh = v128.add<f32>(runHigh, v128.load(from, 16));
        from += <usize>columns << 2;
      }
      low = v128.add<f32>(low, runLow);
      high = v128.add<f32>(high, runHigh);
    }
    const to = sums + (<usize>panel << 5);
    const left = min(8, columns - panel * 8);
    clearFloats(to, 8);
    storeLanes(to, low, high, left);
  }
}
