/**
 * The register tiles that matrix products are made of: six rows by eight columns in twelve vectors, which with
 * two vectors of B and one of A fill the registers of an x64 core. Products are added in the order of k, so a
 * result depends on nothing but its operands.
 */

/** a × b + c: rounded once where the module is built with relaxed SIMD, after each operation where it is not. */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return v128.add<f32>(v128.mul<f32>(a, b), c);
}

/**
 * c[i][8] = start[i][8] + Σₖ aᵢ[k] · b[k][8] for i in [0, 6) and k in [0, length). Each aᵢ points at a row of
 * consecutive floats, `b` at a panel of eight columns, `c` at 192 bytes of consecutive sums; start[i] is i · startStep
 * bytes from `start`, which may be `c`. Rows may coincide.
 */
export function addRows(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  a4: usize,
  a5: usize,
  b: usize,
  length: i32,
  start: usize,
  startStep: usize,
  c: usize,
): void {
  let x00 = v128.load(start);
  let x01 = v128.load(start, 16);
  start += startStep;
  let x10 = v128.load(start);
  let x11 = v128.load(start, 16);
  start += startStep;
  let x20 = v128.load(start);
  let x21 = v128.load(start, 16);
  start += startStep;
  let x30 = v128.load(start);
  let x31 = v128.load(start, 16);
  start += startStep;
  let x40 = v128.load(start);
  let x41 = v128.load(start, 16);
  start += startStep;
  let x50 = v128.load(start);
  let x51 = v128.load(start, 16);
  let y0: v128;
  let y1: v128;
  let s: v128;
  const end = b + (<usize>length << 5);
  // Four at a time only where two instructions a product leave registers for it: measured, one at a time is
  // 1.25 times as fast with fused products, four at a time 1.6 times as fast without.
  if (!ASC_FEATURE_RELAXED_SIMD) {
    const most = b + (<usize>(length & ~3) << 5);
    while (b < most) {
      y0 = v128.load(b);
      y1 = v128.load(b, 16);
      s = v128.load_splat<f32>(a0);
      x00 = multiplyAdd(s, y0, x00);
      x01 = multiplyAdd(s, y1, x01);
      s = v128.load_splat<f32>(a1);
      x10 = multiplyAdd(s, y0, x10);
      x11 = multiplyAdd(s, y1, x11);
      s = v128.load_splat<f32>(a2);
      x20 = multiplyAdd(s, y0, x20);
      x21 = multiplyAdd(s, y1, x21);
      s = v128.load_splat<f32>(a3);
      x30 = multiplyAdd(s, y0, x30);
      x31 = multiplyAdd(s, y1, x31);
      s = v128.load_splat<f32>(a4);
      x40 = multiplyAdd(s, y0, x40);
      x41 = multiplyAdd(s, y1, x41);
      s = v128.load_splat<f32>(a5);
      x50 = multiplyAdd(s, y0, x50);
      x51 = multiplyAdd(s, y1, x51);
      y0 = v128.load(b, 32);
      y1 = v128.load(b, 48);
      s = v128.load_splat<f32>(a0, 4);
      x00 = multiplyAdd(s, y0, x00);
      x01 = multiplyAdd(s, y1, x01);
      s = v128.load_splat<f32>(a1, 4);
      x10 = multiplyAdd(s, y0, x10);
      x11 = multiplyAdd(s, y1, x11);
      s = v128.load_splat<f32>(a2, 4);
      x20 = multiplyAdd(s, y0, x20);
      x21 = multiplyAdd(s, y1, x21);
      s = v128.load_splat<f32>(a3, 4);
      x30 = multiplyAdd(s, y0, x30);
      x31 = multiplyAdd(s, y1, x31);
      s = v128.load_splat<f32>(a4, 4);
      x40 = multiplyAdd(s, y0, x40);
      x41 = multiplyAdd(s, y1, x41);
      s = v128.load_splat<f32>(a5, 4);
      x50 = multiplyAdd(s, y0, x50);
      x51 = multiplyAdd(s, y1, x51);
      y0 = v128.load(b, 64);
      y1 = v128.load(b, 80);
      s = v128.load_splat<f32>(a0, 8);
      x00 = multiplyAdd(s, y0, x00);
      x01 = multiplyAdd(s, y1, x01);
      s = v128.load_splat<f32>(a1, 8);
      x10 = multiplyAdd(s, y0, x10);
      x11 = multiplyAdd(s, y1, x11);
      s = v128.load_splat<f32>(a2, 8);
      x20 = multiplyAdd(s, y0, x20);
      x21 = multiplyAdd(s, y1, x21);
      s = v128.load_splat<f32>(a3, 8);
      x30 = multiplyAdd(s, y0, x30);
      x31 = multiplyAdd(s, y1, x31);
      s = v128.load_splat<f32>(a4, 8);
      x40 = multiplyAdd(s, y0, x40);
      x41 = multiplyAdd(s, y1, x41);
      s = v128.load_splat<f32>(a5, 8);
      x50 = multiplyAdd(s, y0, x50);
      x51 = multiplyAdd(s, y1, x51);
      y0 = v128.load(b, 96);
      y1 = v128.load(b, 112);
      s = v128.load_splat<f32>(a0, 12);
      x00 = multiplyAdd(s, y0, x00);
      x01 = multiplyAdd(s, y1, x01);
      s = v128.load_splat<f32>(a1, 12);
      x10 = multiplyAdd(s, y0, x10);
      x11 = multiplyAdd(s, y1, x11);
      s = v128.load_splat<f32>(a2, 12);
      x20 = multiplyAdd(s, y0, x20);
      x21 = multiplyAdd(s, y1, x21);
      s = v128.load_splat<f32>(a3, 12);
      x30 = multiplyAdd(s, y0, x30);
      x31 = multiplyAdd(s, y1, x31);
      s = v128.load_splat<f32>(a4, 12);
      x40 = multiplyAdd(s, y0, x40);
      x41 = multiplyAdd(s, y1, x41);
      s = v128.load_splat<f32>(a5, 12);
      x50 = multiplyAdd(s, y0, x50);
      x51 = multiplyAdd(s, y1, x51);
      b += 128;
      a0 += 16;
      a1 += 16;
      a2 += 16;
      a3 += 16;
      a4 += 16;
      a5 += 16;
    }
  }
  while (b < end) {
    y0 = v128.load(b);
    y1 = v128.load(b, 16);
    s = v128.load_splat<f32>(a0);
    x00 = multiplyAdd(s, y0, x00);
    x01 = multiplyAdd(s, y1, x01);
    s = v128.load_splat<f32>(a1);
    x10 = multiplyAdd(s, y0, x10);
    x11 = multiplyAdd(s, y1, x11);
    s = v128.load_splat<f32>(a2);
    x20 = multiplyAdd(s, y0, x20);
    x21 = multiplyAdd(s, y1, x21);
    s = v128.load_splat<f32>(a3);
    x30 = multiplyAdd(s, y0, x30);
    x31 = multiplyAdd(s, y1, x31);
    s = v128.load_splat<f32>(a4);
    x40 = multiplyAdd(s, y0, x40);
    x41 = multiplyAdd(s, y1, x41);
    s = v128.load_splat<f32>(a5);
    x50 = multiplyAdd(s, y0, x50);
    x51 = multiplyAdd(s, y1, x51);
    b += 32;
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    a4 += 4;
    a5 += 4;
  }
  v128.store(c, x00, 0);
  v128.store(c, x01, 16);
  v128.store(c, x10, 32);
  v128.store(c, x11, 48);
  v128.store(c, x20, 64);
  v128.store(c, x21, 80);
  v128.store(c, x30, 96);
  v128.store(c, x31, 112);
  v128.store(c, x40, 128);
  v128.store(c, x41, 144);
  v128.store(c, x50, 160);
  v128.store(c, x51, 176);
}

