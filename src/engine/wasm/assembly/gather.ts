import { multiplyAdd } from "./tiles";
import { firstOf } from "./split";

/**
 * The samples of a batch as the model sees them: out[row][v] = storage[indices[row]][v] × scale[v] + offset[v]
 * for v in [0, size). Tables of `size` floats; the number of rows is the i32 at `count`; indices are u32.
 */

export function gatherBytes(
  count: usize,
  indices: usize,
  storage: usize,
  size: i32,
  scale: usize,
  offset: usize,
  out: usize,
  thread: i32,
  threads: i32,
): void {
  const rows = load<i32>(count);
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const from = storage + <usize>load<u32>(indices + <usize>(row << 2)) * <usize>size;
    const to = out + <usize>(row * size) * 4;
    let v = 0;
    for (; v + 8 <= size; v += 8) {
      const at = <usize>(v << 2);
      const halves = v128.load_ext<u8>(from + <usize>v);
      const low = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(halves));
      const high = f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(halves));
      v128.store(to + at, multiplyAdd(low, v128.load(scale + at), v128.load(offset + at)));
      v128.store(to + at, multiplyAdd(high, v128.load(scale + at, 16), v128.load(offset + at, 16)), 16);
    }
    for (; v < size; v++) {
      scaled(<f32>load<u8>(from + <usize>v), <usize>(v << 2), scale, offset, to);
    }
  }
}

export function gatherInts(
  count: usize,
  indices: usize,
  storage: usize,
  size: i32,
  scale: usize,
  offset: usize,
  out: usize,
  thread: i32,
  threads: i32,
): void {
  const rows = load<i32>(count);
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const from = storage + <usize>load<u32>(indices + <usize>(row << 2)) * <usize>size * 4;
    const to = out + <usize>(row * size) * 4;
    for (let v = 0; v < size; v++) {
      const at = <usize>(v << 2);
      scaled(<f32>load<i32>(from + at), at, scale, offset, to);
    }
  }
}

export function gatherFloats(
  count: usize,
  indices: usize,
  storage: usize,
  size: i32,
  scale: usize,
  offset: usize,
  out: usize,
  thread: i32,
  threads: i32,
): void {
  const rows = load<i32>(count);
  for (let row = firstOf(rows, thread, threads); row < firstOf(rows, thread + 1, threads); row++) {
    const from = storage + <usize>load<u32>(indices + <usize>(row << 2)) * <usize>size * 4;
    const to = out + <usize>(row * size) * 4;
    for (let v = 0; v < size; v++) {
      const at = <usize>(v << 2);
      scaled(load<f32>(from + at), at, scale, offset, to);
    }
  }
}

/** One value through the same instruction as eight of them, so that both are rounded alike. */
@inline
function scaled(value: f32, at: usize, scale: usize, offset: usize, to: usize): void {
  const result = multiplyAdd(
    f32x4.splat(value),
    v128.load_splat<f32>(scale + at),
    v128.load_splat<f32>(offset + at),
  );
  v128.store_lane<f32>(to + at, result, 0);
}
