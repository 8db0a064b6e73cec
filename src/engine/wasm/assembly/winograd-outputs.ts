import { clearFloats } from "./lanes";
import { collectLines, evaluateLines } from "./points";
import { copyPixels } from "./winograd-inputs";
import {
  FILTERS,
  OUT_HEIGHT,
  OUT_WIDTH,
  POINTS_ACROSS,
  POINTS_DOWN,
  POINT_STEP,
  TILES_ACROSS,
  TILES_DOWN,
  TILE_ACROSS,
  TILE_DOWN,
  edgeOf,
} from "./winograd-plan";

/** From the points of tiles to the output of a convolution, and back: maps of winograd.ts. */

/** One row of tiles from panels at the points to the output. */
export function collect(
  plan: usize,
  down: usize,
  across: usize,
  panels: usize,
  tiles: i32,
  tile: i32,
  bias: usize,
  activation: i32,
  y: usize,
  row: i32,
  lines: usize,
): void {
  const height = load<i32>(plan, OUT_HEIGHT);
  const width = load<i32>(plan, OUT_WIDTH);
  const filters = load<i32>(plan, FILTERS);
  const pointsDown = load<i32>(plan, POINTS_DOWN);
  const pointsAcross = load<i32>(plan, POINTS_ACROSS);
  const tileDown = load<i32>(plan, TILE_DOWN);
  const tileAcross = load<i32>(plan, TILE_ACROSS);
  const tilesDown = load<i32>(plan, TILES_DOWN);
  const tilesAcross = load<i32>(plan, TILES_ACROSS);
  const edge = edgeOf(plan, lines);
  const half = edge + (<usize>(tileDown * tileAcross) << 4);
  const pixel = <usize>filters << 2;
  const pitch = <usize>width * pixel;
  const panelBytes = <usize>(((tiles + 5) / 6) * 6) << 5;
  const pointStep = <usize>load<i32>(plan, POINT_STEP);
  const start = (row % tilesDown) * tileDown;
  const image = y + <usize>((row / tilesDown) * height + start) * pitch;
  const rows = min(tileDown, height - start);
  const floor = f32x4.splat(activation == 1 ? 0 : f32.NEGATIVE_INFINITY);
  for (let column = 0; column < tilesAcross; column++) {
    const columns = min(tileAcross, width - column * tileAcross);
    for (let filter = 0; filter < filters; filter += 4) {
      const from =
        panels + <usize>(filter >> 3) * panelBytes + (<usize>(tile + column) << 5) + (<usize>(filter & 4) << 2);
      collectLines(
        pointsDown,
        down,
        tileDown,
        from,
        <usize>pointsAcross * pointStep,
        pointStep,
        half,
        <usize>pointsAcross << 4,
        16,
        pointsAcross,
      );
      collectLines(
        pointsAcross,
        across,
        tileAcross,
        half,
        16,
        <usize>pointsAcross << 4,
        edge,
        16,
        <usize>tileAcross << 4,
        tileDown,
      );
      const start = bias == 0 ? f32x4.splat(0) : v128.load(bias + (<usize>filter << 2));
      for (let r = 0; r < rows; r++) {
        let at = edge + (<usize>(r * tileAcross) << 4);
        let to = image + <usize>r * pitch + <usize>(column * tileAcross) * pixel + (<usize>filter << 2);
        for (let c = 0; c < columns; c++) {
          v128.store(to, v128.max<f32>(v128.add<f32>(v128.load(at), start), floor));
          at += 16;
          to += pixel;
        }
      }
    }
  }
}

/** The way back of `collect`: one row of tiles of dy to the points, as rows. */
export function evaluate(
  plan: usize,
  down: usize,
  across: usize,
  dy: usize,
  row: i32,
  lines: usize,
  out: usize,
  tile: i32,
): void {
  const height = load<i32>(plan, OUT_HEIGHT);
  const width = load<i32>(plan, OUT_WIDTH);
  const filters = load<i32>(plan, FILTERS);
  const pointsDown = load<i32>(plan, POINTS_DOWN);
  const pointsAcross = load<i32>(plan, POINTS_ACROSS);
  const tileDown = load<i32>(plan, TILE_DOWN);
  const tileAcross = load<i32>(plan, TILE_ACROSS);
  const tilesDown = load<i32>(plan, TILES_DOWN);
  const tilesAcross = load<i32>(plan, TILES_ACROSS);
  const edge = edgeOf(plan, lines);
  const half = edge + (<usize>(tileDown * tileAcross) << 4);
  const pixel = <usize>filters << 2;
  const pitch = <usize>width * pixel;
  const pointStep = <usize>load<i32>(plan, POINT_STEP);
  const start = (row % tilesDown) * tileDown;
  const image = dy + <usize>((row / tilesDown) * height + start) * pitch;
  const rows = min(tileDown, height - start);
  for (let column = 0; column < tilesAcross; column++) {
    const columns = min(tileAcross, width - column * tileAcross);
    const whole = rows == tileDown && columns == tileAcross;
    for (let filter = 0; filter < filters; filter += 4) {
      const own = image + <usize>(column * tileAcross) * pixel + (<usize>filter << 2);
      const rowStep = <usize>tileAcross << 4;
      if (!whole) {
        clearFloats(edge, (tileDown * tileAcross) << 2);
        for (let r = 0; r < rows; r++) {
          copyPixels(own + <usize>r * pitch, pixel, edge + <usize>r * rowStep, 16, columns);
        }
      }
      evaluateLines(
        pointsDown,
        down,
        tileDown,
        whole ? own : edge,
        whole ? pitch : rowStep,
        whole ? pixel : 16,
        half,
        rowStep,
        16,
        tileAcross,
      );
      evaluateLines(
        pointsAcross,
        across,
        tileAcross,
        half,
        16,
        rowStep,
        out + <usize>(tile + column) * pixel + (<usize>filter << 2),
        pointStep,
        <usize>pointsAcross * pointStep,
        pointsDown,
      );
    }
  }
}
