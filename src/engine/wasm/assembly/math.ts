/**
 * Elementary functions of four floats at a time, each of the same instructions in every lane, so that a value has
 * one result wherever it stands and every machine of one arithmetic gives the same bits. The errors named are the
 * worst over a dense sample of all exponents, fused and strict, that test/engine/wasm/math.test.ts holds them to.
 */
import { multiplyAdd } from "./tiles";

/** n of x = n ln 2 + r, the nearest whole number. */
@inline
function wholes(x: v128): v128 {
  return v128.nearest<f32>(v128.mul<f32>(x, f32x4.splat(1.4426950408889634)));
}

/** exp(r) − 1 of what n leaves of x, with the reduction and the polynomial of Cephes' expf (Moshier, 1992). */
@inline
function expm1Rest(x: v128, n: v128): v128 {
  const r = multiplyAdd(n, f32x4.splat(2.12194440e-4), multiplyAdd(n, f32x4.splat(-0.693359375), x));
  let p = f32x4.splat(1.9875691500e-4);
  p = multiplyAdd(p, r, f32x4.splat(1.3981999507e-3));
  p = multiplyAdd(p, r, f32x4.splat(8.3334519073e-3));
  p = multiplyAdd(p, r, f32x4.splat(4.1665795894e-2));
  p = multiplyAdd(p, r, f32x4.splat(1.6666665459e-1));
  p = multiplyAdd(p, r, f32x4.splat(5.0000001201e-1));
  return multiplyAdd(v128.mul<f32>(r, r), p, r);
}

/** 2ⁿ of whole numbers, −126 ≤ n ≤ 127, given as integers. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/**
 * exp(x) as 2ⁿ · exp(r), |r| ≤ ln 2 / 2 (Cephes' expf). 0 where it would be subnormal, below x = −87.33654; ∞ above
 * 88.72284. Error below 1.1 ulp.
 */
