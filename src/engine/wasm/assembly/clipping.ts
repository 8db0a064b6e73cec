import { isPlain, pull } from "./pull";
import { firstOf } from "./split";

/**
 * The sums of the squares of a gradient, as `pull` makes it of the one in memory, over each `chunk` of its `size`
 * floats (both multiples of four), in double precision: sums[first], sums[first + 1], … One thread sums a chunk.
 */
export function squareSums(
  value: usize,
  gradient: usize,
  size: i32,
  l1: f64,
  l2: f64,
  bound: f64,
  chunk: i32,
  sums: usize,
  first: i32,
  thread: i32,
  threads: i32,
): void {
  const plain = isPlain(l1, l2, bound, 0);
  const chunks = (size + chunk - 1) / chunk;
  for (let unit = firstOf(chunks, thread, threads); unit < firstOf(chunks, thread + 1, threads); unit++) {
    const end = <usize>min(size, (unit + 1) * chunk) << 2;
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    for (let at = <usize>(unit * chunk) << 2; at < end; at += 16) {
      const g = pull(v128.load(gradient + at), v128.load(value + at), plain, l1, l2, bound, 0, 0);
      const early = f64x2.promote_low_f32x4(g);
      const late = f64x2.promote_low_f32x4(v128.shuffle<i64>(g, g, 1, 1));
      low = v128.add<f64>(low, v128.mul<f64>(early, early));
      high = v128.add<f64>(high, v128.mul<f64>(late, late));
    }
    const both = v128.add<f64>(low, high);
    store<f64>(sums + (<usize>(first + unit) << 3), f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1));
  }
}

/**
 * What each weight's gradient is scaled by, so that its norm is at most `clipNorm` and that of all together at most
 * `globalClipNorm` (Pascanu, Mikolov, Bengio, ICML 2013); an infinite bound is none. Weight i has chunks[i] (u32) of
 * the sums of squares. The first thread works alone: there is little to do.
 */
export function clipFactors(
  sums: usize,
  chunks: usize,
  weights: i32,
  clipNorm: f64,
  globalClipNorm: f64,
  factors: usize,
  thread: i32,
  threads: i32,
): void {
  if (thread != 0) return;
  let all: f64 = 0;
  let from = sums;
  for (let weight = 0; weight < weights; weight++) {
    let squares: f64 = 0;
    const end = from + (<usize>load<u32>(chunks + <usize>(weight << 2)) << 3);
    for (; from < end; from += 8) squares += load<f64>(from);
    const factor = shrink(Math.sqrt(squares), clipNorm);
    store<f32>(factors + <usize>(weight << 2), <f32>factor);
    all += squares * factor * factor;
  }
  const factor = <f32>shrink(Math.sqrt(all), globalClipNorm);
  for (let weight = 0; weight < weights; weight++) {
    const at = factors + <usize>(weight << 2);
    store<f32>(at, load<f32>(at) * factor);
  }
}

/** What takes `norm` down to `bound`; 1 where it is no larger, or not a number. */
function shrink(norm: f64, bound: f64): f64 {
  return norm > bound ? bound / norm : 1;
}
