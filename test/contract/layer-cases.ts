import { type Shape, sizeOf } from "../../src/base/shape.ts";
import { buildGraph } from "../../src/model/graph.ts";
import type { LayerItem, Model } from "../../src/model/model.ts";
import { layerOf } from "../model/complete.ts";

/**
 * One layer in one use. `options` are as written in a file: what is left out has its default. The suites that
 * run over these cases fail where a member of the family has none.
 */
export interface LayerCase {
  readonly layer: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  /** Values of the inputs: whole numbers in [0, classes) for an embedding, any number where absent. */
  readonly classes?: number;
}

/** Small shapes: every case is also differentiated by finite differences. */
export const layerCases: readonly LayerCase[] = [
  { layer: "dense", options: { units: 3 }, inputs: [[4]], output: [3] },
  {
    layer: "dense",
    options: { units: 2, activation: "tanh", useBias: false },
    inputs: [[3, 4]],
    output: [3, 2],
  },
  { layer: "dense", options: { units: 3, activation: "softmax" }, inputs: [[5]], output: [3] },
  { layer: "dense", options: { units: 3, activation: "hardSwish" }, inputs: [[5]], output: [3] },
  { layer: "activation", options: { activation: "sigmoid" }, inputs: [[4]], output: [4] },
  { layer: "relu", inputs: [[2, 3]], output: [2, 3] },
  { layer: "relu", options: { maxValue: 0.5 }, inputs: [[6]], output: [6] },
  { layer: "leakyReLU", options: { alpha: 0.1 }, inputs: [[6]], output: [6] },
  {
    layer: "prelu",
    options: { alphaInitializer: { constant: { value: 0.2 } } },
    inputs: [[3, 2]],
    output: [3, 2],
  },
  {
    layer: "prelu",
    options: { sharedAxes: [1, 2], alphaInitializer: { constant: { value: 0.2 } } },
    inputs: [[3, 2, 2]],
    output: [3, 2, 2],
  },
  { layer: "elu", inputs: [[6]], output: [6] },
  { layer: "thresholdedReLU", options: { theta: 0.3 }, inputs: [[6]], output: [6] },
  { layer: "softmax", inputs: [[2, 3]], output: [2, 3] },
  { layer: "dropout", options: { rate: 0.4 }, inputs: [[10]], output: [10] },
  { layer: "spatialDropout1d", options: { rate: 0.4 }, inputs: [[3, 5]], output: [3, 5] },
  { layer: "gaussianNoise", options: { stddev: 0.2 }, inputs: [[6]], output: [6] },
  { layer: "gaussianDropout", options: { rate: 0.2 }, inputs: [[6]], output: [6] },
  { layer: "alphaDropout", options: { rate: 0.4 }, inputs: [[6]], output: [6] },
  { layer: "conv1d", options: { filters: 2, kernelSize: 3 }, inputs: [[6, 2]], output: [4, 2] },
  {
    layer: "conv1d",
    options: { filters: 2, kernelSize: 2, strides: 2, padding: "same" },
    inputs: [[5, 2]],
    output: [3, 2],
  },
  {
    layer: "conv1d",
    options: { filters: 2, kernelSize: 3, padding: "causal", dilationRate: 2, activation: "tanh" },
    inputs: [[6, 2]],
    output: [6, 2],
  },
  {
    layer: "conv1d",
    options: { filters: 2, kernelSize: 2, padding: "causal", strides: 2 },
    inputs: [[5, 2]],
    output: [3, 2],
  },
  { layer: "conv2d", options: { filters: 2, kernelSize: 3 }, inputs: [[5, 4, 2]], output: [3, 2, 2] },
  {
    layer: "conv2d",
    options: {
      filters: 3,
      kernelSize: [2, 3],
      strides: 2,
      padding: "same",
      activation: "relu",
      useBias: false,
    },
    inputs: [[5, 4, 1]],
    output: [3, 2, 3],
  },
  {
    layer: "conv2d",
    options: { filters: 2, kernelSize: 2, dilationRate: [2, 1], activation: "sigmoid" },
    inputs: [[5, 4, 2]],
    output: [3, 3, 2],
  },
  {
    layer: "conv2d",
    options: { filters: 2, kernelSize: 3, dilationRate: 2, padding: "same" },
    inputs: [[5, 4, 1]],
    output: [5, 4, 2],
  },
  { layer: "conv3d", options: { filters: 2, kernelSize: 2 }, inputs: [[3, 3, 3, 2]], output: [2, 2, 2, 2] },
  {
    layer: "conv3d",
    options: { filters: 1, kernelSize: 2, strides: 2, padding: "same" },
    inputs: [[3, 4, 3, 1]],
    output: [2, 2, 2, 1],
  },
  { layer: "maxPooling1d", options: { poolSize: 2 }, inputs: [[5, 2]], output: [2, 2] },
  { layer: "averagePooling1d", options: { poolSize: 2, padding: "same" }, inputs: [[5, 2]], output: [3, 2] },
  { layer: "maxPooling2d", inputs: [[5, 4, 2]], output: [2, 2, 2] },
  {
    layer: "maxPooling2d",
    options: { poolSize: 3, strides: [1, 2], padding: "same" },
    inputs: [[5, 4, 1]],
    output: [5, 2, 1],
  },
  { layer: "averagePooling2d", inputs: [[5, 4, 2]], output: [2, 2, 2] },
  {
    layer: "averagePooling2d",
    options: { poolSize: [2, 3], strides: 2, padding: "same" },
    inputs: [[5, 4, 1]],
    output: [3, 2, 1],
  },
  { layer: "maxPooling3d", inputs: [[4, 2, 3, 1]], output: [2, 1, 1, 1] },
  { layer: "averagePooling3d", options: { padding: "same" }, inputs: [[4, 2, 3, 1]], output: [2, 1, 2, 1] },
  { layer: "globalMaxPooling1d", inputs: [[4, 3]], output: [3] },
  { layer: "globalAveragePooling1d", inputs: [[4, 3]], output: [3] },
  { layer: "globalMaxPooling2d", inputs: [[3, 2, 3]], output: [3] },
  { layer: "globalAveragePooling2d", inputs: [[3, 2, 3]], output: [3] },
  { layer: "flatten", inputs: [[3, 2, 2]], output: [12] },
  { layer: "flatten", inputs: [[5]], output: [5] },
  { layer: "reshape", options: { targetShape: [2, -1] }, inputs: [[3, 4]], output: [2, 6] },
  { layer: "permute", options: { dims: [2, 1] }, inputs: [[3, 4]], output: [4, 3] },
  { layer: "repeatVector", options: { n: 3 }, inputs: [[4]], output: [3, 4] },
];

