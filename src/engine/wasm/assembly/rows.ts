/**
 * Rows of any width, four values at a time; what the last four hold behind the row's end is left out. A function is a
 * class without fields, as in map.ts, whose method `of` takes values of two tensors and two settings.
 */

/** Values of a row that are added in single precision before their sum goes on in double, so that no sum decays. */
const RUN = 256;

/** f(x, y) = x. */
@unmanaged
export class Itself {
  @inline
  of(x: v128, _y: v128, _a: v128, _b: v128): v128 {
    return x;
  }
}

/** z = f(x, y) over a row. Any of the tensors may be the same one. */
@inline
export function mapRow<F>(x: usize, y: usize, z: usize, width: i32, a: v128, b: v128): void {
  const whole = <usize>(width & ~3) << 2;
  for (let at: usize = 0; at < whole; at += 16) {
    v128.store(z + at, changetype<F>(<usize>0).of(v128.load(x + at), v128.load(y + at), a, b));
  }
  if ((width & 3) != 0) {
    const values = changetype<F>(<usize>0).of(v128.load(x + whole), v128.load(y + whole), a, b);
    storeUpTo(z + whole, values, width & 3);
  }
}

/** Σ f(x, y) over a row. */
@inline
export function sumRow<F>(x: usize, y: usize, width: i32, a: v128, b: v128): f64 {
  let sum: f64 = 0;
  for (let run = 0; run < width; run += RUN) {
    const end = <usize>min(width & ~3, run + RUN) << 2;
    let part = f32x4.splat(0);
    for (let at = <usize>run << 2; at < end; at += 16) {
      part = v128.add<f32>(part, changetype<F>(<usize>0).of(v128.load(x + at), v128.load(y + at), a, b));
    }
    if (run + RUN > width && (width & 3) != 0) {
      const values = changetype<F>(<usize>0).of(v128.load(x + end), v128.load(y + end), a, b);
      part = v128.add<f32>(part, v128.and(values, lanesBelow(width & 3)));
    }
    const low = <f64>f32x4.extract_lane(part, 0) + <f64>f32x4.extract_lane(part, 1);
    sum += low + (<f64>f32x4.extract_lane(part, 2) + <f64>f32x4.extract_lane(part, 3));
  }
  return sum;
}

/** All bits of the first `left` lanes: of four where there are as many. */
@inline
export function lanesBelow(left: i32): v128 {
  return v128.lt<i32>(i32x4(0, 1, 2, 3), i32x4.splat(left));
}

/** Stores the first `left` of four values, or all where there are as many. */
@inline
export function storeUpTo(to: usize, values: v128, left: i32): void {
  if (left >= 4) {
    v128.store(to, values);
  } else {
    v128.store_lane<f32>(to, values, 0);
    if (left > 1) v128.store_lane<f32>(to, values, 1, 4);
    if (left > 2) v128.store_lane<f32>(to, values, 2, 8);
  }
}
