import { map, map2 } from "./map";
import { firstOf } from "./split";

/** Several tensors value by value, two at a time. Any of the tensors may be the same one. */

@unmanaged
class Sum {
  @inline
  of(x: v128, y: v128, _a: v128, _b: v128): v128 {
    return v128.add<f32>(x, y);
  }
}

@unmanaged
class Product {
  @inline
  of(x: v128, y: v128, _a: v128, _b: v128): v128 {
    return v128.mul<f32>(x, y);
  }
}

@unmanaged
class Larger {
  @inline
  of(x: v128, y: v128, _a: v128, _b: v128): v128 {
    return v128.max<f32>(x, y);
  }
}

@unmanaged
class Smaller {
  @inline
  of(x: v128, y: v128, _a: v128, _b: v128): v128 {
    return v128.min<f32>(x, y);
  }
}

@unmanaged
class Multiple {
  @inline
  of(x: v128, factor: v128, _b: v128): v128 {
    return v128.mul<f32>(x, factor);
  }
}

/** z = x + y. */
export function add(count: usize, size: i32, x: usize, y: usize, z: usize, thread: i32, threads: i32): void {
  map2<Sum>(count, size, x, y, z, 0, 0, thread, threads);
}

/** z = x · y. */
export function multiply(
  count: usize, size: i32, x: usize, y: usize, z: usize, thread: i32, threads: i32,
): void {
  map2<Product>(count, size, x, y, z, 0, 0, thread, threads);
}

/** z = the larger of x and y; NaN where one of them is. */
export function maximum(
  count: usize, size: i32, x: usize, y: usize, z: usize, thread: i32, threads: i32,
): void {
  map2<Larger>(count, size, x, y, z, 0, 0, thread, threads);
}

/** z = the smaller of x and y; NaN where one of them is. */
export function minimum(
  count: usize, size: i32, x: usize, y: usize, z: usize, thread: i32, threads: i32,
): void {
  map2<Smaller>(count, size, x, y, z, 0, 0, thread, threads);
}

/** y = factor · x: a copy for 1. */
export function scale(
  count: usize, size: i32, factor: f32, x: usize, y: usize, thread: i32, threads: i32,
): void {
  map<Multiple>(count, size, x, y, factor, 0, thread, threads);
}

/**
 * dx = dy where x is y, the largest or smallest of several tensors, and dy = 0 there from now on: called for one
 * tensor after the other, the first of equal ones has it all.
 */
export function claim(
  count: usize, size: i32, x: usize, y: usize, dy: usize, dx: usize, thread: i32, threads: i32,
): void {
  const groups = (load<i32>(count) * size + 3) >> 2;
  const end = <usize>firstOf(groups, thread + 1, threads) << 4;
  for (let at = <usize>firstOf(groups, thread, threads) << 4; at < end; at += 16) {
    const own = v128.eq<f32>(v128.load(x + at), v128.load(y + at));
    const gradient = v128.load(dy + at);
    v128.store(dx + at, v128.and(gradient, own));
    v128.store(dy + at, v128.andnot(gradient, own));
  }
}
