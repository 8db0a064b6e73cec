/**
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011), eight blocks
 * at a time: the words that src/base/random.ts gives for the same key and path.
 *
 * A stream is five u32 in memory: key 0, key 1, path 0, path 1, path 2. Word i is lane i mod 4 of the block whose
 * counter is (⌊i / 4⌋, path).
 */

/** Bytes of what `words` writes. */
export const WORDS_BYTES: usize = 128;

/**
 * Writes the 32 words of blocks `block` … `block + 7` to `out`, in their order. Four blocks in c and four in d: a round of
 * one runs while that of the other waits for its products, which is 1.4 times as fast.
 */
export function words(stream: usize, block: u32, out: usize): void {
  let c0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let c1 = v128.load_splat<u32>(stream, 8);
  let c2 = v128.load_splat<u32>(stream, 12);
  let c3 = v128.load_splat<u32>(stream, 16);
  let d0 = i32x4.add(c0, i32x4.splat(4));
  let d1 = c1;
  let d2 = c2;
  let d3 = c3;
  let k0 = v128.load_splat<u32>(stream);
  let k1 = v128.load_splat<u32>(stream, 4);
  for (let round = 0; round < 10; round++) {
    let low = lowProducts0(c0);
    let high = highProducts0(c0);
    let otherLow = lowProducts1(c2);
    let otherHigh = highProducts1(c2);
    c0 = v128.xor(v128.xor(upper(otherLow, otherHigh), c1), k0);
    c2 = v128.xor(v128.xor(upper(low, high), c3), k1);
    c1 = lower(otherLow, otherHigh);
    c3 = lower(low, high);
    low = lowProducts0(d0);
    high = highProducts0(d0);
    otherLow = lowProducts1(d2);
    otherHigh = highProducts1(d2);
    d0 = v128.xor(v128.xor(upper(otherLow, otherHigh), d1), k0);
    d2 = v128.xor(v128.xor(upper(low, high), d3), k1);
    d1 = lower(otherLow, otherHigh);
    d3 = lower(low, high);
    k0 = i32x4.add(k0, i32x4.splat(0x9e3779b9));
    k1 = i32x4.add(k1, i32x4.splat(0xbb67ae85));
  }
  store4(out, c0, c1, c2, c3);
  store4(out + 64, d0, d1, d2, d3);
}

/** The 64-bit products of the first and second value with the first multiplier. */
@inline
function lowProducts0(c: v128): v128 {
  return i64x2.extmul_low_i32x4_u(i32x4.splat(0xd2511f53), c);
}

@inline
function highProducts0(c: v128): v128 {
  return i64x2.extmul_high_i32x4_u(i32x4.splat(0xd2511f53), c);
}

/** With the second. */
@inline
function lowProducts1(c: v128): v128 {
  return i64x2.extmul_low_i32x4_u(i32x4.splat(0xcd9e8d57), c);
}

@inline
function highProducts1(c: v128): v128 {
  return i64x2.extmul_high_i32x4_u(i32x4.splat(0xcd9e8d57), c);
}

/** The upper halves of four products. */
@inline
function upper(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

@inline
function lower(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

/** Stores four blocks, of which each vector has one word, one after the other. */
@inline
function store4(out: usize, c0: v128, c1: v128, c2: v128, c3: v128): void {
  const ab = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const ef = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const gh = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(out, v128.shuffle<i64>(ab, cd, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(ef, gh, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(ef, gh, 1, 3), 48);
}
