import { multiplyAdd } from "./tiles";

/**
 * The one-dimensional maps that fast convolution is made of (Winograd, "Arithmetic complexity of computations", 1980;
 * Lavin, Gray, "Fast algorithms for convolutional neural networks", CVPR 2016). With n points, m outputs and r taps,
 * n = m + r − 1:
 *
 *     outputs = Vₘᵀ [ (S Vᵣ taps) ⊙ (Bᵀ inputs) ]
 *
 * Row i of Vₖ holds the powers 0 … k − 1 of point i; the last point is infinity, with nothing but the last power.
 * Row i of Bᵀ holds the coefficients of the product of x − q over all other points q, the last those over all of
 * them. S is diagonal, and the caller's. The points are 0, a, −a for n = 4; 0, a, −a, b, −b for n = 6; these and a
 * single c for n = 5 and 7; in this order, then infinity. n = 1 is the plain product. Pairs share their even and
 * odd parts, and the single point is split off by a difference, so that 20 products do for Bᵀ with n = 7, not 49.
 *
 * Every map works on `lines`: value k of a line is the four floats at from + k · fromStep, the next line's are
 * fromNext on; likewise `to`. `points` is a table of f32: a, b, c, and from POWERS on aᵏ, bᵏ, cᵏ for k = 0, 1, ….
 */
export const POINTS_BYTES: usize = 12;

/** Bᵀ: from the inputs of a line to n values, one a point. */
export function projectLines(
  n: i32,
  points: usize,
  from: usize,
  fromStep: usize,
  fromNext: usize,
  to: usize,
  toStep: usize,
  toNext: usize,
  lines: i32,
): void {
  const a = v128.load_splat<f32>(points);
  const b = v128.load_splat<f32>(points, 4);
  const c = v128.neg<f32>(v128.load_splat<f32>(points, 8));
  const aa = v128.neg<f32>(v128.mul<f32>(a, a));
  const bb = v128.neg<f32>(v128.mul<f32>(b, b));
  const product = v128.mul<f32>(aa, bb);
  const sum = v128.add<f32>(aa, bb);
  for (let line = 0; line < lines; line++) {
    let at = from;
    let out = to;
    let d0 = v128.load(at);
    if (n == 1) {
      v128.store(out, d0);
    } else {
      let d1 = v128.load((at += fromStep));
      let d2 = v128.load((at += fromStep));
      let d3 = v128.load((at += fromStep));
      if (n <= 5) {
        let single = d0;
        if (n == 5) {
          const d4 = v128.load((at += fromStep));
          single = multiplyAdd(aa, d1, d3);
          d0 = multiplyAdd(c, d0, d1);
          d1 = multiplyAdd(c, d1, d2);
          d2 = multiplyAdd(c, d2, d3);
          d3 = multiplyAdd(c, d3, d4);
        }
        v128.store(out, multiplyAdd(aa, d0, d2));
        v128.store((out += toStep), multiplyAdd(a, d1, d2));
        v128.store((out += toStep), v128.sub<f32>(d2, v128.mul<f32>(a, d1)));
        if (n == 5) v128.store((out += toStep), single);
        v128.store((out += toStep), multiplyAdd(aa, d1, d3));
      } else {
        let d4 = v128.load((at += fromStep));
        let d5 = v128.load((at += fromStep));
        let single = d0;
        if (n == 7) {
          const d6 = v128.load((at += fromStep));
          single = multiplyAdd(product, d1, multiplyAdd(sum, d3, d5));
          d0 = multiplyAdd(c, d0, d1);
          d1 = multiplyAdd(c, d1, d2);
          d2 = multiplyAdd(c, d2, d3);
          d3 = multiplyAdd(c, d3, d4);
          d4 = multiplyAdd(c, d4, d5);
          d5 = multiplyAdd(c, d5, d6);
        }
        v128.store(out, multiplyAdd(product, d0, multiplyAdd(sum, d2, d4)));
        let even = multiplyAdd(bb, d2, d4);
        let odd = v128.mul<f32>(a, multiplyAdd(bb, d1, d3));
        v128.store((out += toStep), v128.add<f32>(even, odd));
        v128.store((out += toStep), v128.sub<f32>(even, odd));
        even = multiplyAdd(aa, d2, d4);
        odd = v128.mul<f32>(b, multiplyAdd(aa, d1, d3));
        v128.store((out += toStep), v128.add<f32>(even, odd));
        v128.store((out += toStep), v128.sub<f32>(even, odd));
        if (n == 7) v128.store((out += toStep), single);
        v128.store((out += toStep), multiplyAdd(product, d1, multiplyAdd(sum, d3, d5)));
      }
    }
    from += fromNext;
    to += toNext;
  }
}

