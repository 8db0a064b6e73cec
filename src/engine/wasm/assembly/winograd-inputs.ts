import { clearFloats } from "./lanes";
import { projectLines, restoreLines } from "./points";
import {
  CHANNELS,
  HEIGHT,
  LEFT,
  POINTS_ACROSS,
  POINTS_DOWN,
  POINT_STEP,
  TILES_ACROSS,
  TILES_DOWN,
  TILE_ACROSS,
  TILE_DOWN,
  TOP,
  WIDTH,
  edgeOf,
  lineBytes,
} from "./winograd-plan";

/** From the input of a convolution to the points of its tiles, and back: maps of winograd.ts. */

/** Sets to 0 what `project` takes for the columns outside the image. */
export function clearLines(plan: usize, lines: usize): void {
  clearFloats(lines, i32((<usize>load<i32>(plan, POINTS_DOWN) * lineBytes(plan)) >> 2));
}

/**
 * One row of tiles of the input to the points: row `row`, counted over all images, into `rows` from tile `tile` on.
 * At `lines` there is room for two fields of points × padded width vectors; of the first the columns
 * outside the image are 0.
 */
export function project(
  plan: usize,
  down: usize,
  across: usize,
  x: usize,
  row: i32,
  lines: usize,
  rows: usize,
  tile: i32,
): void {
  const height = load<i32>(plan, HEIGHT);
  const width = load<i32>(plan, WIDTH);
  const channels = load<i32>(plan, CHANNELS);
  const pointsDown = load<i32>(plan, POINTS_DOWN);
  const pointsAcross = load<i32>(plan, POINTS_ACROSS);
  const tilesDown = load<i32>(plan, TILES_DOWN);
  const tilesAcross = load<i32>(plan, TILES_ACROSS);
  const step = <usize>load<i32>(plan, TILE_ACROSS) << 4;
  const line = lineBytes(plan);
  const edge = edgeOf(plan, lines);
  const inside = lines + (<usize>load<i32>(plan, LEFT) << 4);
  const pixel = <usize>channels << 2;
  const pitch = <usize>width * pixel;
  const pointStep = <usize>load<i32>(plan, POINT_STEP);
  const start = (row % tilesDown) * load<i32>(plan, TILE_DOWN) - load<i32>(plan, TOP);
  const image = x + <usize>((row / tilesDown) * height) * pitch;
  const whole = start >= 0 && start + pointsDown <= height;
  for (let channel = 0; channel < channels; channel += 4) {
    const own = image + (<usize>channel << 2);
    if (whole) {
      const from = own + <usize>start * pitch;
      projectLines(pointsDown, down, from, pitch, pixel, inside, line, 16, width);
    } else {
      for (let k = 0; k < pointsDown; k++) {
        const y = start + k;
        const to = edge + <usize>k * line;
        if (y < 0 || y >= height) clearFloats(to, width << 2);
        else copyPixels(own + <usize>y * pitch, pixel, to, 16, width);
      }
      projectLines(pointsDown, down, edge, line, 16, inside, line, 16, width);
    }
    let to = rows + <usize>tile * pixel + (<usize>channel << 2);
    let from = lines;
    for (let column = 0; column < tilesAcross; column++) {
      projectLines(
        pointsAcross,
        across,
        from,
        16,
        line,
        to,
        pointStep,
        <usize>pointsAcross * pointStep,
        pointsDown,
      );
      from += step;
      to += pixel;
    }
  }
}

/** The way back of `project`: from panels at the points, added to dx. */
export function restore(
  plan: usize,
  down: usize,
  across: usize,
  panels: usize,
  tiles: i32,
  tile: i32,
  dx: usize,
  row: i32,
  lines: usize,
): void {
  const height = load<i32>(plan, HEIGHT);
  const width = load<i32>(plan, WIDTH);
  const channels = load<i32>(plan, CHANNELS);
  const pointsDown = load<i32>(plan, POINTS_DOWN);
  const pointsAcross = load<i32>(plan, POINTS_ACROSS);
  const tilesDown = load<i32>(plan, TILES_DOWN);
  const tilesAcross = load<i32>(plan, TILES_ACROSS);
  const step = <usize>load<i32>(plan, TILE_ACROSS) << 4;
  const line = lineBytes(plan);
  const edge = edgeOf(plan, lines);
  const inside = lines + (<usize>load<i32>(plan, LEFT) << 4);
  const pixel = <usize>channels << 2;
  const pitch = <usize>width * pixel;
  const panelBytes = <usize>(((tiles + 5) / 6) * 6) << 5;
  const pointStep = <usize>load<i32>(plan, POINT_STEP);
  const start = (row % tilesDown) * load<i32>(plan, TILE_DOWN) - load<i32>(plan, TOP);
  const image = dx + <usize>((row / tilesDown) * height) * pitch;
  const whole = start >= 0 && start + pointsDown <= height;
  const size = i32((<usize>pointsDown * line) >> 2);
  for (let channel = 0; channel < channels; channel += 4) {
    clearFloats(lines, size);
    let from = panels + <usize>(channel >> 3) * panelBytes + (<usize>tile << 5) + (<usize>(channel & 4) << 2);
    let to = lines;
    for (let column = 0; column < tilesAcross; column++) {
      restoreLines(
        pointsAcross,
        across,
        from,
        pointStep,
        <usize>pointsAcross * pointStep,
        to,
        16,
        line,
        pointsDown,
      );
      from += 32;
      to += step;
    }
    const own = image + (<usize>channel << 2);
    if (whole) {
      restoreLines(pointsDown, down, inside, line, 16, own + <usize>start * pitch, pitch, pixel, width);
    } else {
      clearFloats(edge, size);
      restoreLines(pointsDown, down, inside, line, 16, edge, line, 16, width);
      for (let k = 0; k < pointsDown; k++) {
        const y = start + k;
        if (y >= 0 && y < height) addPixels(edge + <usize>k * line, 16, own + <usize>y * pitch, pixel, width);
      }
    }
  }
}

/** Copies `length` vectors that lie `fromStep` apart. */
export function copyPixels(from: usize, fromStep: usize, to: usize, toStep: usize, length: i32): void {
  for (let k = 0; k < length; k++) {
    v128.store(to, v128.load(from));
    from += fromStep;
    to += toStep;
  }
}

/** Adds `length` vectors that lie `fromStep` apart. */
function addPixels(from: usize, fromStep: usize, to: usize, toStep: usize, length: i32): void {
  for (let k = 0; k < length; k++) {
    v128.store(to, v128.add<f32>(v128.load(to), v128.load(from)));
    from += fromStep;
    to += toStep;
  }
}
