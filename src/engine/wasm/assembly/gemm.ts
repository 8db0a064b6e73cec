import { addLanes, clearFloats, storeLanes } from "./lanes";
import { firstOf } from "./split";
import { addOuterProducts, BLOCK, multiplyRows, sumsBytes } from "./sums";

/**
 * Matrix products over rows that a table finds: a dense layer's rows lie one after the other, a convolution's are
 * the patches of its input where they lie, so that nothing is copied.
 *
 * A panel holds eight columns of B as [k][8]; B is all its panels, one after the other, the last one filled up
 * with zeros. A row of A is `segments` runs of `length` consecutive floats, run s at byte offset spans[s] from
 * the row's start; k counts through the runs. Tables are of u32.
 */

/** Bytes of scratch that a thread needs: the sums of a block. */
export function gemmScratch(): i32 {
  return sumsBytes(BLOCK);
}

/** What is done to a sum when it is stored. */
const LINEAR = 0;
const RELU = 1;

/**
 * C = A · B + bias, and relu of it where `activation` is 1. The number of rows is rowsPerSample × the i32 at
 * `count`; row r of C has `columns` floats, one after the other, at c + 4 · r · columns. `bias` has a float for
 * each column, zeros after the last; 0 means none.
 */
export function gemm(
  count: usize,
  rowsPerSample: i32,
  a: usize,
  rows: usize,
  spans: usize,
  segments: i32,
  length: i32,
  b: usize,
  bias: usize,
  activation: i32,
  c: usize,
  columns: i32,
  scratch: usize,
  thread: i32,
  threads: i32,
): void {
  const height = load<i32>(count) * rowsPerSample;
  const panels = (columns + 7) >> 3;
  const block = blockRows(height, panels, threads);
  const units = ((height + block - 1) / block) * panels;
  const sums = scratch + <usize>(thread * sumsBytes(BLOCK));
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const start = (unit / panels) * block;
    const panel = unit % panels;
    const stop = min(height, start + block);
    multiplyRows(a, rows, start, stop, spans, segments, length, b, panel, bias, sums);
    storeSums(sums, stop - start, activation, c + <usize>((start * columns + panel * 8) << 2), columns, panel);
  }
}

/**
 * Adds Aₜ · Bₜ, the products of `taps` matrices, to rows of C that a table finds: row r of product t is added to the
 * `columns` floats at c + targets[r] + shifts[t]. A has `length` floats a row; Bₜ follows Bₜ₋₁ within each panel.
 * Samples do not share rows of C. C must hold what is added to.
 */
export function gemmScatter(
  count: usize,
  rowsPerSample: i32,
  a: usize,
  length: i32,
  rows: usize,
  b: usize,
  c: usize,
  targets: usize,
  shifts: usize,
  taps: i32,
  columns: i32,
  zero: usize,
  scratch: usize,
  thread: i32,
  threads: i32,
): void {
  const samples = load<i32>(count);
  const panels = (columns + 7) >> 3;
  const sums = scratch + <usize>(thread * sumsBytes(BLOCK));
  const units = samples * panels;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const sample = unit / panels;
    const panel = unit % panels;
    const first = sample * rowsPerSample;
    const left = min(8, columns - panel * 8);
    for (let tap = 0; tap < taps; tap++) {
      const base = c + load<u32>(shifts + <usize>(tap << 2)) + <usize>(panel << 5);
      const bTap = b + <usize>(((panel * taps + tap) * length) << 5);
      for (let start = first; start < first + rowsPerSample; start += BLOCK) {
        const stop = min(first + rowsPerSample, start + BLOCK);
        multiplyRows(a, rows, start, stop, zero, 1, length, bTap, 0, 0, sums);
        for (let r = start; r < stop; r++) {
          const to = base + load<u32>(targets + <usize>(r << 2));
          const from = sums + <usize>((r - start) << 5);
          addLanes(to, v128.load(from), v128.load(from, 16), left);
        }
      }
    }
  }
}

/**
 * The panels of Aᵀ · B: for each panel of B ([panel][row][8], rowsPerSample × the i32 at `count` rows, `height` of them
 * reserved for a panel) sums of a[row][k] · b[row][8] over the rows, stored as [panel][k][8] with k through all
 * runs of a row of A. Reads up to five floats behind a run.
 */
export function gemmOuter(
  count: usize,
  rowsPerSample: i32,
  a: usize,
  rows: usize,
  spans: usize,
  segments: i32,
  length: i32,
  b: usize,
  height: i32,
  c: usize,
  columns: i32,
  scratch: usize,
  thread: i32,
  threads: i32,
): void {
  const used = load<i32>(count) * rowsPerSample;
  const panels = (columns + 7) >> 3;
  const chunks = (length + CHUNK - 1) / CHUNK;
  const units = panels * segments * chunks;
  const part = scratch + <usize>(thread * sumsBytes(BLOCK));
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const panel = unit / (segments * chunks);
    const segment = (unit / chunks) % segments;
    const from = (unit % chunks) * CHUNK;
    const together = min(CHUNK, length - from);
    const base = a + load<u32>(spans + (<usize>segment << 2)) + (<usize>from << 2);
    const out = c + (<usize>((panel * segments + segment) * length + from) << 5);
    clearFloats(out, together * 8);
    for (let start = 0; start < used; start += DEPTH) {
      const table = rows + (<usize>start << 2);
      const bStart = b + (<usize>(panel * height + start) << 5);
      addOuterProducts(base, table, min(DEPTH, used - start), bStart, together, part, out);
    }
  }
}

/**
 * Rows of a block: as many in each as whole tiles allow, so that threads have alike much to do, and few enough for
 * two blocks' work or more for each of them.
 */
@inline
function blockRows(height: i32, panels: i32, threads: i32): i32 {
  const blocks = max((height + BLOCK - 1) / BLOCK, (2 * threads + panels - 1) / panels);
  const rows = (height + blocks - 1) / blocks;
  return max(6, ((rows + 5) / 6) * 6);
}

/** Columns of A that are worked on together, a multiple of six: a unit of work. */
const CHUNK = 96;

/** Rows whose products are summed before the sums are added to those before, and that stay in the cache meanwhile. */
const DEPTH = 256;

/** Stores the sums of `height` rows in C, whose rows are `columns` floats apart. */
function storeSums(sums: usize, height: i32, activation: i32, c: usize, columns: i32, panel: i32): void {
  const zero = f32x4.splat(0);
  const floor = activation == RELU ? zero : f32x4.splat(-f32.MAX_VALUE);
  const left = min(8, columns - panel * 8);
  for (let row = 0; row < height; row++) {
    let low = v128.load(sums);
    let high = v128.load(sums, 16);
    if (activation != LINEAR) {
      low = v128.max<f32>(low, floor);
      high = v128.max<f32>(high, floor);
    }
    storeLanes(c, low, high, left);
    sums += 32;
    c += <usize>(columns << 2);
  }
}
