import { copyFloats } from "./lanes";
import { firstOf } from "./split";

/**
 * Copies rows that a table finds, as gemm.ts has them, so that they lie one after the other: out [row][segments · length].
 * Worth it where runs are so short that a product would spend its time between them.
 */
export function patches(
  count: usize,
  rowsPerSample: i32,
  a: usize,
  rows: usize,
  spans: usize,
  segments: i32,
  length: i32,
  out: usize,
  thread: i32,
  threads: i32,
): void {
  const height = load<i32>(count) * rowsPerSample;
  for (let row = firstOf(height, thread, threads); row < firstOf(height, thread + 1, threads); row++) {
    const from = a + load<u32>(rows + <usize>(row << 2));
    let to = out + (<usize>(row * segments * length) << 2);
    for (let segment = 0; segment < segments; segment++) {
      copyFloats(from + load<u32>(spans + <usize>(segment << 2)), to, length);
      to += <usize>length << 2;
    }
  }
}