/** Adds B times a line's n values, one a point, to the n inputs: the adjoint of projectLines. */
export function restoreLines(
  n: i32,
  points: usize,
  from: usize,
  fromStep: usize,
  fromNext: usize,
  to: usize,
  toStep: usize,
  toNext: usize,
  lines: i32,
): void {
  const a = v128.load_splat<f32>(points);
  const b = v128.load_splat<f32>(points, 4);
  const c = v128.neg<f32>(v128.load_splat<f32>(points, 8));
  const aa = v128.neg<f32>(v128.mul<f32>(a, a));
  const bb = v128.neg<f32>(v128.mul<f32>(b, b));
  const product = v128.mul<f32>(aa, bb);
  const sum = v128.add<f32>(aa, bb);
  for (let line = 0; line < lines; line++) {
    let at = from;
    let out = to;
    const first = v128.load(at);
    if (n == 1) {
      increase(out, first);
    } else {
      let plus = v128.load((at += fromStep));
      let minus = v128.load((at += fromStep));
      const even = v128.add<f32>(plus, minus);
      const odd = v128.mul<f32>(a, v128.sub<f32>(plus, minus));
      let single = f32x4.splat(0);
      if (n <= 5) {
        if (n == 5) single = v128.load((at += fromStep));
        const last = v128.load((at += fromStep));
        const w0 = v128.mul<f32>(aa, first);
        const w1 = multiplyAdd(aa, last, odd);
        const w2 = v128.add<f32>(first, even);
        if (n == 4) {
          increase(out, w0);
          increase((out += toStep), w1);
          increase((out += toStep), w2);
          increase((out += toStep), last);
        } else {
          increase(out, v128.mul<f32>(c, w0));
          increase((out += toStep), multiplyAdd(aa, single, multiplyAdd(c, w1, w0)));
          increase((out += toStep), multiplyAdd(c, w2, w1));
          increase((out += toStep), v128.add<f32>(single, multiplyAdd(c, last, w2)));
          increase((out += toStep), last);
        }
      } else {
        plus = v128.load((at += fromStep));
        minus = v128.load((at += fromStep));
        const evenB = v128.add<f32>(plus, minus);
        const oddB = v128.mul<f32>(b, v128.sub<f32>(plus, minus));
        if (n == 7) single = v128.load((at += fromStep));
        const last = v128.load((at += fromStep));
        const w0 = v128.mul<f32>(product, first);
        const w1 = multiplyAdd(product, last, multiplyAdd(bb, odd, v128.mul<f32>(aa, oddB)));
        const w2 = multiplyAdd(sum, first, multiplyAdd(bb, even, v128.mul<f32>(aa, evenB)));
        const w3 = multiplyAdd(sum, last, v128.add<f32>(odd, oddB));
        const w4 = v128.add<f32>(first, v128.add<f32>(even, evenB));
        if (n == 6) {
          increase(out, w0);
          increase((out += toStep), w1);
          increase((out += toStep), w2);
          increase((out += toStep), w3);
          increase((out += toStep), w4);
          increase((out += toStep), last);
        } else {
          increase(out, v128.mul<f32>(c, w0));
          increase((out += toStep), multiplyAdd(product, single, multiplyAdd(c, w1, w0)));
          increase((out += toStep), multiplyAdd(c, w2, w1));
          increase((out += toStep), multiplyAdd(sum, single, multiplyAdd(c, w3, w2)));
          increase((out += toStep), multiplyAdd(c, w4, w3));
          increase((out += toStep), v128.add<f32>(single, multiplyAdd(c, last, w4)));
          increase((out += toStep), last);
        }
      }
    }
    from += fromNext;
    to += toNext;
  }
}

