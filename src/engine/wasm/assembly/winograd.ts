import { clearFloats } from "./lanes";
import { collectLines, evaluateLines, projectLines, restoreLines } from "./points";
import { firstOf } from "./split";
import { addOuter, addRows } from "./tiles";

/**
 * Convolution with stride 1 by the maps of points.ts, down and across: the input is cut into tiles that overlap, each
 * tile and each pair of channels need one product a point instead of one a tap and output, and the sums over channels
 * are one matrix product a point. All three kernels go through their images a few rows of tiles at a time, so that
 * what lies between two maps stays in the cache, and the gradients are the exact adjoints of the maps.
 *
 * `plan` is a table of i32, as below. Channels and filters are multiples of four. The transformed kernel has
 * [panel of filters][point][channel][8]. `down` and `across` are the tables of points. Of a block with T tiles, in
 * `scratch`: rows are [point][T][channels], panels are [point][panel][T₆][8], with T₆ the next multiple of six, and
 * points are POINT_STEP bytes apart.
 */
const HEIGHT: usize = 0;
const WIDTH: usize = 4;
const CHANNELS: usize = 8;
const OUT_HEIGHT: usize = 12;
const OUT_WIDTH: usize = 16;
const FILTERS: usize = 20;
/** Rows and columns of zeros before the first of the input. */
const TOP: usize = 24;
const LEFT: usize = 28;
/** Outputs of a tile. */
const TILE_DOWN: usize = 32;
const TILE_ACROSS: usize = 36;
/** Inputs of a tile, and points. */
const POINTS_DOWN: usize = 40;
const POINTS_ACROSS: usize = 44;
const TILES_DOWN: usize = 48;
const TILES_ACROSS: usize = 52;
/** Images that one thread takes at a time. */
const IMAGES: usize = 56;
/** Rows of tiles that are worked on together. */
const ROWS: usize = 60;
/** Bytes of scratch for a thread, and where the second of its two large parts begins; the first begins at FIRST. */
const SCRATCH: usize = 64;
const SECOND: usize = 68;
const FIRST: usize = 72;
/** Bytes from one point to the next in both parts. An odd number of cache lines, so that points do not share sets. */
const POINT_STEP: usize = 76;

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

/** Bytes of a padded row of one group of four channels. */
@inline
function lineBytes(plan: usize): usize {
  const tile = load<i32>(plan, TILE_ACROSS);
  return <usize>(load<i32>(plan, TILES_ACROSS) * tile + load<i32>(plan, POINTS_ACROSS) - tile) << 4;
}

/** The second field of vectors at `lines`, whose contents nothing relies on from one row of tiles to the next. */
@inline
function edgeOf(plan: usize, lines: usize): usize {
  return lines + <usize>load<i32>(plan, POINTS_DOWN) * lineBytes(plan);
}

/** Sets to 0 what `project` takes for the columns outside the image. */
function clearLines(plan: usize, lines: usize): void {
  clearFloats(lines, i32((<usize>load<i32>(plan, POINTS_DOWN) * lineBytes(plan)) >> 2));
}

/**
 * One row of tiles of the input to the points: row `row`, counted over all images, into `rows` from tile `tile` on.
 * At `lines` there is room for two fields of points × padded width vectors; of the first the columns
 * outside the image are 0.
 */
