/**
 * Sums over the rows of a matrix by its columns, two at a time, in two steps: over each chunk of 64 rows in single
 * precision, [chunk][2][padded] with `padded` the width rounded up to four; and over these in double precision. So
 * threads share out the chunks, the order of a sum is always the same, and its error does not grow with the batch.
 */

/** Rows of a chunk. */
export const CHUNK = 64;

@inline
export function paddedOf(width: i32): i32 {
  return (width + 3) & ~3;
}

@inline
export function chunksOf(rows: i32): i32 {
  return (rows + CHUNK - 1) / CHUNK;
}

/** The address of a chunk's first (0) or second (1) sums. */
@inline
export function sumsOf(partial: usize, chunk: i32, part: i32, padded: i32): usize {
  return partial + (<usize>((2 * chunk + part) * padded) << 2);
}
