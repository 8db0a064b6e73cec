import type * as tfCore from "@tensorflow/tfjs-core";
import type { KernelFunc, TensorInfo, TypedArray } from "@tensorflow/tfjs-core";
import { computed } from "./heap.ts";

/**
 * The gradients of pooling over [batch, height, width, channels] and [batch, depth, height, width, channels].
 * Cells outside the input take no part: an average is over the cells inside. Of equal largest values, the
 * first receives the gradient.
 */

type Core = typeof tfCore;

export const averagePool2dGradient = (core: Core): KernelFunc => gradient(core, sweep2d, averageBack);
export const averagePool3dGradient = (core: Core): KernelFunc => gradient(core, sweep3d, averageBack);
export const maxPool2dGradient = (core: Core): KernelFunc => gradient(core, sweep2d, maxBack);
export const maxPool3dGradient = (core: Core): KernelFunc => gradient(core, sweep3d, maxBack);

/** How a pool moves over its input; each triple is depth, height, width. */
export interface Sweep {
  readonly batch: number;
  readonly channels: number;
  readonly input: Triple;
  readonly output: Triple;
  readonly window: Triple;
  readonly strides: Triple;
  readonly before: Triple;
}

type Triple = readonly [number, number, number];

/** Adds to `dx` what the gradient `dy[at … at + channels)` of one window says of its cells. */
type Back = (
  dx: Float32Array,
  dy: TypedArray,
  at: number,
  cells: Int32Array,
  channels: number,
  input: TypedArray,
) => void;

function gradient(
  core: Core,
  sweepOf: (core: Core, input: TensorInfo, attributes: Attributes) => Sweep,
  back: Back,
): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const { dy, input } = inputs as { dy: TensorInfo; input: TensorInfo };
    const sweep = sweepOf(core, input, attrs as unknown as Attributes);
    return computed(backend, { dy, input }, input.shape, (dx, values) => {
      eachWindow(sweep, (at, cells) => back(dx, values.dy, at, cells, sweep.channels, values.input));
    });
  };
}

function averageBack(dx: Float32Array, dy: TypedArray, at: number, cells: Int32Array, channels: number) {
  for (let index = 0; index < cells.length; index++) {
    const cell = cells[index]!;
    for (let c = 0; c < channels; c++) dx[cell + c]! += dy[at + c]! / cells.length;
  }
}

function maxBack(
  dx: Float32Array,
  dy: TypedArray,
  at: number,
  cells: Int32Array,
  channels: number,
  input: TypedArray,
) {
  for (let c = 0; c < channels; c++) {
    let largest = cells[0]! + c;
    for (let index = 1; index < cells.length; index++) {
      const cell = cells[index]! + c;
      if (input[cell]! > input[largest]!) largest = cell;
    }
    dx[largest]! += dy[at + c]!;
  }
}

/** Visits every window by its offset in the output and the offsets of its cells, both of channel 0. */
function eachWindow(sweep: Sweep, visit: (at: number, cells: Int32Array) => void): void {
  const { batch, channels, input, output, window } = sweep;
  const cells = new Int32Array(window[0] * window[1] * window[2]);
  let at = 0;
  for (let sample = 0; sample < batch; sample++) {
    for (let z = 0; z < output[0]; z++) {
      for (let y = 0; y < output[1]; y++) {
        for (let x = 0; x < output[2]; x++) {
          const count = gather(sweep, sample * input[0] * input[1] * input[2], [z, y, x], cells);
          visit(at, cells.subarray(0, count));
          at += channels;
        }
      }
    }
  }
}

/** Writes the offsets of the cells under the window at `place`, and returns how many lie in the input. */
function gather(sweep: Sweep, sample: number, place: Triple, cells: Int32Array): number {
  const { channels, input, window, strides, before } = sweep;
  const from = (axis: 0 | 1 | 2): number => place[axis] * strides[axis] - before[axis];
  const first = (axis: 0 | 1 | 2): number => Math.max(0, from(axis));
  const end = (axis: 0 | 1 | 2): number => Math.min(input[axis], from(axis) + window[axis]);
  const [endZ, endY, firstY, endX, firstX] = [end(0), end(1), first(1), end(2), first(2)];
  let count = 0;
  for (let z = first(0); z < endZ; z++) {
    for (let y = firstY; y < endY; y++) {
      for (let x = firstX; x < endX; x++) {
        cells[count++] = (sample + (z * input[1] + y) * input[2] + x) * channels;
      }
    }
  }
  return count;
}

/** The attributes tfjs gives to all four kernels. */
export interface Attributes {
  readonly filterSize: number;
  readonly strides: number;
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

export function sweep2d({ backend_util }: Core, input: TensorInfo, attributes: Attributes): Sweep {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const shape = input.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  return {
    batch: info.batchSize,
    channels: info.inChannels,
    input: [1, info.inHeight, info.inWidth],
    output: [1, info.outHeight, info.outWidth],
    window: [1, info.filterHeight, info.filterWidth],
    strides: [1, info.strideHeight, info.strideWidth],
    before: [0, info.padInfo.top, info.padInfo.left],
  };
}

export function sweep3d({ backend_util }: Core, input: TensorInfo, attributes: Attributes): Sweep {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const shape = input.shape as [number, number, number, number, number];
  const info = backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  return {
    batch: info.batchSize,
    channels: info.inChannels,
    input: [info.inDepth, info.inHeight, info.inWidth],
    output: [info.outDepth, info.outHeight, info.outWidth],
    window: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
  };
}
