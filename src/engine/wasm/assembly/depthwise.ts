import { addLanes, clearFloats, storeLanes } from "./lanes";
import { firstOf } from "./split";
import { multiplyAdd } from "./tiles";
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
 * Convolution of each channel by itself. `window` is a table as window.ts has it; the kernel is
 * [ky][kx][channel][multiplier], so output o of a place is made of channel o ÷ multiplier. Outputs of one channel are
 * neighbours: where there is more than one, `repeatEach` copies the input so that channel and output coincide,
 * and `sumEach` sums the outputs of a channel. The others see one output a channel; tensors may be read up to seven
 * floats behind their end.
 */

/** y [place][channel · multiplier + m] = x [place][channel], `values` of x a sample. */
export function repeatEach(
  count: usize,
  values: i32,
  multiplier: i32,
  x: usize,
  y: usize,
  thread: i32,
  threads: i32,
): void {
  const total = load<i32>(count) * values;
  for (let at = firstOf(total, thread, threads); at < firstOf(total, thread + 1, threads); at++) {
    const value = load<f32>(x + (<usize>at << 2));
    const to = y + (<usize>(at * multiplier) << 2);
    for (let copy = 0; copy < multiplier; copy++) store<f32>(to + (<usize>copy << 2), value);
  }
}

/** x [at] = Σₘ y [at · multiplier + m], `values` of x a sample: the adjoint of repeatEach. */
export function sumEach(
  count: usize,
  values: i32,
  multiplier: i32,
  y: usize,
  x: usize,
  thread: i32,
  threads: i32,
): void {
  const total = load<i32>(count) * values;
  for (let at = firstOf(total, thread, threads); at < firstOf(total, thread + 1, threads); at++) {
    const from = y + (<usize>(at * multiplier) << 2);
    let sum: f32 = 0;
    for (let copy = 0; copy < multiplier; copy++) sum += load<f32>(from + (<usize>copy << 2));
    store<f32>(x + (<usize>at << 2), sum);
  }
}

/** y = the convolution + bias, and relu of it where `activation` is 1. `bias` may be 0: none. */
export function depthwise(
  count: usize,
  window: usize,
  x: usize,
  kernel: usize,
  bias: usize,
  activation: i32,
  y: usize,
  thread: i32,
  threads: i32,
): void {
  const height = load<i32>(window, HEIGHT);
  const width = load<i32>(window, WIDTH);
  const channels = load<i32>(window, CHANNELS);
  const outHeight = load<i32>(window, OUT_HEIGHT);
  const outWidth = load<i32>(window, OUT_WIDTH);
  const across = load<i32>(window, WINDOW_WIDTH);
  const floor = f32x4.splat(activation == 1 ? 0 : f32.NEGATIVE_INFINITY);
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
      const out = y + (<usize>((unit * outWidth + ox) * channels) << 2);
      for (let channel = 0; channel < channels; channel += 8) {
        const byte = <usize>channel << 2;
        let low = bias == 0 ? f32x4.splat(0) : v128.load(bias + byte);
        let high = bias == 0 ? f32x4.splat(0) : v128.load(bias + byte, 16);
        for (let ky = fromY; ky < toY; ky++) {
          let at = image + byte + (<usize>(((startY + ky) * width + startX + fromX) * channels) << 2);
          let tap = kernel + byte + (<usize>((ky * across + fromX) * channels) << 2);
          for (let kx = fromX; kx < toX; kx++) {
            low = multiplyAdd(v128.load(at), v128.load(tap), low);
            high = multiplyAdd(v128.load(at, 16), v128.load(tap, 16), high);
            at += <usize>channels << 2;
            tap += <usize>channels << 2;
          }
        }
        storeLanes(
          out + byte,
          v128.max<f32>(low, floor),
          v128.max<f32>(high, floor),
          min(8, channels - channel),
        );
      }
    }
  }
}

/** dx: each place gathers dy times the kernel's tap from the windows over it. */
export function depthwiseInputGradient(
  count: usize,
  window: usize,
  dy: usize,
  kernel: usize,
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
          const ky = row - (oy * strideDown - top);
          for (let ox = fromX; ox < toX; ox++) {
            const kx = column - (ox * strideAcross - left);
            const from = dy + (<usize>(((image + oy) * outWidth + ox) * channels + channel) << 2);
            const tap = kernel + (<usize>((ky * across + kx) * channels + channel) << 2);
            low = multiplyAdd(v128.load(from), v128.load(tap), low);
            high = multiplyAdd(v128.load(from, 16), v128.load(tap, 16), high);
          }
        }
        storeLanes(to + (<usize>channel << 2), low, high, min(8, channels - channel));
      }
    }
  }
}

/**
 * The gradient of the kernel, [ky][kx][channel]: for each tap the sum over all places, image by image, so that its
 * error grows with the places of an image and with the images, not with their product. Clears up to seven floats
 * behind it, up to a multiple of eight.
 */
export function depthwiseKernelGradient(
  count: usize,
  window: usize,
  x: usize,
  dy: usize,
  kernel: usize,
  thread: i32,
  threads: i32,
): void {
  const channels = load<i32>(window, CHANNELS);
  const across = load<i32>(window, WINDOW_WIDTH);
  const groups = (channels + 7) >> 3;
  const taps = load<i32>(window, WINDOW_HEIGHT) * across;
  const units = taps * groups;
  const size = taps * channels;
  const inputSize = load<i32>(window, HEIGHT) * load<i32>(window, WIDTH) * channels;
  const outputSize = load<i32>(window, OUT_HEIGHT) * load<i32>(window, OUT_WIDTH) * channels;
  const samples = load<i32>(count);
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const tap = unit / groups;
    const channel = (unit % groups) * 8;
    const left = min(8, channels - channel);
    const to = kernel + (<usize>(tap * channels + channel) << 2);
    clearFloats(to, unit == units - 1 ? left + (-size & 7) : left);
    for (let sample = 0; sample < samples; sample++) {
      const image = x + (<usize>(sample * inputSize + channel) << 2);
      const from = dy + (<usize>(sample * outputSize + channel) << 2);
      addTap(window, image, from, tap / across, tap % across, to, left);
    }
  }
}

/** Adds Σ x · dy over the windows of one image in which tap (ky, kx) is inside. */
function addTap(window: usize, x: usize, dy: usize, ky: i32, kx: i32, to: usize, left: i32): void {
  const height = load<i32>(window, HEIGHT);
  const width = load<i32>(window, WIDTH);
  const pitch = <usize>load<i32>(window, CHANNELS) << 2;
  const outHeight = load<i32>(window, OUT_HEIGHT);
  const outWidth = load<i32>(window, OUT_WIDTH);
  const strideAcross = load<i32>(window, STRIDE_ACROSS);
  const startX = kx - load<i32>(window, LEFT);
  let low = f32x4.splat(0);
  let high = low;
  for (let oy = 0; oy < outHeight; oy++) {
    const row = oy * load<i32>(window, STRIDE_DOWN) - load<i32>(window, TOP) + ky;
    if (row < 0 || row >= height) continue;
    for (let ox = 0; ox < outWidth; ox++) {
      const column = ox * strideAcross + startX;
      if (column < 0 || column >= width) continue;
      const at = x + <usize>(row * width + column) * pitch;
      const from = dy + <usize>(oy * outWidth + ox) * pitch;
      low = multiplyAdd(v128.load(at), v128.load(from), low);
      high = multiplyAdd(v128.load(at, 16), v128.load(from, 16), high);
    }
  }
  addLanes(to, low, high, left);
}
