import { firstOf } from "./split";
import { WORDS_BYTES, words } from "./philox";

/**
 * Dropout (Srivastava et al., JMLR 2014) and its kin: y = x × kept + shift where the value's word of the stream is above
 * `limit`, else `dropped`. Value e of the batch has word e; bit e mod 16 of the mask's u16 e ÷ 16 says whether it is
 * kept. Sixteen values are a group, and words are drawn for two: tensors are filled up to whole cache lines.
 */
export function dropout(
  count: usize, size: i32, x: usize, stream: usize, limit: u32, kept: f32, shift: f32, dropped: f32,
  mask: usize, y: usize, scratch: usize, thread: i32, threads: i32,
): void {
  const groups = (load<i32>(count) * size + 15) >> 4;
  const drawn = scratch + <usize>thread * WORDS_BYTES;
  const least = i32x4.splat(limit);
  const factor = f32x4.splat(kept);
  const offset = f32x4.splat(shift);
  const other = f32x4.splat(dropped);
  const last = firstOf(groups, thread + 1, threads);
  for (let pair = firstOf(groups, thread, threads); pair < last; pair += 2) {
    words(stream, pair << 2, drawn);
    for (let group = pair; group < min(last, pair + 2); group++) {
      const at = <usize>group << 6;
      let bits = 0;
      for (let part = 0; part < 4; part++) {
        const place = at + (<usize>part << 4);
        const word = v128.load(drawn + (<usize>(((group - pair) << 2) + part) << 4));
        const keeps = v128.gt<u32>(word, least);
        const value = v128.add<f32>(v128.mul<f32>(v128.load(x + place), factor), offset);
        v128.store(y + place, v128.bitselect(value, other, keeps));
        bits |= i32x4.bitmask(keeps) << (part << 2);
      }
      store<u16>(mask + (<usize>group << 1), bits);
    }
  }
}

/** dx = dy × kept where the mask says so, else 0. In place where dx is dy. */
export function dropoutGradient(
  count: usize, size: i32, dy: usize, mask: usize, kept: f32, dx: usize, thread: i32, threads: i32,
): void {
  const groups = (load<i32>(count) * size + 15) >> 4;
  const factor = f32x4.splat(kept);
  const zero = i32x4.splat(0);
  for (let group = firstOf(groups, thread, threads); group < firstOf(groups, thread + 1, threads); group++) {
    const bits = i32x4.splat(load<u16>(mask + (<usize>group << 1)));
    const at = <usize>group << 6;
    let own = i32x4(1, 2, 4, 8);
    for (let part = 0; part < 4; part++) {
      const place = at + (<usize>part << 4);
      const keeps = v128.ne<i32>(v128.and(bits, own), zero);
      v128.store(dx + place, v128.and(v128.mul<f32>(v128.load(dy + place), factor), keeps));
      own = i32x4.shl(own, 4);
    }
  }
}

/** y = `kept` where the value's word of the stream is above `limit`, else 0. */
export function keepFactors(
  count: usize, size: i32, stream: usize, limit: u32, kept: f32, y: usize, scratch: usize,
  thread: i32, threads: i32,
): void {
  const groups = (load<i32>(count) * size + 15) >> 4;
  const drawn = scratch + <usize>thread * WORDS_BYTES;
  const least = i32x4.splat(limit);
  const factor = f32x4.splat(kept);
  const last = firstOf(groups, thread + 1, threads);
  for (let pair = firstOf(groups, thread, threads); pair < last; pair += 2) {
    words(stream, pair << 2, drawn);
    const size = <usize>min(last - pair, 2) << 6;
    for (let at: usize = 0; at < size; at += 16) {
      const keeps = v128.gt<u32>(v128.load(drawn + at), least);
      v128.store(y + (<usize>pair << 6) + at, v128.and(factor, keeps));
    }
  }
}
