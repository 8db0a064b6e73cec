import { clearFloats, storeLanes, storePlaces } from "./lanes";
import { firstOf } from "./split";
import { addOuterProducts, multiplyRows } from "./sums";
import {
  endInside,
  firstInside,
  HEIGHT,
  LEFT,
  OUT_HEIGHT,
  OUT_WIDTH,
  STRIDE_ACROSS,
  STRIDE_DOWN,
  TOP,
  WIDTH,
  WINDOW_HEIGHT,
  WINDOW_WIDTH,
} from "./window";

/**
 * A convolution whose output nothing but a max pooling reads, and both as one: eight filters of one image at a time are
 * computed, pooled and forgotten, because writing and reading them would take longer than computing them. Rows, runs and
 * panels are those of gemm.ts, `window` and `places` those of pooling.ts, over the convolution's output.
 */

/**
 * y = the largest value of each window of A · B + bias, or of relu of it where `activation` is 1. `places` may be 0: not
 * wanted. Needs 32 bytes of scratch for each place of the convolution's output, and for six more.
 */
export function gemmMaxPool(
  count: usize, a: usize, rows: usize, spans: usize, segments: i32, length: i32, b: usize, bias: usize,
  activation: i32, window: usize, y: usize, places: usize, columns: i32, scratch: usize, bytes: i32,
  thread: i32, threads: i32,
): void {
  const positions = load<i32>(window, HEIGHT) * load<i32>(window, WIDTH);
  const size = load<i32>(window, OUT_HEIGHT) * load<i32>(window, OUT_WIDTH) * columns;
  const panels = (columns + 7) >> 3;
  const units = load<i32>(count) * panels;
  const sums = scratch + <usize>(thread * bytes);
  const floor = f32x4.splat(activation == 1 ? 0 : f32.NEGATIVE_INFINITY);
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const sample = unit / panels;
    const panel = unit % panels;
    const own = rows + (<usize>(sample * positions) << 2);
    multiplyRows(a, own, 0, positions, spans, segments, length, b, panel, bias, sums);
    const out = <usize>(sample * size + panel * 8);
    const left = min(8, columns - panel * 8);
    poolSums(window, sums, floor, y + (out << 2), places == 0 ? 0 : places + (out << 1), columns, left);
  }
}

/** The largest of the sums of each window, at least `floor`, of `left` columns. */
function poolSums(
  window: usize, sums: usize, floor: v128, y: usize, places: usize, columns: i32, left: i32,
): void {
  const height = load<i32>(window, HEIGHT);
  const width = load<i32>(window, WIDTH);
  const outHeight = load<i32>(window, OUT_HEIGHT);
  const outWidth = load<i32>(window, OUT_WIDTH);
  const across = load<i32>(window, WINDOW_WIDTH);
  for (let oy = 0; oy < outHeight; oy++) {
    const startY = oy * load<i32>(window, STRIDE_DOWN) - load<i32>(window, TOP);
    const toY = endInside(startY, load<i32>(window, WINDOW_HEIGHT), height);
    for (let ox = 0; ox < outWidth; ox++) {
      const startX = ox * load<i32>(window, STRIDE_ACROSS) - load<i32>(window, LEFT);
      const fromX = firstInside(startX);
      const toX = endInside(startX, across, width);
      let low = f32x4.splat(f32.NEGATIVE_INFINITY);
      let high = low;
      let lowAt = i32x4.splat(0);
      let highAt = lowAt;
      for (let ky = firstInside(startY); ky < toY; ky++) {
        let at = sums + (<usize>((startY + ky) * width + startX + fromX) << 5);
        for (let kx = fromX; kx < toX; kx++) {
          const place = i32x4.splat(ky * across + kx);
          const a = v128.load(at);
          const b = v128.load(at, 16);
          const aWins = v128.or(v128.gt<f32>(a, low), v128.ne<f32>(a, a));
          const bWins = v128.or(v128.gt<f32>(b, high), v128.ne<f32>(b, b));
          low = v128.bitselect(a, low, aWins);
          high = v128.bitselect(b, high, bWins);
          lowAt = v128.bitselect(place, lowAt, aWins);
          highAt = v128.bitselect(place, highAt, bWins);
          at += 32;
        }
      }
      storeLanes(y, v128.max<f32>(low, floor), v128.max<f32>(high, floor), left);
      y += <usize>columns << 2;
      if (places != 0) {
        storePlaces(places, i16x8.narrow_i32x4_u(lowAt, highAt), left);
        places += <usize>columns << 1;
      }
    }
  }
}

