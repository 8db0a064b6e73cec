import { firstOf } from "./split";

/**
 * Loops over values, four at a time, that a function is compiled into: the method `of` of a class without fields, which
 * takes the function's settings, a and b, after its arguments. `size` floats a sample; tensors are filled up to whole
 * cache lines, so that the last four may be values behind the batch. Any of the tensors may be the same one.
 *
 * Bounds are put on values by pmin and pmax, one instruction each, which return their first argument where it is NaN.
 */

/** y = f(x). */
@inline
export function map<F>(
  count: usize,
  size: i32,
  x: usize,
  y: usize,
  a: f32,
  b: f32,
  thread: i32,
  threads: i32,
): void {
  const first = f32x4.splat(a);
  const second = f32x4.splat(b);
  const groups = (load<i32>(count) * size + 3) >> 2;
  const end = <usize>firstOf(groups, thread + 1, threads) << 4;
  for (let at = <usize>firstOf(groups, thread, threads) << 4; at < end; at += 16) {
    v128.store(y + at, changetype<F>(<usize>0).of(v128.load(x + at), first, second));
  }
}

/** z = f(x, y). */
@inline
export function map2<F>(
  count: usize,
  size: i32,
  x: usize,
  y: usize,
  z: usize,
  a: f32,
  b: f32,
  thread: i32,
  threads: i32,
): void {
  const first = f32x4.splat(a);
  const second = f32x4.splat(b);
  const groups = (load<i32>(count) * size + 3) >> 2;
  const end = <usize>firstOf(groups, thread + 1, threads) << 4;
  for (let at = <usize>firstOf(groups, thread, threads) << 4; at < end; at += 16) {
    v128.store(z + at, changetype<F>(<usize>0).of(v128.load(x + at), v128.load(y + at), first, second));
  }
}
