import { cosTurns4, logOfNormal4 } from "./math";
import { WORDS_BYTES, words } from "./philox";
import { firstOf } from "./split";
import { multiplyAdd } from "./tiles";

/**
 * y = mean + deviation × a standard normal number, made of words 2e and 2e + 1 of the stream for value e of the batch by
 * the transform of Box and Muller (1958). Sixteen values at a time: y is filled up to whole cache lines.
 */
export function normals(
  count: usize, size: i32, stream: usize, mean: f32, deviation: f32, y: usize, scratch: usize,
  thread: i32, threads: i32,
): void {
  const groups = (load<i32>(count) * size + 15) >> 4;
  const drawn = scratch + <usize>thread * WORDS_BYTES;
  const center = f32x4.splat(mean);
  const spread = f32x4.splat(deviation);
  for (let group = firstOf(groups, thread, threads); group < firstOf(groups, thread + 1, threads); group++) {
    words(stream, group << 3, drawn);
    const to = y + (<usize>group << 6);
    for (let at: usize = 0; at < 64; at += 16) {
      const from = drawn + 2 * at;
      const value = normal(v128.load(from), v128.load(from, 16));
      v128.store(to + at, multiplyAdd(spread, value, center));
    }
  }
}

/** Four standard normal numbers of eight words. */
@inline
function normal(low: v128, high: v128): v128 {
  const first = uniform(v128.shuffle<i32>(low, high, 0, 2, 4, 6));
  const second = uniform(v128.shuffle<i32>(low, high, 1, 3, 5, 7));
  const logarithm = logOfNormal4(v128.sub<f32>(f32x4.splat(1), first));
  return v128.mul<f32>(v128.sqrt<f32>(v128.mul<f32>(logarithm, f32x4.splat(-2))), cosTurns4(second));
}

/** The upper 24 bits of a word as a number in [0, 1). */
@inline
function uniform(word: v128): v128 {
  return v128.mul<f32>(f32x4.convert_i32x4_u(i32x4.shr_u(word, 8)), f32x4.splat(2 ** -24));
}
