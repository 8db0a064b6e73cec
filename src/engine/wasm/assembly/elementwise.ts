import { firstOf } from "./split";

/** y ← y + x over `size` floats, a multiple of four or followed by room for three more. */
export function accumulate(x: usize, size: i32, y: usize, thread: i32, threads: i32): void {
  const groups = (size + 3) >> 2;
  const end = <usize>firstOf(groups, thread + 1, threads) << 4;
  for (let at = <usize>firstOf(groups, thread, threads) << 4; at < end; at += 16) {
    v128.store(y + at, v128.add<f32>(v128.load(y + at), v128.load(x + at)));
  }
}