/**
 * A model whose last node is the case's layer. A merge takes its inputs from slices of one flat input, cut by
 * a dense layer each, so that every case has exactly one model input and is differentiable from it.
 */
export function modelOfCase({ layer, options, inputs }: LayerCase): Model {
  const merged = layerOf(layer, options);
  if (inputs.length === 1) return modelOf(inputs[0]!, [{ layer: merged, name: layer }]);
  const branches = inputs.flatMap((shape, index): LayerItem[] => [
    { layer: layerOf("dense", { units: sizeOf(shape) }), name: `cut${index}`, from: ["input"] },
    { layer: layerOf("reshape", { targetShape: shape }), name: `branch${index}` },
  ]);
  const from = inputs.map((_, index) => `branch${index}`);
  return modelOf([4], [...branches, { layer: merged, name: layer, from }]);
}

/** The graph of items that are known to fit. */
export function modelOf(input: Shape, items: readonly LayerItem[]): Model {
  const { model, problems } = buildGraph(input, items);
  if (model === undefined) throw new Error(problems.map(({ message }) => message).join("; "));
  return model;
}

/** `conv2d {"filters":2,"kernelSize":3} on 5×4×2`, for the names of tests. */
export function titleOf({ layer, options = {}, inputs }: LayerCase): string {
  const shown = Object.keys(options).length === 0 ? "" : ` ${JSON.stringify(options)}`;
  return `${layer}${shown} on ${inputs.map((shape) => shape.join("×")).join(" and ")}`;
}
