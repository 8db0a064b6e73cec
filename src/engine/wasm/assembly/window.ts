/**
 * How a window moves over images [height, width, channels], as a table of i32: with `top` and `left` places
 * outside before the first row and column. Window (oy, ox) covers rows oy · strideDown − top + ky and columns
 * ox · strideAcross − left + kx, those of them that are inside.
 */
export const HEIGHT: usize = 0;
export const WIDTH: usize = 4;
export const CHANNELS: usize = 8;
export const OUT_HEIGHT: usize = 12;
export const OUT_WIDTH: usize = 16;
export const WINDOW_HEIGHT: usize = 20;
export const WINDOW_WIDTH: usize = 24;
export const STRIDE_DOWN: usize = 28;
export const STRIDE_ACROSS: usize = 32;
export const TOP: usize = 36;
export const LEFT: usize = 40;

/** The first of a window's places that is inside, where the window starts at `start`, which may be negative. */
@inline
export function firstInside(start: i32): i32 {
  return max(0, -start);
}

/** The end of a window's places that are inside an axis of `length`. */
@inline
export function endInside(start: i32, size: i32, length: i32): i32 {
  return min(size, length - start);
}

/** The first window along an axis that covers `place`, where the first window starts at −`before`. */
@inline
export function firstOver(place: i32, before: i32, size: i32, stride: i32): i32 {
  return max(0, (place + before - size + stride) / stride);
}

/** The end of the windows that cover `place`, of `windows` along the axis. */
@inline
export function endOver(place: i32, before: i32, stride: i32, windows: i32): i32 {
  return min(windows, (place + before) / stride + 1);
}
