import type * as tfCore from "@tensorflow/tfjs-core";
import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { computed } from "./heap.ts";
import { eachTap } from "./taps.ts";

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
      eachTap(sweep, (atX, position, tap) => {
        const [atY, atW] = [position * sweep.outChannels, tap * sweep.outChannels];
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
      eachTap(sweep, (atX, position, tap) => {
        const [atY, atW] = [position * sweep.outChannels, tap * sweep.outChannels];
        for (let out = 0; out < sweep.outChannels; out++) {
          const channel = (out / sweep.multiplier) | 0;
          dx[atX + channel]! += values.dy[atY + out]! * values.filter[atW + out]!;
        }
      });
    });
  };
}

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
