import { type Shape, sizeOf } from "../../../base/shape.ts";
import { panels } from "../layout.ts";
import type { Context, Lowering, Tensor } from "../lowering.ts";
import { activated } from "./activation.ts";
import { type Linear, linearOf, mixed } from "./dense.ts";
import { product, type Rows, weightGradients } from "./product.ts";
import { imageOf, type Moves, padded, type Sweep, sweeps } from "./window.ts";
import { tilingFor, winograd } from "./winograd.ts";

/** A convolution in a program; the way back gives the gradient by `x` where it is wanted. */
interface Convolved {
  readonly output: Tensor;
  backward(gradient: Tensor, wanted: boolean): Tensor | undefined;
}

type Sweeps = readonly [down: Sweep, across: Sweep];

/** conv1d and conv2d: a sequence is an image of one row. */
export const convolution: Lowering = {
  layouts: ({ weights }) => ({ kernel: panels(weights[0]!.shape) }),
  lower(context) {
    const { inputs, node, options, wanted } = context;
    const x = inputs[0]!;
    const moves = { ...(options as unknown as Moves), size: options.kernelSize as number };
    const along = sweeps(x.shape, node.shape, moves);
    const { output, backward } = convolved(context, x, along, linearOf(context), node.shape);
    return { output, backward: (gradient) => [backward(gradient, wanted[0]!)] };
  },
};

function convolved(context: Context, x: Tensor, along: Sweeps, linear: Linear, shape: Shape): Convolved {
  const still = along.every(({ size, stride }) => size === 1 && stride === 1);
  if (still) return mixed(context, x, linear, shape);
  const tilings = tilingFor(x.shape, shape, along);
  return tilings === undefined
    ? direct(context, x, along, linear, shape)
    : winograd(context, x, along, tilings, linear, shape);
}

/** Runs of fewer floats are copied together before they are multiplied. */
const SHORT_RUN = 12;

/** A convolution as a product over patches of its input. */
function direct(context: Context, x: Tensor, along: Sweeps, linear: Linear, shape: Shape): Convolved {
  const { kernel, bias } = linear;
  const field = padded(context, x, along);
  const inPlace = patchRows(context, field.output, along);
  const rows = inPlace.length < SHORT_RUN ? together(context, inPlace, shape) : inPlace;
  const z = context.tensor(shape);
  product(context, rows, { b: kernel.value, bias: bias?.value, activation: linear.activation }, z);
  const { output, backward } = activated(context, linear.activation, z);
  return {
    output,
    backward(gradient, wanted) {
      const dz = backward(gradient);
      weightGradients(context, rows, dz, linear);
      return wanted ? field.backward(scattered(context, dz, field.output.shape, along, linear)) : undefined;
    },
  };
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
function positions(
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
function tapShifts(context: Context, rows: readonly number[], across: Sweep, step: number) {
  const taps = rows.flatMap((row) =>
    Array.from({ length: across.size }, (_, kx) => row + kx * across.dilation * step),
  );
  return context.table(Uint32Array.from(taps));
}

/** Records the copying of rows that are made of several runs into rows of one. */
function together(context: Context, rows: Rows, shape: Shape): Rows {
  const rowsPerSample = sizeOf(shape) / shape.at(-1)!;
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

/** Records the gradient by a convolution's padded input: each position adds to the places under it. */
function scattered(context: Context, dz: Tensor, shape: Shape, along: Sweeps, { kernel }: Linear): Tensor {
  const [down, across] = along;
  const image = imageOf(shape);
  const [, width, channels] = image;
  const filters = dz.shape.at(-1)!;
  const taps = down.size * across.size;
  const { count, scratch } = context;
  const dx = context.tensor(shape);
  const transposed = context.region(Math.ceil(channels / 8) * taps * filters * 32);
  context.emit("transposePanels", {
    b: kernel.value,
    taps,
    inner: channels,
    columns: filters,
    out: transposed,
  });
  context.emit("clear", { count, size: sizeOf(shape), y: dx.region });
  const rows = Array.from({ length: down.size }, (_, ky) => ky * down.dilation * width * channels * 4);
  const rowsPerSample = down.positions * across.positions;
  context.emit("gemmScatter", {
    count,
    rowsPerSample,
    a: dz.region,
    length: filters,
    rows: context.table(
      Uint32Array.from({ length: context.batchSize * rowsPerSample }, (_, row) => row * filters * 4),
    ),
    b: transposed,
    c: dx.region,
    targets: context.table(positions(context, image, along)),
    shifts: tapShifts(context, rows, across, channels * 4),
    taps,
    columns: channels,
    zero: context.table(Uint32Array.of(0)),
    scratch,
  });
  return dx;
}
