import type * as tfCore from "@tensorflow/tfjs-core";
import type { KernelFunc, Tensor4D } from "@tensorflow/tfjs-core";
import { spread } from "../../../model/layers/dilation.ts";

/**
 * The gradients of a 2-d convolution as convolutions: Dumoulin, Visin, "A guide to convolution arithmetic for
 * deep learning", 2016, chapter 4. With input x [batch, height, width, in], filter w [height, width, in, out],
 * strides s and output gradient dy [batch, height, width, out].
 */

type Core = typeof tfCore;
type Shape4D = [number, number, number, number];

/** The attributes tfjs gives to both kernels. */
interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * dw[i, j, c, o] = Σ x[n, s·p + i, s·q + j, c] dy[n, p, q, o]: x convolved with dy, where the batch takes the
 * place of the channels, the channels that of the batch, and strides become dilation.
 */
export function convolutionFilterGradient(core: Core): KernelFunc {
  return ({ inputs, attrs }) => {
    const [x, dy] = [inputs.x as Tensor4D, inputs.dy as Tensor4D];
    const filterShape = attrs!.filterShape as unknown as Shape4D;
    const info = convolution(core, x.shape, filterShape, attrs as unknown as Attributes);
    const { top, bottom, left, right } = info.padInfo;
    return core.tidy(() => {
      const sums = core.conv2d(
        core.transpose(x, [3, 1, 2, 0]),
        core.transpose(dy, [1, 2, 0, 3]),
        1,
        [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ],
        "NHWC",
        [info.strideHeight, info.strideWidth],
      );
      // Rows and columns that no window reached come out as further taps of the filter.
      const taps = core.slice(sums, [0, 0, 0, 0], [-1, info.filterHeight, info.filterWidth, -1]);
      return core.transpose(taps, [1, 2, 0, 3]);
    });
  };
}

/**
 * dx[n, h, w, c] = Σ dy[n, p, q, o] w[h − s·p, w − s·q, c, o]: dy, spread by the strides, convolved with the
 * filter turned by 180°.
 */
export function convolutionInputGradient(core: Core): KernelFunc {
  return ({ inputs, attrs }) => {
    const [dy, filter] = [inputs.dy as Tensor4D, inputs.filter as Tensor4D];
    const inputShape = attrs!.inputShape as unknown as Shape4D;
    const info = convolution(core, inputShape, filter.shape, attrs as unknown as Attributes);
    return core.tidy(() => {
      const wide = spread({ core }, dy, [1, info.strideHeight, info.strideWidth]) as Tensor4D;
      const turned = core.transpose(core.reverse(filter, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
      const top = info.filterHeight - 1 - info.padInfo.top;
      const left = info.filterWidth - 1 - info.padInfo.left;
      return core.conv2d(wide, turned, 1, [
        [0, 0],
        [top, info.inHeight + info.filterHeight - 1 - wide.shape[1] - top],
        [left, info.inWidth + info.filterWidth - 1 - wide.shape[2] - left],
        [0, 0],
      ]);
    });
  };
}

function convolution(core: Core, input: Shape4D, filter: Shape4D, attributes: Attributes) {
  const { strides, pad, dimRoundingMode } = attributes;
  return core.backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode);
}
