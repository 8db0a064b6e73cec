/**
 * Elementary functions of four floats at a time, of nothing but additions and multiplications, so that every
 * machine of one arithmetic gives the same bits.
 */
import { multiplyAdd } from "./tiles";

/**
 * exp(x) by 2ⁿ · exp(r), |r| ≤ ln 2 / 2, with the reduction and the polynomial of Cephes' expf (Moshier, 1992).
 * 0 below −87.34 and ∞ above 88.72.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const n = v128.nearest<f32>(v128.mul<f32>(x, f32x4.splat(1.4426950408889634)));
  const r = multiplyAdd(n, f32x4.splat(2.12194440e-4), multiplyAdd(n, f32x4.splat(-0.693359375), x));
  let p = f32x4.splat(1.9875691500e-4);
  p = multiplyAdd(p, r, f32x4.splat(1.3981999507e-3));
  p = multiplyAdd(p, r, f32x4.splat(8.3334519073e-3));
  p = multiplyAdd(p, r, f32x4.splat(4.1665795894e-2));
  p = multiplyAdd(p, r, f32x4.splat(1.6666665459e-1));
  p = multiplyAdd(p, r, f32x4.splat(5.0000001201e-1));
  p = v128.add<f32>(multiplyAdd(v128.mul<f32>(r, r), p, r), f32x4.splat(1));
  // Two factors, because 2ⁿ alone would overflow where the product does not.
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  const bias = i32x4.splat(127);
  const first = i32x4.shl(i32x4.add(half, bias), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(whole, half), bias), 23);
  const result = v128.mul<f32>(v128.mul<f32>(p, first), second);
  const low = v128.lt<f32>(x, f32x4.splat(-87.33654));
  const high = v128.gt<f32>(x, f32x4.splat(88.72284));
  const kept = v128.bitselect(f32x4.splat(0), result, low);
  return v128.bitselect(f32x4.splat(f32.POSITIVE_INFINITY), kept, high);
}

/** exp of one float, the same bits as in a vector. */
// @ts-ignore: decorator
@inline
export function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}
