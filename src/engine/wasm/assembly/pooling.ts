import { addLanes, clearFloats, storeLanes, storePlaces } from "./lanes";
import { firstOf } from "./split";
import {
  CHANNELS,
  endInside,
  endOver,
  firstInside,
  firstOver,
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
 * Pooling over images, channel by channel. `window` is a table as window.ts has it. Gradients are gathered: each
 * place adds what the windows over it say, so that nothing has to be cleared and no two threads write one place.
 * Tensors may be read up to seven floats behind their end.
 */

/**
 * The largest value of each window, and where it stands: `places` [sample][oy][ox][channel] of u16 holds
 * ky · windowWidth + kx, of equal values the first. A NaN is larger than all else. `places` may be 0: not wanted.
 */
export function maxPool(
  count: usize,
  window: usize,
  x: usize,
  y: usize,
  places: usize,
  thread: i32,
  threads: i32,
): void {
  const height = load<i32>(window, HEIGHT);
  const width = load<i32>(window, WIDTH);
  const channels = load<i32>(window, CHANNELS);
  const outHeight = load<i32>(window, OUT_HEIGHT);
  const outWidth = load<i32>(window, OUT_WIDTH);
  const across = load<i32>(window, WINDOW_WIDTH);
  const units = load<i32>(count) * outHeight;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const startY = (unit % outHeight) * load<i32>(window, STRIDE_DOWN) - load<i32>(window, TOP);
    const fromY = firstInside(startY);
    const toY = endInside(startY, load<i32>(window, WINDOW_HEIGHT), height);
    const image = x + (<usize>((unit / outHeight) * height * width * channels) << 2);
    for (let ox = 0; ox < outWidth; ox++) {
      const startX = ox * load<i32>(window, STRIDE_ACROSS) - load<i32>(window, LEFT);
      const fromX = firstInside(startX);
      const toX = endInside(startX, across, width);
      const out = <usize>((unit * outWidth + ox) * channels);
      for (let channel = 0; channel < channels; channel += 8) {
        let low = f32x4.splat(f32.NEGATIVE_INFINITY);
        let high = low;
        let lowAt = i32x4.splat(0);
        let highAt = lowAt;
        for (let ky = fromY; ky < toY; ky++) {
          let at =
            image + (<usize>(((startY + ky) * width + startX + fromX) * channels + channel) << 2);
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
            at += <usize>channels << 2;
          }
        }
        const left = min(8, channels - channel);
        storeLanes(y + ((out + channel) << 2), low, high, left);
        if (places != 0) {
          storePlaces(places + ((out + channel) << 1), i16x8.narrow_i32x4_u(lowAt, highAt), left);
        }
      }
    }
  }
}

/** dx: each place gets dy of the windows whose largest value stood there. */
export function maxPoolGradient(
  count: usize,
  window: usize,
  dy: usize,
  places: usize,
  dx: usize,
  thread: i32,
  threads: i32,
): void {
  const height = load<i32>(window, HEIGHT);
  const width = load<i32>(window, WIDTH);
  const channels = load<i32>(window, CHANNELS);
  const outHeight = load<i32>(window, OUT_HEIGHT);
  const outWidth = load<i32>(window, OUT_WIDTH);
  const across = load<i32>(window, WINDOW_WIDTH);
  const strideDown = load<i32>(window, STRIDE_DOWN);
  const strideAcross = load<i32>(window, STRIDE_ACROSS);
  const top = load<i32>(window, TOP);
  const left = load<i32>(window, LEFT);
  const units = load<i32>(count) * height;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const row = unit % height;
    const fromY = firstOver(row, top, load<i32>(window, WINDOW_HEIGHT), strideDown);
    const toY = endOver(row, top, strideDown, outHeight);
    const image = (unit / height) * outHeight;
    for (let column = 0; column < width; column++) {
      const fromX = firstOver(column, left, across, strideAcross);
      const toX = endOver(column, left, strideAcross, outWidth);
      const to = dx + (<usize>((unit * width + column) * channels) << 2);
      for (let channel = 0; channel < channels; channel += 8) {
        let low = f32x4.splat(0);
        let high = low;
        for (let oy = fromY; oy < toY; oy++) {
          for (let ox = fromX; ox < toX; ox++) {
            const own = (row - (oy * strideDown - top)) * across + column - (ox * strideAcross - left);
            const at = <usize>(((image + oy) * outWidth + ox) * channels + channel);
            const here = v128.eq<i16>(v128.load(places + (at << 1)), i16x8.splat(<i16>own));
            const from = dy + (at << 2);
            low = v128.add<f32>(low, v128.and(v128.load(from), i32x4.extend_low_i16x8_s(here)));
            high = v128.add<f32>(high, v128.and(v128.load(from, 16), i32x4.extend_high_i16x8_s(here)));
          }
        }
        storeLanes(to + (<usize>channel << 2), low, high, min(8, channels - channel));
      }
    }
  }
}