function project(
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
function restore(
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

/** One row of tiles from panels at the points to the output. */
function collect(
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
function evaluate(
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

/** Copies `length` vectors that lie `fromStep` apart. */
function copyPixels(from: usize, fromStep: usize, to: usize, toStep: usize, length: i32): void {
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

/** Channels of a kernel that are mapped together, so that memory is read and written in runs of 256 bytes. */
const CHANNELS_TOGETHER = 8;

/**
 * The kernel at the points: from panels [panel][tap · channels + channel][8] to [panel][point][channel][8], times
 * `scales`, one for each point. Needs 272 bytes of scratch a point.
 */
export function winogradKernel(
  plan: usize,
  down: usize,
  across: usize,
  tapsDown: i32,
  tapsAcross: i32,
  scales: usize,
  kernel: usize,
  out: usize,
  scratch: usize,
  thread: i32,
  threads: i32,
): void {
  const channels = load<i32>(plan, CHANNELS);
  const pointsDown = load<i32>(plan, POINTS_DOWN);
  const pointsAcross = load<i32>(plan, POINTS_ACROSS);
  const points = pointsDown * pointsAcross;
  const half = scratch + <usize>(thread * load<i32>(plan, SCRATCH));
  const whole = half + (<usize>points << 4);
  const step = <usize>channels << 5;
  const groups = (channels + CHANNELS_TOGETHER - 1) / CHANNELS_TOGETHER;
  const units = ((load<i32>(plan, FILTERS) + 7) >> 3) * groups;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const panel = unit / groups;
    const channel = (unit % groups) * CHANNELS_TOGETHER;
    const together = min(CHANNELS_TOGETHER, channels - channel);
    const from = kernel + <usize>(panel * tapsDown * tapsAcross) * step + (<usize>channel << 5);
    for (let vector = 0; vector < together * 2; vector++) {
      evaluateLines(
        pointsDown,
        down,
        tapsDown,
        from + (<usize>vector << 4),
        <usize>tapsAcross * step,
        step,
        half,
        <usize>tapsAcross << 4,
        16,
        tapsAcross,
      );
      evaluateLines(
        pointsAcross,
        across,
        tapsAcross,
        half,
        16,
        <usize>tapsAcross << 4,
        whole + (<usize>vector << 4),
        256,
        <usize>pointsAcross << 8,
        pointsDown,
      );
    }
    let to = out + <usize>(panel * points) * step + (<usize>channel << 5);
    for (let point = 0; point < points; point++) {
      const scale = v128.load_splat<f32>(scales + (<usize>point << 2));
      scaleFloats(whole + (<usize>point << 8), scale, to, <usize>together << 5);
      to += step;
    }
  }
}

/** `to` = scale × `bytes` bytes of floats. */
@inline
function scaleFloats(from: usize, scale: v128, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, v128.mul<f32>(scale, v128.load(from + at)));
  }
}

/**
 * The gradient of the kernel, in panels, from the chunks' sums at the points: the adjoint of winogradKernel. Columns
 * after the last filter get 0. Needs 272 bytes of scratch a point.
 */
export function winogradKernelSum(
  count: usize,
  plan: usize,
  down: usize,
  across: usize,
  tapsDown: i32,
  tapsAcross: i32,
  scales: usize,
  sums: usize,
  images: i32,
  out: usize,
  scratch: usize,
  thread: i32,
  threads: i32,
): void {
  const channels = load<i32>(plan, CHANNELS);
  const filters = load<i32>(plan, FILTERS);
  const pointsDown = load<i32>(plan, POINTS_DOWN);
  const pointsAcross = load<i32>(plan, POINTS_ACROSS);
  const points = pointsDown * pointsAcross;
  const panels = (filters + 7) >> 3;
  const reserved = ((channels + 5) / 6) * 6;
  const pointStep = <usize>(panels * reserved) << 5;
  const chunks = (load<i32>(count) + images - 1) / images;
  const half = scratch + <usize>(thread * load<i32>(plan, SCRATCH));
  const total = half + (<usize>points << 4);
  const step = <usize>channels << 5;
  const groups = (channels + CHANNELS_TOGETHER - 1) / CHANNELS_TOGETHER;
  const units = panels * groups;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const panel = unit / groups;
    const channel = (unit % groups) * CHANNELS_TOGETHER;
    const together = min(CHANNELS_TOGETHER, channels - channel);
    const from = sums + (<usize>(panel * reserved + channel) << 5);
    for (let point = 0; point < points; point++) {
      sumChunks(
        from + <usize>point * pointStep,
        <usize>points * pointStep,
        chunks,
        v128.load_splat<f32>(scales + (<usize>point << 2)),
        total + (<usize>point << 8),
        <usize>together << 5,
      );
    }
    for (let vector = 0; vector < together * 2; vector++) {
      const used = panel * 8 + (vector & 1) * 4 < filters;
      const to = out + <usize>(panel * tapsDown * tapsAcross) * step + (<usize>channel << 5) + (<usize>vector << 4);
      if (!used) {
        for (let tap = 0; tap < tapsDown * tapsAcross; tap++) v128.store(to + <usize>tap * step, f32x4.splat(0));
        continue;
      }
      collectLines(
        pointsDown,
        down,
        tapsDown,
        total + (<usize>vector << 4),
        <usize>pointsAcross << 8,
        256,
        half,
        <usize>pointsAcross << 4,
        16,
        pointsAcross,
      );
      collectLines(
        pointsAcross,
        across,
        tapsAcross,
        half,
        16,
        <usize>pointsAcross << 4,
        to,
        step,
        <usize>tapsAcross * step,
        tapsDown,
      );
    }
  }
}

/** `to` = scale × the sum over the chunks, `step` bytes apart, of `bytes` bytes of floats. */
function sumChunks(from: usize, step: usize, chunks: i32, scale: v128, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    let chunk = from + at;
    let sum = v128.load(chunk);
    for (let rest = 1; rest < chunks; rest++) {
      chunk += step;
      sum = v128.add<f32>(sum, v128.load(chunk));
    }
    v128.store(to + at, v128.mul<f32>(scale, sum));
  }
}
