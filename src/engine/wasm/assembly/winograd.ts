import { clearFloats } from "./lanes";
import { firstOf } from "./split";
import { addOuter, addRows } from "./tiles";
import { clearLines, project, restore } from "./winograd-inputs";
import { collect, evaluate } from "./winograd-outputs";
import {
  CHANNELS,
  FILTERS,
  FIRST,
  HEIGHT,
  IMAGES,
  POINTS_ACROSS,
  POINTS_DOWN,
  POINT_STEP,
  ROWS,
  SCRATCH,
  SECOND,
  TILES_ACROSS,
  TILES_DOWN,
  WIDTH,
  edgeOf,
} from "./winograd-plan";

/**
 * Convolution with stride 1 by the maps of points.ts, down and across: the input is cut into tiles that overlap, each
 * tile and each pair of channels need one product a point instead of one a tap and output, and the sums over channels
 * are one matrix product a point. All three kernels go through their images a few rows of tiles at a time, so that
 * what lies between two maps stays in the cache, and the gradients are the exact adjoints of the maps.
 *
 * `plan` is a table as winograd-plan.ts has it. Channels and filters are multiples of four. The transformed kernel has
 * [panel of filters][point][channel][8]. `down` and `across` are the tables of points. Of a block with T tiles, in
 * `scratch`: rows are [point][T][channels], panels are [point][panel][T₆][8], with T₆ the next multiple of six, and
 * points are POINT_STEP bytes apart.
 */

/** y = the convolution + bias, and relu of it where `activation` is 1. `bias` may be 0: none. */
export function winograd(
  count: usize,
  plan: usize,
  down: usize,
  across: usize,
  x: usize,
  kernel: usize,
  bias: usize,
  activation: i32,
  y: usize,
  scratch: usize,
  thread: i32,
  threads: i32,
): void {
  const samples = load<i32>(count);
  const images = load<i32>(plan, IMAGES);
  const blockRows = load<i32>(plan, ROWS);
  const tilesDown = load<i32>(plan, TILES_DOWN);
  const tilesAcross = load<i32>(plan, TILES_ACROSS);
  const channels = load<i32>(plan, CHANNELS);
  const filters = load<i32>(plan, FILTERS);
  const own = scratch + <usize>(thread * load<i32>(plan, SCRATCH));
  const rows = own + <usize>load<i32>(plan, FIRST);
  const panels = own + <usize>load<i32>(plan, SECOND);
  const units = (samples + images - 1) / images;
  clearLines(plan, own);
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const end = min(samples, (unit + 1) * images) * tilesDown;
    for (let start = unit * images * tilesDown; start < end; start += blockRows) {
      const stop = min(end, start + blockRows);
      const tiles = (stop - start) * tilesAcross;
      for (let row = start; row < stop; row++) {
        project(plan, down, across, x, row, own, rows, (row - start) * tilesAcross);
      }
      multiply(plan, rows, channels, kernel, filters, panels, tiles, edgeOf(plan, own));
      for (let row = start; row < stop; row++) {
        collect(plan, down, across, panels, tiles, (row - start) * tilesAcross, bias, activation, y, row, own);
      }
    }
  }
}

/** dx = the gradient by the input. `kernel` is [panel of channels][point][filter][8]. */
export function winogradInputGradient(
  count: usize,
  plan: usize,
  down: usize,
  across: usize,
  dy: usize,
  kernel: usize,
  dx: usize,
  scratch: usize,
  thread: i32,
  threads: i32,
): void {
  const samples = load<i32>(count);
  const images = load<i32>(plan, IMAGES);
  const blockRows = load<i32>(plan, ROWS);
  const tilesDown = load<i32>(plan, TILES_DOWN);
  const tilesAcross = load<i32>(plan, TILES_ACROSS);
  const channels = load<i32>(plan, CHANNELS);
  const filters = load<i32>(plan, FILTERS);
  const size = load<i32>(plan, HEIGHT) * load<i32>(plan, WIDTH) * channels;
  const own = scratch + <usize>(thread * load<i32>(plan, SCRATCH));
  const rows = own + <usize>load<i32>(plan, FIRST);
  const panels = own + <usize>load<i32>(plan, SECOND);
  const units = (samples + images - 1) / images;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const last = min(samples, (unit + 1) * images);
    clearFloats(dx + (<usize>(unit * images * size) << 2), (last - unit * images) * size);
    const end = last * tilesDown;
    for (let start = unit * images * tilesDown; start < end; start += blockRows) {
      const stop = min(end, start + blockRows);
      const tiles = (stop - start) * tilesAcross;
      for (let row = start; row < stop; row++) {
        evaluate(plan, down, across, dy, row, own, rows, (row - start) * tilesAcross);
      }
      multiply(plan, rows, filters, kernel, channels, panels, tiles, edgeOf(plan, own));
      for (let row = start; row < stop; row++) {
        restore(plan, down, across, panels, tiles, (row - start) * tilesAcross, dx, row, own);
      }
    }
  }
}