/**
 * c[6][8] += Σₘ a[m][6] · b[m][8] for m in [0, length): row m of A is the six consecutive floats at
 * a + rows[m], with `rows` a table of byte offsets (u32); row m of B is the eight floats at b + m · bStep, `c` 192
 * bytes of consecutive sums.
 */
export function addOuter(a: usize, rows: usize, length: i32, b: usize, bStep: usize, c: usize): void {
  let x00 = v128.load(c, 0);
  let x01 = v128.load(c, 16);
  let x10 = v128.load(c, 32);
  let x11 = v128.load(c, 48);
  let x20 = v128.load(c, 64);
  let x21 = v128.load(c, 80);
  let x30 = v128.load(c, 96);
  let x31 = v128.load(c, 112);
  let x40 = v128.load(c, 128);
  let x41 = v128.load(c, 144);
  let x50 = v128.load(c, 160);
  let x51 = v128.load(c, 176);
  let y0: v128;
  let y1: v128;
  let s: v128;
  let p: usize;
  const end = b + <usize>length * bStep;
  if (!ASC_FEATURE_RELAXED_SIMD) {
    const most = b + <usize>(length & ~1) * bStep;
    while (b < most) {
      p = a + load<u32>(rows);
      y0 = v128.load(b);
      y1 = v128.load(b, 16);
      s = v128.load_splat<f32>(p);
      x00 = multiplyAdd(s, y0, x00);
      x01 = multiplyAdd(s, y1, x01);
      s = v128.load_splat<f32>(p, 4);
      x10 = multiplyAdd(s, y0, x10);
      x11 = multiplyAdd(s, y1, x11);
      s = v128.load_splat<f32>(p, 8);
      x20 = multiplyAdd(s, y0, x20);
      x21 = multiplyAdd(s, y1, x21);
      s = v128.load_splat<f32>(p, 12);
      x30 = multiplyAdd(s, y0, x30);
      x31 = multiplyAdd(s, y1, x31);
      s = v128.load_splat<f32>(p, 16);
      x40 = multiplyAdd(s, y0, x40);
      x41 = multiplyAdd(s, y1, x41);
      s = v128.load_splat<f32>(p, 20);
      x50 = multiplyAdd(s, y0, x50);
      x51 = multiplyAdd(s, y1, x51);
      p = a + load<u32>(rows, 4);
      b += bStep;
      y0 = v128.load(b);
      y1 = v128.load(b, 16);
      s = v128.load_splat<f32>(p);
      x00 = multiplyAdd(s, y0, x00);
      x01 = multiplyAdd(s, y1, x01);
      s = v128.load_splat<f32>(p, 4);
      x10 = multiplyAdd(s, y0, x10);
      x11 = multiplyAdd(s, y1, x11);
      s = v128.load_splat<f32>(p, 8);
      x20 = multiplyAdd(s, y0, x20);
      x21 = multiplyAdd(s, y1, x21);
      s = v128.load_splat<f32>(p, 12);
      x30 = multiplyAdd(s, y0, x30);
      x31 = multiplyAdd(s, y1, x31);
      s = v128.load_splat<f32>(p, 16);
      x40 = multiplyAdd(s, y0, x40);
      x41 = multiplyAdd(s, y1, x41);
      s = v128.load_splat<f32>(p, 20);
      x50 = multiplyAdd(s, y0, x50);
      x51 = multiplyAdd(s, y1, x51);
      b += bStep;
      rows += 8;
    }
  }
  while (b < end) {
    p = a + load<u32>(rows);
    y0 = v128.load(b);
    y1 = v128.load(b, 16);
    s = v128.load_splat<f32>(p);
    x00 = multiplyAdd(s, y0, x00);
    x01 = multiplyAdd(s, y1, x01);
    s = v128.load_splat<f32>(p, 4);
    x10 = multiplyAdd(s, y0, x10);
    x11 = multiplyAdd(s, y1, x11);
    s = v128.load_splat<f32>(p, 8);
    x20 = multiplyAdd(s, y0, x20);
    x21 = multiplyAdd(s, y1, x21);
    s = v128.load_splat<f32>(p, 12);
    x30 = multiplyAdd(s, y0, x30);
    x31 = multiplyAdd(s, y1, x31);
    s = v128.load_splat<f32>(p, 16);
    x40 = multiplyAdd(s, y0, x40);
    x41 = multiplyAdd(s, y1, x41);
    s = v128.load_splat<f32>(p, 20);
    x50 = multiplyAdd(s, y0, x50);
    x51 = multiplyAdd(s, y1, x51);
    b += bStep;
    rows += 4;
  }
  v128.store(c, x00, 0);
  v128.store(c, x01, 16);
  v128.store(c, x10, 32);
  v128.store(c, x11, 48);
  v128.store(c, x20, 64);
  v128.store(c, x21, 80);
  v128.store(c, x30, 96);
  v128.store(c, x31, 112);
  v128.store(c, x40, 128);
  v128.store(c, x41, 144);
  v128.store(c, x50, 160);
  v128.store(c, x51, 176);
}
