import { firstOf } from "./split";

/** Keeps a division by a norm finite; the value of src/model/constraints.ts. */
const EPSILON = 1e-7;

/**
 * Scales vectors of a weight towards a length between `least` and `most`, by the share `rate` of the way. Value k of
 * vector v is the float at value + bases[v] + steps[k] (byte offsets, u32); norms are summed in double precision.
 */
export function rescale(
  value: usize,
  bases: usize,
  vectors: i32,
  steps: usize,
  length: i32,
  least: f64,
  most: f64,
  rate: f64,
  thread: i32,
  threads: i32,
): void {
  const end = steps + (<usize>length << 2);
  for (let vector = firstOf(vectors, thread, threads); vector < firstOf(vectors, thread + 1, threads); vector++) {
    const base = value + load<u32>(bases + <usize>(vector << 2));
    let squares: f64 = 0;
    for (let step = steps; step < end; step += 4) {
      const x = <f64>load<f32>(base + load<u32>(step));
      squares += x * x;
    }
    const norm = Math.sqrt(squares);
    const wanted = rate * min(max(norm, least), most) + (1 - rate) * norm;
    const factor = wanted / (EPSILON + norm);
    for (let step = steps; step < end; step += 4) {
      const at = base + load<u32>(step);
      store<f32>(at, <f32>(<f64>load<f32>(at) * factor));
    }
  }
}

/** Sets what is negative among `size` floats, a multiple of four, to 0. */
export function nonNegative(value: usize, size: i32, thread: i32, threads: i32): void {
  const zero = f32x4.splat(0);
  const end = <usize>firstOf(size >> 2, thread + 1, threads) << 4;
  for (let at = <usize>firstOf(size >> 2, thread, threads) << 4; at < end; at += 16) {
    const w = v128.load(value + at);
    v128.store(value + at, v128.bitselect(zero, w, v128.lt<f32>(w, zero)));
  }
}
