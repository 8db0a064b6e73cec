import type { LayerUse } from "../../contract/layer-cases.ts";

/** Layers that slide a window over images and sequences, at sizes about those of the kernels' tiles. */

function on(input: readonly number[], layer: string, options: object = {}): LayerUse {
  return { layer, options: { ...options }, inputs: [input] };
}

export const windowedCases: readonly LayerUse[] = [
  on([5, 4, 1], "conv2d", { filters: 1, kernelSize: 3 }),
  on([9, 7, 3], "conv2d", { filters: 10, kernelSize: 3, padding: "same", activation: "relu" }),
  on([9, 7, 3], "conv2d", { filters: 10, kernelSize: [2, 3], strides: 2, padding: "same", useBias: false }),
  on([8, 9, 4], "conv2d", { filters: 8, kernelSize: [4, 2], strides: [2, 3], activation: "softmax" }),
  on([9, 7, 9], "conv2d", { filters: 7, kernelSize: [3, 2], dilationRate: [2, 1] }),
  on([9, 7, 9], "conv2d", { filters: 7, kernelSize: [3, 2], dilationRate: 2, padding: "same" }),
  on([9, 7, 9], "conv2d", { filters: 7, kernelSize: 1, strides: 2 }),
  on([9, 7, 9], "conv2d", { filters: 8, kernelSize: 1, activation: "relu" }),
  on([13, 12, 8], "conv2d", { filters: 9, kernelSize: 5 }),
  on([12, 8], "conv1d", { filters: 7, kernelSize: 3, padding: "same", strides: 2 }),
  on([9, 8], "conv1d", { filters: 7, kernelSize: 3, dilationRate: 2, padding: "causal" }),
  on([9, 1], "conv1d", { filters: 7, kernelSize: 3, strides: 2, padding: "causal" }),
  on([9, 7, 3], "depthwiseConv2d", { kernelSize: 3, padding: "same", strides: 2, activation: "relu" }),
  on([9, 7, 3], "depthwiseConv2d", { kernelSize: [3, 2], depthMultiplier: 3 }),
  on([9, 7, 16], "depthwiseConv2d", { kernelSize: 3, useBias: false }),
  on([9, 7, 3], "separableConv2d", { filters: 5, kernelSize: [3, 2], depthMultiplier: 3, padding: "same" }),
  on([9, 7, 8], "separableConv2d", { filters: 9, kernelSize: 3, activation: "relu" }),
  on([9, 7, 9], "maxPooling2d", { poolSize: 2 }),
  on([9, 7, 1], "maxPooling2d", { poolSize: 2, padding: "same" }),
  on([9, 7, 9], "maxPooling2d", { poolSize: 3, strides: [1, 2], padding: "same" }),
  on([9, 7, 8], "maxPooling2d", { poolSize: [1, 3], strides: [3, 4] }),
  on([9, 7, 3], "averagePooling2d", { poolSize: 3, strides: [1, 2], padding: "same" }),
  on([9, 7, 9], "averagePooling2d", { poolSize: [2, 3], strides: [3, 1] }),
  on([9, 9], "averagePooling1d", { padding: "same" }),
  on([9, 9], "maxPooling1d", { padding: "same" }),
  on([9, 9], "globalMaxPooling1d"),
  on([9, 9], "globalAveragePooling1d"),
  on([9, 7, 9], "globalMaxPooling2d"),
  on([9, 7, 9], "globalAveragePooling2d"),
  on([9, 7, 3], "zeroPadding2d", { padding: 0 }),
  on([5, 4, 3], "upSampling2d", { size: [1, 4] }),
  on([4, 1, 3], "upSampling2d", { size: [1, 3], interpolation: "bilinear" }),
];

/** Convolutions that are computed by Winograd's maps. */
export const winogradCases: readonly LayerUse[] = [
  on([11, 11, 32], "conv2d", { filters: 32, kernelSize: 5 }),
  on([10, 9, 32], "conv2d", { filters: 24, kernelSize: 3, padding: "same", activation: "relu" }),
  on([30, 32], "conv1d", { filters: 64, kernelSize: 3, padding: "same", activation: "relu" }),
];