/** The mean of each window over its places that are inside. */
export function averagePool(
  count: usize,
  window: usize,
  x: usize,
  y: usize,
  thread: i32,
  threads: i32,
): void {
  const height = load<i32>(window, HEIGHT);
  const width = load<i32>(window, WIDTH);
  const channels = load<i32>(window, CHANNELS);
  const outHeight = load<i32>(window, OUT_HEIGHT);
  const outWidth = load<i32>(window, OUT_WIDTH);
  const units = load<i32>(count) * outHeight;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const startY = (unit % outHeight) * load<i32>(window, STRIDE_DOWN) - load<i32>(window, TOP);
    const fromY = firstInside(startY);
    const toY = endInside(startY, load<i32>(window, WINDOW_HEIGHT), height);
    const image = x + (<usize>((unit / outHeight) * height * width * channels) << 2);
    for (let ox = 0; ox < outWidth; ox++) {
      const startX = ox * load<i32>(window, STRIDE_ACROSS) - load<i32>(window, LEFT);
      const fromX = firstInside(startX);
      const toX = endInside(startX, load<i32>(window, WINDOW_WIDTH), width);
      const inside = f32x4.splat(<f32>((toY - fromY) * (toX - fromX)));
      const out = y + (<usize>((unit * outWidth + ox) * channels) << 2);
      for (let channel = 0; channel < channels; channel += 8) {
        let low = f32x4.splat(0);
        let high = low;
        for (let ky = fromY; ky < toY; ky++) {
          // Row by row, so that the error of a whole image's mean grows with its rows and not with its places.
          let rowLow = f32x4.splat(0);
          let rowHigh = rowLow;
          let at =
            image + (<usize>(((startY + ky) * width + startX + fromX) * channels + channel) << 2);
          for (let kx = fromX; kx < toX; kx++) {
            rowLow = v128.add<f32>(rowLow, v128.load(at));
            rowHigh = v128.add<f32>(rowHigh, v128.load(at, 16));
            at += <usize>channels << 2;
          }
          low = v128.add<f32>(low, rowLow);
          high = v128.add<f32>(high, rowHigh);
        }
        low = v128.div<f32>(low, inside);
        high = v128.div<f32>(high, inside);
        storeLanes(out + (<usize>channel << 2), low, high, min(8, channels - channel));
      }
    }
  }
}

/** dx: each place gets its share of dy of the windows over it. */
export function averagePoolGradient(
  count: usize,
  window: usize,
  dy: usize,
  dx: usize,
  thread: i32,
  threads: i32,
): void {
  const height = load<i32>(window, HEIGHT);
  const width = load<i32>(window, WIDTH);
  const channels = load<i32>(window, CHANNELS);
  const outHeight = load<i32>(window, OUT_HEIGHT);
  const outWidth = load<i32>(window, OUT_WIDTH);
  const down = load<i32>(window, WINDOW_HEIGHT);
  const across = load<i32>(window, WINDOW_WIDTH);
  const strideDown = load<i32>(window, STRIDE_DOWN);
  const strideAcross = load<i32>(window, STRIDE_ACROSS);
  const top = load<i32>(window, TOP);
  const left = load<i32>(window, LEFT);
  const units = load<i32>(count) * height;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const row = unit % height;
    const toY = endOver(row, top, strideDown, outHeight);
    const image = (unit / height) * outHeight;
    for (let column = 0; column < width; column++) {
      const toX = endOver(column, left, strideAcross, outWidth);
      const to = dx + (<usize>((unit * width + column) * channels) << 2);
      clearFloats(to, channels);
      for (let oy = firstOver(row, top, down, strideDown); oy < toY; oy++) {
        const startY = oy * strideDown - top;
        const insideY = endInside(startY, down, height) - firstInside(startY);
        for (let ox = firstOver(column, left, across, strideAcross); ox < toX; ox++) {
          const startX = ox * strideAcross - left;
          const insideX = endInside(startX, across, width) - firstInside(startX);
          const from = dy + (<usize>(((image + oy) * outWidth + ox) * channels) << 2);
          addShare(from, to, channels, f32x4.splat(<f32>(insideY * insideX)));
        }
      }
    }
  }
}

/** to += from ÷ places. */
function addShare(from: usize, to: usize, channels: i32, places: v128): void {
  for (let channel = 0; channel < channels; channel += 8) {
    const low = v128.div<f32>(v128.load(from), places);
    const high = v128.div<f32>(v128.load(from, 16), places);
    addLanes(to, low, high, min(8, channels - channel));
    from += 32;
    to += 32;
  }
}
