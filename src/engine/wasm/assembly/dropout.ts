import { firstOf } from "./split";
import { WORDS_BYTES, words } from "./philox";

/**
 * Dropout (Srivastava et al., JMLR 2014): y = x × kept where the value's word of the stream is at least
 * `threshold`, else 0; `mask` remembers which, a byte a value. Value e of the batch has word e.
 */
export function dropout(
  count: usize,
  size: i32,
  x: usize,
  stream: usize,
  threshold: u32,
  kept: f32,
  mask: usize,
  y: usize,
  scratch: usize,
  thread: i32,
  threads: i32,
): void {
  const values = load<i32>(count) * size;
  const groups = (values + 15) >> 4;
  const drawn = scratch + <usize>thread * WORDS_BYTES;
  for (let group = firstOf(groups, thread, threads); group < firstOf(groups, thread + 1, threads); group++) {
    words(stream, group << 2, drawn);
    const stop = min(16, values - (group << 4));
    for (let lane = 0; lane < stop; lane++) {
      const e = <usize>((group << 4) + lane);
      const keeps = load<u32>(drawn + <usize>(lane << 2)) >= threshold;
      store<u8>(mask + e, keeps ? 1 : 0);
      store<f32>(y + (e << 2), keeps ? load<f32>(x + (e << 2)) * kept : 0);
    }
  }
}

/** dx = dy × kept where the mask says so, else 0. */
export function dropoutGradient(
  count: usize,
  size: i32,
  dy: usize,
  mask: usize,
  kept: f32,
  dx: usize,
  thread: i32,
  threads: i32,
): void {
  const values = load<i32>(count) * size;
  for (let e = firstOf(values, thread, threads); e < firstOf(values, thread + 1, threads); e++) {
    const at = <usize>(e << 2);
    store<f32>(dx + at, load<u8>(mask + <usize>e) != 0 ? load<f32>(dy + at) * kept : 0);
  }
}
