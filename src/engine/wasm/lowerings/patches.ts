import { sizeOf } from "../../../base/shape.ts";
import type { Context, Tensor } from "../lowering.ts";
import type { Rows } from "./product.ts";
import { imageOf, type Padded, padded, type Sweep, type Sweeps } from "./window.ts";

/** Runs of fewer floats are copied together before they are multiplied. */
const SHORT_RUN = 12;

/** Records what a product over the patches under a window needs: the padded input, and its patches as rows. */
export function patchesOf(
  context: Context,
  x: Tensor,
  along: Sweeps,
): { readonly field: Padded; readonly rows: Rows } {
  const field = padded(context, x, along);
  const inPlace = patchRows(context, field.output, along);
  const [down, across] = along;
  const short = inPlace.segments > 1 && inPlace.length < SHORT_RUN;
  return { field, rows: short ? together(context, inPlace, down.positions * across.positions) : inPlace };
}

/** The patch under each position of the window, where it lies. */
function patchRows(context: Context, { region, shape }: Tensor, [down, across]: Sweeps): Rows {
  const [height, width, channels] = imageOf(shape);
  const [pitch, step] = [width * channels * 4, channels * 4];
  const starts = positions(context, [height, width, channels], [down, across]);
  const rows = Array.from({ length: down.size }, (_, ky) => ky * down.dilation * pitch);
  const table = context.table(starts);
  if (across.dilation === 1) {
    const spans = context.table(Uint32Array.from(rows));
    return { region, table, spans, segments: down.size, length: across.size * channels };
  }
  return {
    region,
    table,
    spans: tapShifts(context, rows, across, step),
    segments: down.size * across.size,
    length: channels,
  };
}

/** The byte offset of the place at which each position of the window starts, over the batch. */
export function positions(
  context: Context,
  image: readonly [number, number, number],
  [down, across]: Sweeps,
): Uint32Array {
  const [, width, channels] = image;
  const each = down.positions * across.positions;
  return Uint32Array.from({ length: context.batchSize * each }, (_, at) => {
    const [sample, row] = [Math.floor(at / each), Math.floor((at % each) / across.positions)];
    const place = row * down.stride * width + (at % across.positions) * across.stride;
    return (sample * sizeOf(image) + place * channels) * 4;
  });
}

/** The byte offset of each tap of the window. */
export function tapShifts(context: Context, rows: readonly number[], across: Sweep, step: number) {
  const taps = rows.flatMap((row) =>
    Array.from({ length: across.size }, (_, kx) => row + kx * across.dilation * step),
  );
  return context.table(Uint32Array.from(taps));
}

/** Records the copying of rows that are made of several runs into rows of one. */
function together(context: Context, rows: Rows, rowsPerSample: number): Rows {
  const height = context.batchSize * rowsPerSample;
  const length = rows.segments * rows.length;
  const region = context.region(height * length * 4);
  context.emit("patches", {
    count: context.count,
    rowsPerSample,
    a: rows.region,
    rows: rows.table,
    spans: rows.spans,
    segments: rows.segments,
    length: rows.length,
    out: region,
  });
  const table = context.table(Uint32Array.from({ length: height }, (_, row) => row * length * 4));
  return { region, table, spans: context.table(Uint32Array.of(0)), segments: 1, length };
}