@inline
export function exp4(x: v128): v128 {
  const n = wholes(x);
  const power = v128.add<f32>(expm1Rest(x, n), f32x4.splat(1));
  // Two factors, because 2ⁿ alone would overflow where the product does not.
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  const result = v128.mul<f32>(v128.mul<f32>(power, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
  const low = v128.lt<f32>(x, f32x4.splat(-87.33654));
  const high = v128.gt<f32>(x, f32x4.splat(88.72284));
  const kept = v128.bitselect(f32x4.splat(0), result, low);
  return v128.bitselect(f32x4.splat(f32.POSITIVE_INFINITY), kept, high);
}

/**
 * exp(x) − 1 as 2 (2ⁿ⁻¹ (exp(r) − 1) + 2ⁿ⁻¹ − ½), which loses nothing near 0, where n is 0 (fdlibm's s_expm1.c has the
 * reduction). Error below 1.6 ulp.
 */
@inline
export function expm14(x: v128): v128 {
  // Beyond these it is −1 and ∞; the least 2ⁿ⁻¹ that is reached is a normal number.
  const within = v128.pmax<f32>(v128.pmin<f32>(x, f32x4.splat(88.8)), f32x4.splat(-20));
  const n = wholes(within);
  const half = powerOfTwo(i32x4.sub(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(1)));
  const halved = multiplyAdd(expm1Rest(within, n), half, v128.sub<f32>(half, f32x4.splat(0.5)));
  const tiny = v128.lt<f32>(v128.abs<f32>(x), f32x4.splat(2 ** -25));
  return v128.bitselect(x, v128.add<f32>(halved, halved), tiny);
}

/**
 * The natural logarithm of a normal positive number, as e ln 2 + log(m), √½ ≤ m < √2 (Cephes' logf, Moshier 1992). Error
 * below 0.8 ulp.
 */
@inline
export function logOfNormal4(x: v128): v128 {
  return logScaled(x, i32x4.splat(0));
}

/** log(x · 2ˢ) for normal x. */
@inline
function logScaled(x: v128, s: v128): v128 {
  const rootHalf = i32x4.splat(0x3f3504f3);
  const above = i32x4.sub(x, rootHalf);
  const e = f32x4.convert_i32x4_s(i32x4.add(i32x4.shr_s(above, 23), s));
  const m = i32x4.add(v128.and(above, i32x4.splat(0x7fffff)), rootHalf);
  const f = v128.sub<f32>(m, f32x4.splat(1));
  const z = v128.mul<f32>(f, f);
  let p = f32x4.splat(7.0376836292e-2);
  p = multiplyAdd(p, f, f32x4.splat(-1.1514610310e-1));
  p = multiplyAdd(p, f, f32x4.splat(1.1676998740e-1));
  p = multiplyAdd(p, f, f32x4.splat(-1.2420140846e-1));
  p = multiplyAdd(p, f, f32x4.splat(1.4249322787e-1));
  p = multiplyAdd(p, f, f32x4.splat(-1.6668057665e-1));
  p = multiplyAdd(p, f, f32x4.splat(2.0000714765e-1));
  p = multiplyAdd(p, f, f32x4.splat(-2.4999993993e-1));
  p = multiplyAdd(p, f, f32x4.splat(3.3333331174e-1));
  let rest = multiplyAdd(e, f32x4.splat(-2.12194440e-4), v128.mul<f32>(v128.mul<f32>(p, f), z));
  rest = multiplyAdd(z, f32x4.splat(-0.5), rest);
  return multiplyAdd(e, f32x4.splat(0.693359375), v128.add<f32>(f, rest));
}

/** The natural logarithm of any number: −∞ of 0, NaN of what is below. Error below 0.8 ulp. */
@inline
export function log4(x: v128): v128 {
  const subnormal = v128.lt<f32>(x, f32x4.splat(f32.MIN_NORMAL_VALUE));
  const normal = v128.bitselect(v128.mul<f32>(x, f32x4.splat(2 ** 23)), x, subnormal);
  const result = logScaled(normal, v128.and(subnormal, i32x4.splat(-23)));
  const infinite = v128.ge<f32>(x, f32x4.splat(f32.POSITIVE_INFINITY));
  const nan = v128.or(v128.lt<f32>(x, f32x4.splat(0)), v128.ne<f32>(x, x));
  const zero = v128.eq<f32>(x, f32x4.splat(0));
  const finite = v128.bitselect(f32x4.splat(f32.NEGATIVE_INFINITY), result, zero);
  return v128.bitselect(f32x4.splat(f32.NaN), v128.bitselect(x, finite, infinite), nan);
}

/**
 * log(1 + x) for x in [0, 1], as log(u) + (x − (u − 1)) / u with u = 1 + x rounded (fdlibm's s_log1p.c). Error below 1.2
 * ulp.
 */
@inline
export function log1p4(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = v128.add<f32>(x, one);
  const lost = v128.sub<f32>(x, v128.sub<f32>(u, one));
  return v128.add<f32>(logOfNormal4(u), v128.div<f32>(lost, u));
}

/** x + x p(x²) up to 0.625, and 1 − 2 / (exp(2 |x|) + 1) beyond (Cephes' tanhf, Moshier 1992). Error below 1.3 ulp. */
@inline
export function tanh4(x: v128): v128 {
  const z = v128.mul<f32>(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = multiplyAdd(p, z, f32x4.splat(2.06390887954e-2));
  p = multiplyAdd(p, z, f32x4.splat(-5.37397155531e-2));
  p = multiplyAdd(p, z, f32x4.splat(1.33314422036e-1));
  p = multiplyAdd(p, z, f32x4.splat(-3.33332819422e-1));
  const near = multiplyAdd(v128.mul<f32>(p, z), x, x);
  const one = f32x4.splat(1);
  const size = v128.abs<f32>(x);
  const power = exp4(v128.add<f32>(size, size));
  const rest = v128.div<f32>(f32x4.splat(2), v128.add<f32>(power, one));
  const far = v128.sub<f32>(one, rest);
  return withSign(v128.bitselect(far, near, v128.gt<f32>(size, f32x4.splat(0.625))), x);
}

/** 1 ÷ (1 + exp(−x)), 0 below −88.72284. Error below 2.5 ulp. */
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return v128.div<f32>(one, v128.add<f32>(one, exp4(v128.neg<f32>(x))));
}

/**
 * The error function, 2/√π ∫₀ˣ exp(−t²) dt: x + x p(x²) up to 0.93, and 1 − exp(−|x| − |x| q(|x|)) beyond, with
 * polynomials that are nearest to it in the worst relative error (fitted by linear programming; the pieces are those
 * of Juffa's erff, Stack Overflow 35148198). Error below 1.2 ulp.
 */
@inline
export function erf4(x: v128): v128 {
  const z = v128.mul<f32>(x, x);
  let p = f32x4.splat(-5.947632e-4);
  p = multiplyAdd(p, z, f32x4.splat(4.9850647e-3));
  p = multiplyAdd(p, z, f32x4.splat(-2.6761472e-2));
  p = multiplyAdd(p, z, f32x4.splat(1.1281693e-1));
  p = multiplyAdd(p, z, f32x4.splat(-3.7612486e-1));
  p = multiplyAdd(p, z, f32x4.splat(1.2837915e-1));
  const near = multiplyAdd(p, x, x);
  const size = v128.pmin<f32>(v128.abs<f32>(x), f32x4.splat(4)); // where it has long been 1
  let q = f32x4.splat(-2.1374524e-4);
  q = multiplyAdd(q, size, f32x4.splat(3.2129847e-3));
  q = multiplyAdd(q, size, f32x4.splat(-2.2883652e-2));
  q = multiplyAdd(q, size, f32x4.splat(1.05252e-1));
  q = multiplyAdd(q, size, f32x4.splat(6.357258e-1));
  q = multiplyAdd(q, size, f32x4.splat(1.2851214e-1));
  const power = exp4(v128.neg<f32>(multiplyAdd(q, size, size)));
  const far = withSign(v128.sub<f32>(f32x4.splat(1), power), x);
  return v128.bitselect(far, near, v128.gt<f32>(size, f32x4.splat(0.93)));
}

/**
 * cos(2πu) for u in [0, 1] that is a multiple of 2⁻²⁴: exactly reduced to an eighth of a turn, then Cephes' sinf and
 * cosf (Moshier, 1992). Error below 2⁻²³.
 */
@inline
export function cosTurns4(u: v128): v128 {
  const quarter = v128.nearest<f32>(v128.mul<f32>(u, f32x4.splat(4)));
  const rest = v128.sub<f32>(u, v128.mul<f32>(quarter, f32x4.splat(0.25)));
  const y = v128.mul<f32>(rest, f32x4.splat(6.283185307179586));
  const z = v128.mul<f32>(y, y);
  let s = f32x4.splat(-1.9515295891e-4);
  s = multiplyAdd(s, z, f32x4.splat(8.3321608736e-3));
  s = multiplyAdd(s, z, f32x4.splat(-1.6666654611e-1));
  const sine = multiplyAdd(v128.mul<f32>(s, z), y, y);
  let c = f32x4.splat(2.443315711809948e-5);
  c = multiplyAdd(c, z, f32x4.splat(-1.388731625493765e-3));
  c = multiplyAdd(c, z, f32x4.splat(4.166664568298827e-2));
  const cosine = multiplyAdd(v128.mul<f32>(c, z), z, multiplyAdd(z, f32x4.splat(-0.5), f32x4.splat(1)));
  // cos y, −sin y, −cos y, sin y after 0, 1, 2, 3 quarters.
  const turns = i32x4.trunc_sat_f32x4_s(quarter);
  const odd = v128.ne<i32>(v128.and(turns, i32x4.splat(1)), i32x4.splat(0));
  const sign = i32x4.shl(v128.and(i32x4.add(turns, i32x4.splat(1)), i32x4.splat(2)), 30);
  return v128.xor(v128.bitselect(sine, cosine, odd), sign);
}

/** A number's size with another's sign. */
@inline
function withSign(size: v128, sign: v128): v128 {
  return v128.bitselect(sign, size, i32x4.splat(0x80000000));
}
