import { addLanes, clearFloats } from "./lanes";
import { addOuter, addRows } from "./tiles";

/** Sums of products of rows with one panel, eight a row: rows, runs and panels are those of gemm.ts. */

/** Rows that are worked on together, a multiple of six. Their sums stay in the first cache. */
export const BLOCK = 96;

/** Bytes of scratch that a thread needs for the sums of so many rows, and for a start of zeros. */
@inline
export function sumsBytes(rows: i32): i32 {
  return (((rows + 5) / 6) * 6 + 1) << 5;
}

/**
 * The products of rows [first, stop) with one panel, and the panel's eight of `bias`, which may be 0: none. `sums` has room
 * as sumsBytes says.
 */
export function multiplyRows(
  a: usize, rows: usize, first: i32, stop: i32, spans: usize, segments: i32, length: i32, b: usize, panel: i32,
  bias: usize, sums: usize,
): void {
  let start = bias + (<usize>panel << 5);
  if (bias == 0) {
    start = sums + <usize>(sumsBytes(stop - first) - 32);
    clearFloats(start, 8);
  }
  const last = stop - 1;
  for (let segment = 0; segment < segments; segment++) {
    const base = a + load<u32>(spans + (<usize>segment << 2));
    const bRun = b + (<usize>((panel * segments + segment) * length) << 5);
    for (let r = first; r < stop; r += 6) {
      const own = sums + (<usize>(r - first) << 5);
      addRows(
        base + rowAt(rows, r),
        base + rowAt(rows, min(r + 1, last)),
        base + rowAt(rows, min(r + 2, last)),
        base + rowAt(rows, min(r + 3, last)),
        base + rowAt(rows, min(r + 4, last)),
        base + rowAt(rows, min(r + 5, last)),
        bRun,
        length,
        segment == 0 ? start : own,
        segment == 0 ? 0 : 32,
        own,
      );
    }
  }
}

/**
 * Adds AᵀB to `total`, [k][8] for k in [0, length): sums over `depth` rows of the products of `length` consecutive floats,
 * at a + rows[m], with eight of B, which are 32 bytes apart. The sum over these rows is made before it is added, so that
 * errors grow with the number of calls and not of rows. `part` is 192 bytes of scratch.
 */
export function addOuterProducts(
  a: usize, rows: usize, depth: i32, b: usize, length: i32, part: usize, total: usize,
): void {
  for (let k = 0; k < length; k += 6) {
    clearFloats(part, 48);
    addOuter(a + (<usize>k << 2), rows, depth, b, 32, part);
    const end = part + (<usize>min(6, length - k) << 5);
    for (let from = part; from < end; from += 32) {
      addLanes(total, v128.load(from), v128.load(from, 16), 8);
      total += 32;
    }
  }
}

@inline
function rowAt(rows: usize, row: i32): usize {
  return load<u32>(rows + (<usize>row << 2));
}
