import { firstOf } from "./split";

/** Into panels of eight columns, the form in which products read their second operand: gemm.ts. */

/**
 * out[panel][row][8] of a [rows][columns] matrix, the last panel filled up with zeros, and with it the sums of its
 * columns, `sums` (0: not wanted). `height` rows are reserved for a panel. Column sums are made of runs of 256
 * rows, so that their error grows with the number of runs and not of rows.
 */
export function packPanels(
  count: usize,
  rowsPerSample: i32,
  matrix: usize,
  columns: i32,
  out: usize,
  height: i32,
  sums: usize,
  thread: i32,
  threads: i32,
): void {
  const used = load<i32>(count) * rowsPerSample;
  const panels = (columns + 7) >> 3;
  for (let panel = firstOf(panels, thread, threads); panel < firstOf(panels, thread + 1, threads); panel++) {
    const left = min(8, columns - panel * 8);
    let from = matrix + <usize>(panel << 5);
    let to = out + <usize>((panel * height) << 5);
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    for (let start = 0; start < used; start += 256) {
      let runLow = f32x4.splat(0);
      let runHigh = f32x4.splat(0);
      const stop = min(used, start + 256);
      for (let row = start; row < stop; row++) {
        if (left == 8) {
          v128.store(to, v128.load(from));
          v128.store(to, v128.load(from, 16), 16);
        } else {
          v128.store(to, f32x4.splat(0));
          v128.store(to, f32x4.splat(0), 16);
          for (let lane = 0; lane < left; lane++) {
            store<f32>(to + <usize>(lane << 2), load<f32>(from + <usize>(lane << 2)));
          }
        }
        runLow = v128.add<f32>(runLow, v128.load(to));
        runHigh = v128.add<f32>(runHigh, v128.load(to, 16));
        from += <usize>(columns << 2);
        to += 32;
      }
      low = v128.add<f32>(low, runLow);
      high = v128.add<f32>(high, runHigh);
    }
    if (sums != 0) {
      v128.store(sums + <usize>(panel << 5), low);
      v128.store(sums + <usize>(panel << 5), high, 16);
    }
  }
}

/**
 * Panels of each tap's transpose: from b[panel of n][tap · inner + k][8], n < columns, to
 * out[panel of k][tap][n][8], k < inner, filled up with zeros.
 */
export function transposePanels(
  b: usize,
  taps: i32,
  inner: i32,
  columns: i32,
  out: usize,
  thread: i32,
  threads: i32,
): void {
  const panels = (inner + 7) >> 3;
  const units = panels * taps;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const first = (unit / taps) * 8;
    const tap = unit % taps;
    const left = min(8, inner - first);
    const to = out + (<usize>(unit * columns) << 5);
    const whole = left == 8 ? columns & ~3 : 0;
    for (let n = 0; n < whole; n += 4) {
      const from = b + (<usize>(((n >> 3) * taps + tap) * inner + first) << 5) + (<usize>(n & 4) << 2);
      transposeFour(from, to + (<usize>n << 5));
      transposeFour(from + 128, to + (<usize>n << 5) + 16);
    }
    for (let n = whole; n < columns; n++) {
      const from = b + (<usize>(((n >> 3) * taps + tap) * inner + first) << 5) + (<usize>(n & 7) << 2);
      for (let k = 0; k < 8; k++) {
        const value: f32 = k < left ? load<f32>(from + (<usize>k << 5)) : 0;
        store<f32>(to + (<usize>n << 5) + (<usize>k << 2), value);
      }
    }
  }
}

/** The transpose of four by four floats, rows 32 bytes apart. */
@inline
function transposeFour(from: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 32);
  const c = v128.load(from, 64);
  const d = v128.load(from, 96);
  const abLow = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(abLow, cdLow, 0, 2));
  v128.store(to, v128.shuffle<i64>(abLow, cdLow, 1, 3), 32);
  v128.store(to, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), 64);
  v128.store(to, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), 96);
}
