/**
 * The table of i32 that tells the kernels of winograd.ts how a convolution is cut into tiles, and what follows from it for
 * their scratch.
 */
export const HEIGHT: usize = 0;
export const WIDTH: usize = 4;
export const CHANNELS: usize = 8;
export const OUT_HEIGHT: usize = 12;
export const OUT_WIDTH: usize = 16;
export const FILTERS: usize = 20;
/** Rows and columns of zeros before the first of the input. */
export const TOP: usize = 24;
export const LEFT: usize = 28;
/** Outputs of a tile. */
export const TILE_DOWN: usize = 32;
export const TILE_ACROSS: usize = 36;
/** Inputs of a tile, and points. */
export const POINTS_DOWN: usize = 40;
export const POINTS_ACROSS: usize = 44;
export const TILES_DOWN: usize = 48;
export const TILES_ACROSS: usize = 52;
/** Images that one thread takes at a time. */
export const IMAGES: usize = 56;
/** Rows of tiles that are worked on together. */
export const ROWS: usize = 60;
/** Bytes of scratch for a thread, and where the second of its two large parts begins; the first begins at FIRST. */
export const SCRATCH: usize = 64;
export const SECOND: usize = 68;
export const FIRST: usize = 72;
/** Bytes from one point to the next in both parts. An odd number of cache lines, so that points do not share sets. */
export const POINT_STEP: usize = 76;

/** Bytes of a padded row of one group of four channels. */
@inline
export function lineBytes(plan: usize): usize {
  const tile = load<i32>(plan, TILE_ACROSS);
  return <usize>(load<i32>(plan, TILES_ACROSS) * tile + load<i32>(plan, POINTS_ACROSS) - tile) << 4;
}

/** The second field of vectors at `lines`, whose contents nothing relies on from one row of tiles to the next. */
@inline
export function edgeOf(plan: usize, lines: usize): usize {
  return lines + <usize>load<i32>(plan, POINTS_DOWN) * lineBytes(plan);
}
