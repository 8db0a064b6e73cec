import type * as tfCore from "@tensorflow/tfjs-core";
import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { computed } from "./heap.ts";

/**
 * The gradients of a depthwise convolution of x [batch, height, width, channels] with a filter
 * [height, width, channels, multiplier]: output channel c · multiplier + m is channel c under filter [.., c, m].
 */

type Core = typeof tfCore;
type Shape4D = [number, number, number, number];

/** dw[i, j, c, m] = Σ x[n, s·p + i, s·q + j, c] dy[n, p, q, c·M + m], summed in double precision. */
export function depthwiseFilterGradient(core: Core): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
    const shape = attrs!.filterShape as unknown as Shape4D;
    const sweep = sweepOf(core, x.shape as Shape4D, shape, attrs);
    return computed(backend, { x, dy }, shape, (dw, values) => {
      const sums = new Float64Array(dw.length);
      eachTap(sweep, (atX, atY, atW) => {
        for (let out = 0; out < sweep.outChannels; out++) {
          const channel = (out / sweep.multiplier) | 0;
          sums[atW + out]! += values.x[atX + channel]! * values.dy[atY + out]!;
        }
      });
      dw.set(sums);
    });
  };
}

/** dx[n, h, w, c] = Σ dy[n, p, q, c·M + m] w[h − s·p, w − s·q, c, m]. */
export function depthwiseInputGradient(core: Core): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const { dy, filter } = inputs as { dy: TensorInfo; filter: TensorInfo };
    const shape = attrs!.inputShape as unknown as Shape4D;
    const sweep = sweepOf(core, shape, filter.shape as Shape4D, attrs);
    return computed(backend, { dy, filter }, shape, (dx, values) => {
      eachTap(sweep, (atX, atY, atW) => {
        for (let out = 0; out < sweep.outChannels; out++) {
          const channel = (out / sweep.multiplier) | 0;
          dx[atX + channel]! += values.dy[atY + out]! * values.filter[atW + out]!;
        }
      });
    });
  };
}

type Sweep = ReturnType<typeof sweepOf>;

function sweepOf(core: Core, input: Shape4D, filter: Shape4D, attrs: object | undefined) {
  const { strides, pad, dimRoundingMode } = attrs as {
    strides: number | [number, number];
    pad: "valid" | "same" | number;
    dimRoundingMode?: "floor" | "round" | "ceil";
  };
  const { backend_util } = core;
  const info = backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode, true);
  return { ...info, multiplier: filter[3] };
}

/** Visits every pair of an output position and a tap of the filter over it, by their offsets of channel 0. */
function eachTap(sweep: Sweep, visit: (atX: number, atY: number, atW: number) => void): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, padInfo } = sweep;
  const { inChannels, outChannels, strideHeight, strideWidth } = sweep;
  for (let sample = 0; sample < batchSize; sample++) {
    for (let p = 0; p < outHeight; p++) {
      for (let q = 0; q < outWidth; q++) {
        const atY = ((sample * outHeight + p) * outWidth + q) * outChannels;
        for (let i = 0; i < filterHeight; i++) {
          const row = p * strideHeight + i - padInfo.top;
          if (row < 0 || row >= inHeight) continue;
          for (let j = 0; j < filterWidth; j++) {
            const column = q * strideWidth + j - padInfo.left;
            if (column < 0 || column >= inWidth) continue;
            const atX = ((sample * inHeight + row) * inWidth + column) * inChannels;
            visit(atX, atY, (i * filterWidth + j) * outChannels);
          }
        }
      }
    }
  }
}
