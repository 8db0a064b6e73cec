/**
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011), four blocks
 * at a time: the words that src/base/random.ts gives for the same key and path.
 *
 * A stream is five u32 in memory: key 0, key 1, path 0, path 1, path 2. Word i is lane i mod 4 of the block whose
 * counter is (⌊i / 4⌋, path).
 */

/** Bytes of what `words` writes. */
export const WORDS_BYTES: usize = 64;

/** Writes the sixteen words of blocks `block` … `block + 3` to `out`, in their order. */
export function words(stream: usize, block: u32, out: usize): void {
  let c0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let c1 = v128.load_splat<u32>(stream, 8);
  let c2 = v128.load_splat<u32>(stream, 12);
  let c3 = v128.load_splat<u32>(stream, 16);
  let k0 = v128.load_splat<u32>(stream);
  let k1 = v128.load_splat<u32>(stream, 4);
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  const w0 = i32x4.splat(0x9e3779b9);
  const w1 = i32x4.splat(0xbb67ae85);
  for (let round = 0; round < 10; round++) {
    const p0l = i64x2.extmul_low_i32x4_u(m0, c0);
    const p0h = i64x2.extmul_high_i32x4_u(m0, c0);
    const p1l = i64x2.extmul_low_i32x4_u(m1, c2);
    const p1h = i64x2.extmul_high_i32x4_u(m1, c2);
    const high0 = v128.shuffle<i32>(p0l, p0h, 1, 3, 5, 7);
    const low0 = v128.shuffle<i32>(p0l, p0h, 0, 2, 4, 6);
    const high1 = v128.shuffle<i32>(p1l, p1h, 1, 3, 5, 7);
    const low1 = v128.shuffle<i32>(p1l, p1h, 0, 2, 4, 6);
    c0 = v128.xor(v128.xor(high1, c1), k0);
    c2 = v128.xor(v128.xor(high0, c3), k1);
    c1 = low1;
    c3 = low0;
    k0 = i32x4.add(k0, w0);
    k1 = i32x4.add(k1, w1);
  }
  const ab = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const ef = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const gh = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(out, v128.shuffle<i64>(ab, cd, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(ef, gh, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(ef, gh, 1, 3), 48);
}
