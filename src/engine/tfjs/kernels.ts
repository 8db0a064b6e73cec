import type * as tfCore from "@tensorflow/tfjs-core";
import type { KernelFunc } from "@tensorflow/tfjs-core";
import { convolutionFilterGradient, convolutionInputGradient } from "./kernels/convolution.ts";
import { depthwiseFilterGradient, depthwiseInputGradient } from "./kernels/depthwise.ts";
import { borrowed } from "./kernels/heap.ts";
import {
  averagePool2dGradient,
  averagePool3dGradient,
  maxPool2dGradient,
  maxPool3dGradient,
} from "./kernels/pooling.ts";
import { uprightProduct } from "./kernels/product.ts";
import { segmentSum } from "./kernels/segments.ts";
import { positive } from "./kernels/step.ts";

type Core = typeof tfCore;

/**
 * What stands in place of each kernel of tfjs 4.22's WebAssembly backend that is wrong, missing or needlessly
 * slow. `original` is the backend's own, where it has one.
 */
const MENDED: Readonly<Record<string, (core: Core, original: KernelFunc | undefined) => KernelFunc>> = {
  // Multiplies fast only where nothing is transposed, so the gradients of a dense layer were slow.
  BatchMatMul: uprightProduct,
  _FusedMatMul: uprightProduct,
  // Missing, and slow.
  Conv2DBackpropFilter: convolutionFilterGradient,
  Conv2DBackpropInput: convolutionInputGradient,
  // Missing.
  DepthwiseConv2dNativeBackpropFilter: depthwiseFilterGradient,
  DepthwiseConv2dNativeBackpropInput: depthwiseInputGradient,
  UnsortedSegmentSum: segmentSum,
  // Wrong where padding is `same`.
  AvgPoolGrad: averagePool2dGradient,
  AvgPool3DGrad: averagePool3dGradient,
  // Wrong where inputs are negative.
  MaxPoolGrad: maxPool2dGradient,
  MaxPool3DGrad: maxPool3dGradient,
  // Wrong for the input; wrong for the filter with strides.
  Conv3DBackpropInputV2: borrowed("Conv3DBackpropInputV2"),
  Conv3DBackpropFilterV2: borrowed("Conv3DBackpropFilterV2"),
  // Slow, and half of the gradient of a relu.
  Step: positive,
};

/** Puts the mended kernels in place. Called once, after the WebAssembly backend has been started. */
export function mendWasm(core: Core): void {
  for (const [kernelName, mended] of Object.entries(MENDED)) {
    const original = core.getKernel(kernelName, "wasm");
    if (original !== undefined) core.unregisterKernel(kernelName, "wasm");
    core.registerKernel({
      kernelName,
      backendName: "wasm",
      kernelFunc: mended(core, original?.kernelFunc),
    });
  }
}