/**
 * Sums over the images of a chunk, `images` of them, of the products at each point of tiles of the input with the
 * gradients of their outputs: sums [chunk][point][panel of filters][channel][8], with room for a multiple of six
 * channels. `table` holds the byte offsets of rows of channels.
 */
export function winogradKernelGradient(
  count: usize,
  plan: usize,
  down: usize,
  across: usize,
  x: usize,
  dy: usize,
  table: usize,
  images: i32,
  sums: usize,
  scratch: usize,
  thread: i32,
  threads: i32,
): void {
  const samples = load<i32>(count);
  const blockRows = load<i32>(plan, ROWS);
  const tilesDown = load<i32>(plan, TILES_DOWN);
  const tilesAcross = load<i32>(plan, TILES_ACROSS);
  const channels = load<i32>(plan, CHANNELS);
  const filters = load<i32>(plan, FILTERS);
  const points = load<i32>(plan, POINTS_DOWN) * load<i32>(plan, POINTS_ACROSS);
  const own = scratch + <usize>(thread * load<i32>(plan, SCRATCH));
  const inputs = own + <usize>load<i32>(plan, FIRST);
  const outputs = own + <usize>load<i32>(plan, SECOND);
  const reserved = ((channels + 5) / 6) * 6;
  const panels = (filters + 7) >> 3;
  const size = points * panels * reserved * 8;
  const chunks = (samples + images - 1) / images;
  const pointStep = <usize>load<i32>(plan, POINT_STEP);
  clearLines(plan, own);
  for (let chunk = firstOf(chunks, thread, threads); chunk < firstOf(chunks, thread + 1, threads); chunk++) {
    const to = sums + (<usize>(chunk * size) << 2);
    clearFloats(to, size);
    const end = min(samples, (chunk + 1) * images) * tilesDown;
    for (let start = chunk * images * tilesDown; start < end; start += blockRows) {
      const stop = min(end, start + blockRows);
      const tiles = (stop - start) * tilesAcross;
      for (let row = start; row < stop; row++) {
        const tile = (row - start) * tilesAcross;
        project(plan, down, across, x, row, own, inputs, tile);
        evaluate(plan, down, across, dy, row, own, outputs, tile);
      }
      for (let point = 0; point < points; point++) {
        const a = inputs + <usize>point * pointStep;
        const b = outputs + <usize>point * pointStep;
        for (let panel = 0; panel < panels; panel++) {
          const at = to + (<usize>((point * panels + panel) * reserved) << 5);
          for (let channel = 0; channel < channels; channel += 6) {
            addOuter(
              a + (<usize>channel << 2),
              table,
              tiles,
              b + (<usize>panel << 5),
              <usize>filters << 2,
              at + (<usize>channel << 5),
            );
          }
        }
      }
    }
  }
}

/** The sum at each point of the products of rows, `inner` floats each, with a kernel's panels. Overwrites `zeros`. */
function multiply(
  plan: usize,
  rows: usize,
  inner: i32,
  kernel: usize,
  columns: i32,
  out: usize,
  tiles: i32,
  zeros: usize,
): void {
  const points = load<i32>(plan, POINTS_DOWN) * load<i32>(plan, POINTS_ACROSS);
  const panels = (columns + 7) >> 3;
  const reserved = ((tiles + 5) / 6) * 6;
  const pitch = <usize>inner << 2;
  clearFloats(zeros, 8);
  const pointStep = <usize>load<i32>(plan, POINT_STEP);
  for (let point = 0; point < points; point++) {
    const a = rows + <usize>point * pointStep;
    for (let panel = 0; panel < panels; panel++) {
      const b = kernel + (<usize>((panel * points + point) * inner) << 5);
      const c = out + <usize>point * pointStep + (<usize>(panel * reserved) << 5);
      for (let tile = 0; tile < tiles; tile += 6) {
        const last = tiles - 1;
        addRows(
          a + <usize>tile * pitch,
          a + <usize>min(last, tile + 1) * pitch,
          a + <usize>min(last, tile + 2) * pitch,
          a + <usize>min(last, tile + 3) * pitch,
          a + <usize>min(last, tile + 4) * pitch,
          a + <usize>min(last, tile + 5) * pitch,
          b,
          inner,
          zeros,
          0,
          c + (<usize>tile << 5),
        );
      }
    }
  }
}
