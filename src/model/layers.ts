import { family } from "../component/family.ts";
import type { Layer } from "./layer.ts";
import { activation, elu, leakyReLU, prelu, relu, softmax, thresholdedReLU } from "./layers/activation.ts";
import { conv1d, conv2d, conv3d } from "./layers/conv.ts";
import { dense } from "./layers/dense.ts";
import { depthwiseConv2d, separableConv2d } from "./layers/depthwise.ts";
import { alphaDropout, dropout, gaussianDropout, gaussianNoise, spatialDropout1d } from "./layers/dropout.ts";
import { embedding } from "./layers/embedding.ts";
import { add, average, concatenate, dot, maximum, minimum, multiply } from "./layers/merge.ts";
import { batchNormalization, layerNormalization } from "./layers/normalization.ts";
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
import { gru, lstm, simpleRNN } from "./layers/recurrent.ts";
import { cropping2d, zeroPadding1d, zeroPadding2d } from "./layers/resize.ts";
import { flatten, permute, repeatVector, reshape } from "./layers/shape.ts";
import { conv2dTranspose, conv3dTranspose } from "./layers/transposed.ts";
import { upSampling2d } from "./layers/upsampling.ts";
import { wrappers } from "./layers/wrappers.ts";

/** Every layer that computes something by itself. Adding one is one definition and one line here. */
const plain = family<Layer>("layer", [
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
  conv2dTranspose,
  conv3dTranspose,
  depthwiseConv2d,
  separableConv2d,
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
  zeroPadding1d,
  zeroPadding2d,
  cropping2d,
  upSampling2d,
  batchNormalization,
  layerNormalization,
  embedding,
  simpleRNN,
  lstm,
  gru,
  add,
  multiply,
  average,
  maximum,
  minimum,
  concatenate,
  dot,
]);

/** Every layer a model can be made of. */
export const layers = family<Layer>("layer", [...plain.members, ...wrappers(plain)]);
