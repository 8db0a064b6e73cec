import type { Lowering } from "./lowering.ts";
import { convolution } from "./lowerings/conv.ts";
import { dense } from "./lowerings/dense.ts";
import { depthwiseConv2d, separableConv2d } from "./lowerings/depthwise.ts";
import { dropout } from "./lowerings/dropout.ts";
import { activation, elu, leakyReLU, relu, softmax, thresholdedReLU } from "./lowerings/pointwise.ts";
import { averagePooling, globalAveragePooling, globalMaxPooling, maxPooling } from "./lowerings/pooling.ts";
import { cropping2d, upSampling2d, zeroPadding1d, zeroPadding2d } from "./lowerings/resize.ts";
import { renamed } from "./lowerings/shape.ts";

/** The layers that the engine computes, by name. */
export const lowerings: ReadonlyMap<string, Lowering> = new Map([
  ["activation", activation],
  ["averagePooling1d", averagePooling],
  ["averagePooling2d", averagePooling],
  ["conv1d", convolution],
  ["conv2d", convolution],
  ["cropping2d", cropping2d],
  ["dense", dense],
  ["depthwiseConv2d", depthwiseConv2d],
  ["dropout", dropout],
  ["elu", elu],
  ["flatten", renamed],
  ["globalAveragePooling1d", globalAveragePooling],
  ["globalAveragePooling2d", globalAveragePooling],
  ["globalMaxPooling1d", globalMaxPooling],
  ["globalMaxPooling2d", globalMaxPooling],
  ["leakyReLU", leakyReLU],
  ["maxPooling1d", maxPooling],
  ["maxPooling2d", maxPooling],
  ["relu", relu],
  ["reshape", renamed],
  ["separableConv2d", separableConv2d],
  ["softmax", softmax],
  ["thresholdedReLU", thresholdedReLU],
  ["upSampling2d", upSampling2d],
  ["zeroPadding1d", zeroPadding1d],
  ["zeroPadding2d", zeroPadding2d],
]);
