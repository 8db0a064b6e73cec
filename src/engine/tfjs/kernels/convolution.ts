import type * as tfCore from "@tensorflow/tfjs-core";
import type { KernelFunc, Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { spread } from "../../../model/layers/dilation.ts";
import { computed } from "./heap.ts";
import { eachTap } from "./taps.ts";

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
 * dw[i, j, c, o] = Σ x[n, s·p + i, s·q + j, c] dy[n, p, q, o], by whichever of two ways rearranges less: the
 * patches of x under each output, or dy.
 */
export function convolutionFilterGradient(core: Core): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const [x, dy] = [inputs.x as Tensor4D, inputs.dy as Tensor4D];
    const filter = attrs!.filterShape as unknown as Shape4D;
    const info = convolution(core, x.shape, filter, attrs as unknown as Attributes);
    const patch = info.filterHeight * info.filterWidth * info.inChannels;
    return core.tidy(() =>
      patch < info.outChannels
        ? productOfPatches(core, backend, x, dy, info)
        : crossConvolution(core, x, dy, info),
    );
  };
}

/** dyᵀ · patches, where row (n, p, q) of the patches holds the values of x that output (n, p, q) saw. */
function productOfPatches(core: Core, backend: object, x: Tensor4D, dy: Tensor4D, info: Convolution): Tensor {
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const positions = dy.size / outChannels;
  const patch = filterHeight * filterWidth * inChannels;
  const patches = computed(backend, { x }, [positions, patch], (out, values) => {
    eachTap(info, (atX, position, tap) => {
      const at = position * patch + tap * inChannels;
      for (let channel = 0; channel < inChannels; channel++) out[at + channel] = values.x[atX + channel]!;
    });
  });
  const columns = core.engine().makeTensorFromTensorInfo(patches);
  const sums = core.matMul(core.reshape(dy, [positions, outChannels]), columns as Tensor2D, true);
  return core.reshape(core.transpose(sums), [filterHeight, filterWidth, inChannels, outChannels]);
}

/**
 * x convolved with dy, where the batch takes the place of the channels, the channels that of the batch, and
 * strides become dilation.
 */
function crossConvolution(core: Core, x: Tensor4D, dy: Tensor4D, info: Convolution): Tensor {
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth } = info;
  const sums = core.conv2d(
    core.transpose(x, [3, 1, 2, 0]),
    core.transpose(dy, [1, 2, 0, 3]),
    1,
    around(padInfo.top, padInfo.bottom, padInfo.left, padInfo.right),
    "NHWC",
    [strideHeight, strideWidth],
  );
  // Rows and columns that no window reached come out as further taps of the filter.
  const taps = core.slice(sums, [0, 0, 0, 0], [-1, filterHeight, filterWidth, -1]);
  return core.transpose(taps, [1, 2, 0, 3]);
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
      const bottom = info.inHeight + info.filterHeight - 1 - wide.shape[1] - top;
      const right = info.inWidth + info.filterWidth - 1 - wide.shape[2] - left;
      return core.conv2d(wide, turned, 1, around(top, bottom, left, right));
    });
  };
}

type Convolution = ReturnType<typeof convolution>;

function convolution(core: Core, input: Shape4D, filter: Shape4D, attributes: Attributes) {
  const { strides, pad, dimRoundingMode } = attributes;
  return core.backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode);
}

type Margins = [[number, number], [number, number], [number, number], [number, number]];

function around(top: number, bottom: number, left: number, right: number): Margins {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
