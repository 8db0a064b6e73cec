import { map2 } from "./map";
import { firstOf } from "./split";

/** x, or alpha x where x is negative, with an alpha for each value (He et al., ICCV 2015). */

@unmanaged
class Prelu {
  @inline
  of(x: v128, alpha: v128, _a: v128, _b: v128): v128 {
    return v128.bitselect(v128.mul<f32>(x, alpha), x, v128.lt<f32>(x, f32x4.splat(0)));
  }
}

/** dy · min(x, 0). */
@unmanaged
class PreluSlopes {
  @inline
  of(x: v128, dy: v128, _a: v128, _b: v128): v128 {
    return v128.mul<f32>(dy, v128.min<f32>(x, f32x4.splat(0)));
  }
}

export function prelu(
  count: usize, size: i32, x: usize, alpha: usize, y: usize, thread: i32, threads: i32,
): void {
  map2<Prelu>(count, size, x, alpha, y, 0, 0, thread, threads);
}

/** The gradient by each value's alpha. */
export function preluSlopes(
  count: usize, size: i32, x: usize, dy: usize, slopes: usize, thread: i32, threads: i32,
): void {
  map2<PreluSlopes>(count, size, x, dy, slopes, 0, 0, thread, threads);
}

/** dx = dy, or alpha dy where x is not positive. In place where dx is dy. */
export function preluGradient(
  count: usize, size: i32, x: usize, alpha: usize, dy: usize, dx: usize, thread: i32, threads: i32,
): void {
  const groups = (load<i32>(count) * size + 3) >> 2;
  const end = <usize>firstOf(groups, thread + 1, threads) << 4;
  for (let at = <usize>firstOf(groups, thread, threads) << 4; at < end; at += 16) {
    const gradient = v128.load(dy + at);
    const below = v128.mul<f32>(gradient, v128.load(alpha + at));
    const positive = v128.gt<f32>(v128.load(x + at), f32x4.splat(0));
    v128.store(dx + at, v128.bitselect(gradient, below, positive));
  }
}
