import { createHash } from "node:crypto";
import type { KernelName } from "../../../src/engine/wasm/kernels.ts";
import type { TrainingState } from "../../../src/train/training.ts";
import { classes, type JobPlan } from "../jobs.ts";

/** A short training, and the SHA-256 of its weights and the optimizer's state after it, in both arithmetics. */
export interface Golden {
  readonly plan: JobPlan;
  /** Kernels that the case is there for. */
  readonly kernels: readonly KernelName[];
  readonly steps: number;
  readonly fused: string;
  readonly strict: string;
}

/**
 * Trainings whose every bit is written down. A change of one of these numbers is a change of what runs give: it needs
 * a new REVISION in src/engine/wasm/engine.ts. A new case is a plan here; the test says its numbers.
 */
export const GOLDEN: Readonly<Record<string, Golden>> = {
  dense: {
    plan: {
      data: classes([7, 3]),
      layers: [
        ["flatten"],
        ["dense", { units: 17, activation: "relu", kernelRegularizer: { l2: { l2: 0.01 } } }],
        ["dropout", { rate: 0.3 }],
        ["dense", { units: 3, activation: "softmax", kernelConstraint: { maxNorm: { maxValue: 1 } } }],
      ],
      optimizer: ["adam", { globalClipNorm: 1 }],
    },
    kernels: ["gemm", "gemmOuter", "dropout", "softmax", "adam", "clipFactors", "rescale"],
    steps: 20,
    fused: "2125cf188f13dcab4d9191f23cc5473f3a8104b37b0ce7656cad09d46bf89050",
    strict: "8c764a2eabbc77734b9f1893301bf830b40da0c29d526e15366d1ab689ba209b",
  },
  "convolution by Winograd": {
    plan: {
      data: classes([9, 8, 3]),
      layers: [
        ["conv2d", { filters: 32, kernelSize: 1 }],
        ["conv2d", { filters: 28, kernelSize: 3, padding: "same", activation: "relu" }],
        ["conv2d", { filters: 20, kernelSize: 5, activation: "tanh" }],
        ["flatten"],
        ["dense", { units: 3, activation: "softmax" }],
      ],
      optimizer: ["sgd", { momentum: 0.9 }],
    },
    kernels: [
      "winogradKernel",
      "winograd",
      "winogradInputGradient",
      "winogradKernelGradient",
      "winogradKernelSum",
      "columnSums",
      "sgd",
    ],
    steps: 10,
    fused: "f445b8f45772d1ce4027131d6284789966f32b5c70dc15e9a147f2f5a9cb0d92",
    strict: "f857a575179b2043e6ee3766f7681d46638906e57353c50667d369a01b26fafc",
  },
  "convolution by patches": {
    plan: {
      data: classes([11, 12, 3]),
      layers: [
        ["conv2d", { filters: 9, kernelSize: [2, 3], activation: "relu" }],
        ["maxPooling2d", { padding: "same" }],
        ["conv2d", { filters: 7, kernelSize: 3, strides: [1, 2], padding: "same", activation: "sigmoid" }],
        ["conv2d", { filters: 5, kernelSize: 2, dilationRate: [2, 1], activation: "elu" }],
        ["reshape", { targetShape: [-1, 5] }],
        ["conv1d", { filters: 4, kernelSize: 3 }],
        ["flatten"],
        ["dense", { units: 3, activation: "softmax" }],
      ],
      optimizer: ["rmsprop"],
    },
    kernels: [
      "gemmMaxPool",
      "gemmOuterMaxPool",
      "gemmScatter",
      "patches",
      "pad",
      "crop",
      "packPanels",
      "rmsprop",
    ],
    steps: 10,
    fused: "ac6b86c5af34563da02d5d0356a32455ad75b8bf7ff40025c82e5fda01ea9a8d",
    strict: "2439336f90b55e03acd1c705c8431634ac3650a76746bf13388919ec7eaee8f5",
  },
  pooling: {
    plan: {
      data: classes([13, 12, 5]),
      layers: [
        ["conv2d", { filters: 6, kernelSize: 1, activation: "tanh" }],
        ["maxPooling2d", { poolSize: 3, strides: 2, padding: "same" }],
        ["conv2d", { filters: 7, kernelSize: 1 }],
        ["averagePooling2d", { poolSize: [2, 3], strides: [2, 1], padding: "same" }],
        ["conv2d", { filters: 8, kernelSize: 1, activation: "swish" }],
        ["globalMaxPooling2d"],
        ["dense", { units: 3, activation: "softmax" }],
      ],
      optimizer: ["nadam"],
    },
    kernels: ["maxPool", "maxPoolGradient", "averagePool", "averagePoolGradient", "nadam"],
    steps: 10,
    fused: "10999c9afee7a45eee8258d28a6ab108c8a96aec33052f297610e5dbfdb8676a",
    strict: "e4b477e324555f9243008e490597c41ca6d153bd2cdd151e704d5994bf6a431d",
  },
  depthwise: {
    plan: {
      data: classes([9, 8, 5]),
      layers: [
        ["conv2d", { filters: 5, kernelSize: 1 }],
        [
          "depthwiseConv2d",
          { kernelSize: 3, depthMultiplier: 2, strides: 2, padding: "same", activation: "relu" },
        ],
        ["separableConv2d", { filters: 6, kernelSize: [2, 3], activation: "gelu" }],
        ["upSampling2d", { interpolation: "bilinear" }],
        ["globalAveragePooling2d"],
        ["dense", { units: 3, activation: "softmax" }],
      ],
      optimizer: ["adadelta"],
    },
    kernels: [
      "depthwise",
      "depthwiseInputGradient",
      "depthwiseKernelGradient",
      "interpolate",
      "interpolateGradient",
      "adadelta",
    ],
    steps: 10,
    fused: "27c1cd31be39e3c8c00f846d446a61f79972a3ae58c8b4d3e7772f92735ce604",
    strict: "4c9a470c0a5ff2b6f199b8ee133cd1ace51c7df86890a55a1f49a2b2109cad45",
  },
  normalization: {
    plan: {
      data: classes([6, 7]),
      layers: [
        ["dense", { units: 9 }],
        ["batchNormalization", { momentum: 0.9 }],
        ["activation", { activation: "relu" }],
        ["dense", { units: 5 }],
        ["layerNormalization"],
        ["activation", { activation: "softplus" }],
        ["flatten"],
        ["dense", { units: 3, activation: "softmax" }],
      ],
      optimizer: ["adamW", { weightDecay: 0.01 }],
    },
    kernels: [
      "chunkMoments",
      "batchMoments",
      "normalize",
      "normalizeGradient",
      "layerNormalize",
      "layerNormalizeGradient",
      "adam",
    ],
    steps: 20,
    fused: "2629a4f5d5757fa991c64916d35bb53a4fd215a673fca9f450007a4ab732c226",
    strict: "1529eedf50821ae3eff9fc797e902542011ede15960cd25ecf1616945f4884e3",
  },
};

export function hashOf({ weights, slots }: TrainingState): string {
  const hash = createHash("sha256");
  for (const values of [...weights, ...slots.flat()]) hash.update(values);
  return hash.digest("hex");
}
