import { addRows } from "./tiles";

/** Sums of products of rows with one panel, eight a row: rows, runs and panels are those of gemm.ts. */

/** Rows that are worked on together, a multiple of six. Their sums stay in the first cache. */
export const BLOCK = 96;

/** Fills the sums of `height` rows with a vector of eight, or with zeros where `bias` is 0. */
export function startSums(sums: usize, height: i32, bias: usize): void {
  const low = bias == 0 ? f32x4.splat(0) : v128.load(bias);
  const high = bias == 0 ? f32x4.splat(0) : v128.load(bias, 16);
  const end = sums + <usize>(height << 5);
  for (let at = sums; at < end; at += 32) {
    v128.store(at, low);
    v128.store(at, high, 16);
  }
}

/** Adds the products of rows [start, stop) with one panel to `sums`, which has room for six rows more. */
export function addProducts(
  a: usize,
  rows: usize,
  start: i32,
  stop: i32,
  spans: usize,
  segments: i32,
  length: i32,
  b: usize,
  panel: i32,
  sums: usize,
): void {
  for (let segment = 0; segment < segments; segment++) {
    const base = a + load<u32>(spans + <usize>(segment << 2));
    const bRun = b + <usize>(((panel * segments + segment) * length) << 5);
    for (let r = start; r < stop; r += 6) {
      const last = stop - 1;
      addRows(
        base + rowAt(rows, r),
        base + rowAt(rows, min(r + 1, last)),
        base + rowAt(rows, min(r + 2, last)),
        base + rowAt(rows, min(r + 3, last)),
        base + rowAt(rows, min(r + 4, last)),
        base + rowAt(rows, min(r + 5, last)),
        bRun,
        length,
        sums + <usize>((r - start) << 5),
      );
    }
  }
}

// @ts-ignore: decorator
@inline
function rowAt(rows: usize, row: i32): usize {
  return load<u32>(rows + <usize>(row << 2));
}
