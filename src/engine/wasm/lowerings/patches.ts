import { sizeOf } from "../../../base/shape.ts";
import { placesOf, steps } from "../layout.ts";
import type { Context, Tensor } from "../lowering.ts";
import type { Rows } from "./product.ts";
import { imageOf, type Padded, padded, type Sweeps } from "./window.ts";

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
function patchRows(context: Context, { region, shape }: Tensor, along: Sweeps): Rows {
  const [down, across] = along;
  const image = imageOf(shape);
  const table = context.table(positionOffsets(context.batchSize, image, along));
  const [width, channels] = [image[1], image[2]];
  if (across.dilation === 1) {
    const spans = context.table(steps(down.size, down.dilation * width * channels * 4));
    return { region, table, spans, segments: down.size, length: across.size * channels };
  }
  const spans = context.table(tapOffsets(image, along));
  return { region, table, spans, segments: down.size * across.size, length: channels };
}

type Image = readonly [height: number, width: number, channels: number];

/** The byte offset of the place at which each position of the window starts, over a batch of images. */
export function positionOffsets(batchSize: number, image: Image, [down, across]: Sweeps): Uint32Array {
  const [, width, channels] = image;
  return placesOf([
    steps(batchSize, sizeOf(image) * 4),
    steps(down.positions, down.stride * width * channels * 4),
    steps(across.positions, across.stride * channels * 4),
  ]);
}

/** The byte offset of each tap of the window from its start. */
export function tapOffsets([, width, channels]: Image, [down, across]: Sweeps): Uint32Array {
  return placesOf([
    steps(down.size, down.dilation * width * channels * 4),
    steps(across.size, across.dilation * channels * 4),
  ]);
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
  const table = context.table(steps(height, length * 4));
  return { region, table, spans: context.table(Uint32Array.of(0)), segments: 1, length };
}