/** Vₖ: from the k values of a line, coefficients of a polynomial, to its value at each of n points. */
export function evaluateLines(
  n: i32,
  points: usize,
  k: i32,
  from: usize,
  fromStep: usize,
  fromNext: usize,
  to: usize,
  toStep: usize,
  toNext: usize,
  lines: i32,
): void {
  for (let line = 0; line < lines; line++) {
    let at = from;
    let out = to;
    const first = v128.load(at);
    if (n == 1) {
      v128.store(out, first);
    } else {
      let value = first;
      let even = first;
      let evenB = first;
      let single = first;
      let odd = f32x4.splat(0);
      let oddB = odd;
      let powers = points + POINTS_BYTES;
      for (let power = 1; power < k; power++) {
        powers += POINTS_BYTES;
        value = v128.load((at += fromStep));
        const a = v128.load_splat<f32>(powers);
        const b = v128.load_splat<f32>(powers, 4);
        if (power & 1) {
          odd = multiplyAdd(a, value, odd);
          oddB = multiplyAdd(b, value, oddB);
        } else {
          even = multiplyAdd(a, value, even);
          evenB = multiplyAdd(b, value, evenB);
        }
        single = multiplyAdd(v128.load_splat<f32>(powers, 8), value, single);
      }
      v128.store(out, first);
      v128.store((out += toStep), v128.add<f32>(even, odd));
      v128.store((out += toStep), v128.sub<f32>(even, odd));
      if (n >= 6) {
        v128.store((out += toStep), v128.add<f32>(evenB, oddB));
        v128.store((out += toStep), v128.sub<f32>(evenB, oddB));
      }
      if (n & 1) v128.store((out += toStep), single);
      v128.store((out += toStep), value);
    }
    from += fromNext;
    to += toNext;
  }
}

/** Vₖᵀ: from a line's n values, one a point, to k values: the adjoint of evaluateLines. */
export function collectLines(
  n: i32,
  points: usize,
  k: i32,
  from: usize,
  fromStep: usize,
  fromNext: usize,
  to: usize,
  toStep: usize,
  toNext: usize,
  lines: i32,
): void {
  const zero = f32x4.splat(0);
  for (let line = 0; line < lines; line++) {
    let at = from;
    let out = to;
    const first = v128.load(at);
    if (n == 1) {
      v128.store(out, first);
    } else {
      let plus = v128.load((at += fromStep));
      let minus = v128.load((at += fromStep));
      const even = v128.add<f32>(plus, minus);
      const odd = v128.sub<f32>(plus, minus);
      let evenB = zero;
      let oddB = zero;
      if (n >= 6) {
        plus = v128.load((at += fromStep));
        minus = v128.load((at += fromStep));
        evenB = v128.add<f32>(plus, minus);
        oddB = v128.sub<f32>(plus, minus);
      }
      let single = zero;
      if (n & 1) single = v128.load((at += fromStep));
      const last = v128.load((at += fromStep));
      let value = v128.add<f32>(first, v128.add<f32>(v128.add<f32>(even, evenB), single));
      let powers = points + POINTS_BYTES;
      for (let power = 1; power < k; power++) {
        v128.store(out, value);
        out += toStep;
        powers += POINTS_BYTES;
        const isOdd = (power & 1) != 0;
        value = v128.mul<f32>(v128.load_splat<f32>(powers), isOdd ? odd : even);
        value = multiplyAdd(v128.load_splat<f32>(powers, 4), isOdd ? oddB : evenB, value);
        value = multiplyAdd(v128.load_splat<f32>(powers, 8), single, value);
      }
      v128.store(out, v128.add<f32>(value, last));
    }
    from += fromNext;
    to += toNext;
  }
}

@inline
function increase(to: usize, by: v128): void {
  v128.store(to, v128.add<f32>(v128.load(to), by));
}
