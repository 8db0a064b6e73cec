import type { Fusion, Lowering } from "./lowering.ts";
import { convolution } from "./lowerings/conv.ts";
import { dense } from "./lowerings/dense.ts";
import { depthwiseConv2d, separableConv2d } from "./lowerings/depthwise.ts";
import { dot } from "./lowerings/dot.ts";
import {
  alphaDropout,
  dropout,
  gaussianDropout,
  gaussianNoise,
  spatialDropout1d,
} from "./lowerings/dropout.ts";
import { embedding } from "./lowerings/embedding.ts";
import { add, average, concatenate, maximum, minimum, multiply } from "./lowerings/merge.ts";
import { batchNormalization, layerNormalization } from "./lowerings/normalization.ts";
import { activation, elu, leakyReLU, relu, softmax, thresholdedReLU } from "./lowerings/pointwise.ts";
import { pooledConvolution } from "./lowerings/pooled.ts";
import { averagePooling, globalAveragePooling, globalMaxPooling, maxPooling } from "./lowerings/pooling.ts";
import { prelu } from "./lowerings/prelu.ts";
import { cropping2d, upSampling2d, zeroPadding1d, zeroPadding2d } from "./lowerings/resize.ts";
import { permute, renamed, repeatVector } from "./lowerings/shape.ts";

/** The layers that the engine computes, by name. */
export const lowerings: ReadonlyMap<string, Lowering> = new Map([
  ["activation", activation],
  ["add", add],
  ["alphaDropout", alphaDropout],
  ["average", average],
  ["averagePooling1d", averagePooling],
  ["averagePooling2d", averagePooling],
  ["batchNormalization", batchNormalization],
  ["concatenate", concatenate],
  ["conv1d", convolution],
  ["conv2d", convolution],
  ["cropping2d", cropping2d],
  ["dense", dense],
  ["depthwiseConv2d", depthwiseConv2d],
  ["dot", dot],
  ["dropout", dropout],
  ["elu", elu],
  ["embedding", embedding],
  ["flatten", renamed],
  ["gaussianDropout", gaussianDropout],
  ["gaussianNoise", gaussianNoise],
  ["globalAveragePooling1d", globalAveragePooling],
  ["globalAveragePooling2d", globalAveragePooling],
  ["globalMaxPooling1d", globalMaxPooling],
  ["globalMaxPooling2d", globalMaxPooling],
  ["layerNormalization", layerNormalization],
  ["leakyReLU", leakyReLU],
  ["maxPooling1d", maxPooling],
  ["maxPooling2d", maxPooling],
  ["maximum", maximum],
  ["minimum", minimum],
  ["multiply", multiply],
  ["permute", permute],
  ["prelu", prelu],
  ["relu", relu],
  ["repeatVector", repeatVector],
  ["reshape", renamed],
  ["separableConv2d", separableConv2d],
  ["softmax", softmax],
  ["spatialDropout1d", spatialDropout1d],
  ["thresholdedReLU", thresholdedReLU],
  ["upSampling2d", upSampling2d],
  ["zeroPadding1d", zeroPadding1d],
  ["zeroPadding2d", zeroPadding2d],
]);

/** Pairs of layers that can be computed as one. */
export const fusions: readonly Fusion[] = [pooledConvolution];
