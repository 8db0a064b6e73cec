import { type Shape, sizeOf } from "../../src/base/shape.ts";
import { buildGraph } from "../../src/model/graph.ts";
import type { LayerItem, Model } from "../../src/model/model.ts";
import { layerOf } from "../model/complete.ts";

/**
 * One layer in one use. `options` are as written in a file: what is left out has its default. The suites that
 * run over these cases fail where a member of the family has none.
 */
export interface LayerUse {
  readonly layer: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Shape[];
  /** Values of the inputs: whole numbers in [0, classes) for an embedding, any number where absent. */
  readonly classes?: number;
}

/** A use of which the suites know the output's shape. */
export interface LayerCase extends LayerUse {
  readonly output: Shape;
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
  {
    layer: "conv2dTranspose",
    options: { filters: 2, kernelSize: 3 },
    inputs: [[3, 2, 2]],
    output: [5, 4, 2],
  },
  {
    layer: "conv2dTranspose",
    options: { filters: 1, kernelSize: [3, 2], strides: 2, padding: "same", activation: "tanh" },
    inputs: [[3, 2, 2]],
    output: [6, 4, 1],
  },
  {
    layer: "conv3dTranspose",
    options: { filters: 2, kernelSize: [3, 2, 1], strides: 2 },
    inputs: [[2, 1, 2, 2]],
    output: [5, 2, 4, 2],
  },
  {
    layer: "conv3dTranspose",
    options: { filters: 1, kernelSize: [3, 2, 2], strides: [2, 1, 2], padding: "same", activation: "tanh" },
    inputs: [[2, 2, 1, 1]],
    output: [4, 2, 2, 1],
  },
  {
    layer: "depthwiseConv2d",
    options: { kernelSize: 2, depthMultiplier: 2 },
    inputs: [[4, 3, 2]],
    output: [3, 2, 4],
  },
  {
    layer: "depthwiseConv2d",
    options: { kernelSize: 3, strides: 2, padding: "same", activation: "sigmoid", useBias: false },
    inputs: [[4, 3, 2]],
    output: [2, 2, 2],
  },
  {
    layer: "separableConv2d",
    options: { filters: 3, kernelSize: [2, 3], padding: "same", pointwiseInitializer: { heNormal: {} } },
    inputs: [[4, 3, 2]],
    output: [4, 3, 3],
  },
  { layer: "zeroPadding1d", options: { padding: [2, 1] }, inputs: [[3, 2]], output: [6, 2] },
  {
    layer: "zeroPadding2d",
    options: {
      padding: [
        [1, 0],
        [2, 1],
      ],
    },
    inputs: [[3, 2, 2]],
    output: [4, 5, 2],
  },
  { layer: "zeroPadding2d", inputs: [[3, 2, 1]], output: [5, 4, 1] },
  { layer: "cropping2d", options: { cropping: [1, 0] }, inputs: [[4, 3, 2]], output: [2, 3, 2] },
  { layer: "upSampling2d", inputs: [[2, 3, 2]], output: [4, 6, 2] },
  {
    layer: "upSampling2d",
    options: { size: [3, 2], interpolation: "bilinear" },
    inputs: [[2, 3, 1]],
    output: [6, 6, 1],
  },
  { layer: "batchNormalization", inputs: [[4]], output: [4] },
  { layer: "batchNormalization", options: { scale: false, epsilon: 0.01 }, inputs: [[3, 2]], output: [3, 2] },
  {
    layer: "batchNormalization",
    options: { center: false, momentum: 0.5 },
    inputs: [[3, 2, 2]],
    output: [3, 2, 2],
  },
  { layer: "batchNormalization", options: { trainable: false }, inputs: [[3, 2, 2]], output: [3, 2, 2] },
  { layer: "layerNormalization", inputs: [[4]], output: [4] },
  { layer: "layerNormalization", options: { scale: false }, inputs: [[3, 4]], output: [3, 4] },
  { layer: "layerNormalization", options: { center: false }, inputs: [[2, 3, 4]], output: [2, 3, 4] },
  { layer: "embedding", options: { inputDim: 5, outputDim: 3 }, inputs: [[4]], output: [4, 3], classes: 5 },
  { layer: "simpleRNN", options: { units: 3 }, inputs: [[4, 2]], output: [3] },
  {
    layer: "simpleRNN",
    options: { units: 2, returnSequences: true, goBackwards: true },
    inputs: [[4, 2]],
    output: [4, 2],
  },
  {
    layer: "simpleRNN",
    options: { units: 2, dropout: 0.3, recurrentDropout: 0.4 },
    inputs: [[4, 2]],
    output: [2],
  },
  { layer: "lstm", options: { units: 3 }, inputs: [[4, 2]], output: [3] },
  {
    layer: "lstm",
    options: { units: 2, returnSequences: true, useBias: false },
    inputs: [[3, 2]],
    output: [3, 2],
  },
  {
    layer: "lstm",
    options: { units: 1, dropout: 0.3, recurrentDropout: 0.4, trainable: false },
    inputs: [[3, 2]],
    output: [1],
  },
  { layer: "gru", options: { units: 3, recurrentActivation: "hardSigmoid" }, inputs: [[4, 2]], output: [3] },
  {
    layer: "gru",
    options: { units: 2, returnSequences: true, recurrentDropout: 0.4 },
    inputs: [[3, 2]],
    output: [3, 2],
  },
  {
    layer: "add",
    inputs: [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    output: [2, 3],
  },
  { layer: "multiply", inputs: [[3], [3]], output: [3] },
  {
    layer: "average",
    inputs: [
      [2, 2, 2],
      [2, 2, 2],
    ],
    output: [2, 2, 2],
  },
  { layer: "maximum", inputs: [[4], [4]], output: [4] },
  { layer: "minimum", inputs: [[4], [4]], output: [4] },
  {
    layer: "concatenate",
    inputs: [
      [2, 3],
      [2, 1],
    ],
    output: [2, 4],
  },
  {
    layer: "concatenate",
    options: { axis: -2 },
    inputs: [
      [2, 3],
      [1, 3],
    ],
    output: [3, 3],
  },
  { layer: "dot", options: { axes: 1 }, inputs: [[3], [3]], output: [1] },
  {
    layer: "dot",
    options: { axes: -1, normalize: true },
    inputs: [
      [2, 3],
      [4, 3],
    ],
    output: [2, 4],
  },
  {
    layer: "dot",
    options: { axes: [2, 1] },
    inputs: [
      [2, 3],
      [3, 4],
    ],
    output: [2, 4],
  },
  {
    layer: "dot",
    options: { axes: [1, 1] },
    inputs: [
      [2, 3],
      [2, 4],
    ],
    output: [3, 4],
  },
  {
    layer: "dot",
    options: { axes: [1, 2] },
    inputs: [
      [2, 3],
      [4, 2],
    ],
    output: [3, 4],
  },
  { layer: "dot", options: { axes: [1, 2] }, inputs: [[3], [2, 3]], output: [2] },
  { layer: "dot", options: { axes: [2, 1] }, inputs: [[2, 3], [3]], output: [2] },
  { layer: "timeDistributed", options: { layer: { dense: { units: 2 } } }, inputs: [[3, 4]], output: [3, 2] },
  {
    layer: "timeDistributed",
    options: { layer: { dropout: { rate: 0.4 } } },
    inputs: [[3, 4]],
    output: [3, 4],
  },
  {
    layer: "timeDistributed",
    options: { layer: { batchNormalization: {} } },
    inputs: [[3, 4]],
    output: [3, 4],
  },
  {
    layer: "timeDistributed",
    options: { layer: { conv1d: { filters: 2, kernelSize: 2, padding: "causal", dilationRate: 2 } } },
    inputs: [[2, 4, 1]],
    output: [2, 4, 2],
  },
  { layer: "bidirectional", options: { layer: { lstm: { units: 2 } } }, inputs: [[3, 2]], output: [4] },
  {
    layer: "bidirectional",
    options: {
      layer: { gru: { units: 2, returnSequences: true, dropout: 0.3, recurrentDropout: 0.4 } },
      mergeMode: "sum",
    },
    inputs: [[3, 2]],
    output: [3, 2],
  },
  {
    layer: "bidirectional",
    options: { layer: { simpleRNN: { units: 2 } }, mergeMode: "mul" },
    inputs: [[3, 2]],
    output: [2],
  },
];

/**
 * A model whose last node is the case's layer. A merge takes its inputs from slices of one flat input, cut by
 * a dense layer each, so that every case has exactly one model input and is differentiable from it.
 */
export function modelOfCase({ layer, options, inputs }: LayerUse): Model {
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
export function titleOf({ layer, options = {}, inputs }: LayerUse): string {
  const shown = Object.keys(options).length === 0 ? "" : ` ${JSON.stringify(options)}`;
  return `${layer}${shown} on ${inputs.map((shape) => shape.join("×")).join(" and ")}`;
}
