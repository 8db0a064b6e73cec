import { family } from "../component/family.ts";
import type { Layer } from "./layer.ts";
import { activation, elu, leakyReLU, prelu, relu, softmax, thresholdedReLU } from "./layers/activation.ts";
import { conv1d, conv2d, conv3d } from "./layers/conv.ts";
import { dense } from "./layers/dense.ts";
import { alphaDropout, dropout, gaussianDropout, gaussianNoise, spatialDropout1d } from "./layers/dropout.ts";
import {
  averagePooling1d,
  averagePooling2d,
  averagePooling3d,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  maxPooling1d,
  maxPooling2d,
  maxPooling3d,
} from "./layers/pooling.ts";
import { flatten, permute, repeatVector, reshape } from "./layers/shape.ts";

/** Every layer a model can be made of. Adding one is one definition and one line here. */
export const layers = family<Layer>("layer", [
  dense,
  activation,
  relu,
  leakyReLU,
  prelu,
  elu,
  thresholdedReLU,
  softmax,
  dropout,
  spatialDropout1d,
  gaussianNoise,
  gaussianDropout,
  alphaDropout,
  conv1d,
  conv2d,
  conv3d,
  maxPooling1d,
  maxPooling2d,
  maxPooling3d,
  averagePooling1d,
  averagePooling2d,
  averagePooling3d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  globalAveragePooling1d,
  globalAveragePooling2d,
  flatten,
  reshape,
  permute,
  repeatVector,
]);