/**
 * The gradients of the kernel, in panels, and of the bias (`sums`, 0: none) from dy, the gradient by the pooled values.
 * Where y is not 0, values that are not above 0 pass nothing on: the gradient of relu. Windows do not overlap. Summed
 * image by image. Needs 32 bytes of scratch for each place of the convolution's output, and for six more.
 */
export function gemmOuterMaxPool(
  count: usize, a: usize, rows: usize, spans: usize, segments: i32, length: i32, window: usize, y: usize,
  dy: usize, places: usize, c: usize, sums: usize, columns: i32, scratch: usize, bytes: i32,
  thread: i32, threads: i32,
): void {
  const positions = load<i32>(window, HEIGHT) * load<i32>(window, WIDTH);
  const size = load<i32>(window, OUT_HEIGHT) * load<i32>(window, OUT_WIDTH) * columns;
  const panels = (columns + 7) >> 3;
  const samples = load<i32>(count);
  const part = scratch + <usize>(thread * bytes);
  const dz = part + 192;
  clearFloats(dz, positions * 8);
  for (let panel = firstOf(panels, thread, threads); panel < firstOf(panels, thread + 1, threads); panel++) {
    const left = min(8, columns - panel * 8);
    const out = c + (<usize>(panel * segments * length) << 5);
    clearFloats(out, segments * length * 8);
    if (sums != 0) clearFloats(sums + (<usize>panel << 5), 8);
    for (let sample = 0; sample < samples; sample++) {
      const at = <usize>(sample * size + panel * 8);
      let total: usize = 0;
      if (sums != 0) total = sums + (<usize>panel << 5);
      unpool(window, y == 0 ? 0 : y + (at << 2), dy + (at << 2), places + (at << 1), columns, left, dz, total);
      const own = rows + (<usize>(sample * positions) << 2);
      for (let segment = 0; segment < segments; segment++) {
        const base = a + load<u32>(spans + (<usize>segment << 2));
        addOuterProducts(base, own, positions, dz, length, part, out + (<usize>(segment * length) << 5));
      }
    }
  }
}

/**
 * The gradient by eight columns of the convolution's output, [place][8], from that by their largest values; columns
 * after `left` get 0. Adds its sums to those at `total`, unless that is 0. Places under no window are left as they are.
 */
function unpool(
  window: usize, y: usize, dy: usize, places: usize, columns: i32, left: i32, dz: usize, total: usize,
): void {
  const height = load<i32>(window, HEIGHT);
  const width = load<i32>(window, WIDTH);
  const outHeight = load<i32>(window, OUT_HEIGHT);
  const outWidth = load<i32>(window, OUT_WIDTH);
  const across = load<i32>(window, WINDOW_WIDTH);
  const zero = f32x4.splat(0);
  const lowUsed = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
  const highUsed = i32x4.lt_s(i32x4(4, 5, 6, 7), i32x4.splat(left));
  let lowSum = zero;
  let highSum = zero;
  for (let oy = 0; oy < outHeight; oy++) {
    const startY = oy * load<i32>(window, STRIDE_DOWN) - load<i32>(window, TOP);
    const toY = endInside(startY, load<i32>(window, WINDOW_HEIGHT), height);
    for (let ox = 0; ox < outWidth; ox++) {
      const startX = ox * load<i32>(window, STRIDE_ACROSS) - load<i32>(window, LEFT);
      const fromX = firstInside(startX);
      const toX = endInside(startX, across, width);
      let low = v128.and(v128.load(dy), lowUsed);
      let high = v128.and(v128.load(dy, 16), highUsed);
      if (y != 0) {
        low = v128.and(low, v128.gt<f32>(v128.load(y), zero));
        high = v128.and(high, v128.gt<f32>(v128.load(y, 16), zero));
        y += <usize>columns << 2;
      }
      lowSum = v128.add<f32>(lowSum, low);
      highSum = v128.add<f32>(highSum, high);
      const place = v128.load(places);
      for (let ky = firstInside(startY); ky < toY; ky++) {
        let at = dz + (<usize>((startY + ky) * width + startX + fromX) << 5);
        for (let kx = fromX; kx < toX; kx++) {
          const here = i16x8.eq(place, i16x8.splat(<i16>(ky * across + kx)));
          v128.store(at, v128.and(low, i32x4.extend_low_i16x8_s(here)));
          v128.store(at, v128.and(high, i32x4.extend_high_i16x8_s(here)), 16);
          at += 32;
        }
      }
      dy += <usize>columns << 2;
      places += <usize>columns << 1;
    }
  }
  if (total != 0) {
    v128.store(total, v128.add<f32>(v128.load(total), lowSum));
    v128.store(total, v128.add<f32>(v128.load(total, 16), highSum), 16);
  }
}
