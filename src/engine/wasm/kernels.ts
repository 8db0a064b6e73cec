import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { RunExpError } from "../../base/errors.ts";

/** How products are added: rounded once, or the product and the sum each. */
export type Arithmetic = "fused" | "strict";

/** What every optimizer's kernel is told first. */
const MOVED = ["record", "value", "gradient", "size", "l1", "l2", "bound", "factors", "index"] as const;

/** A function of single values with two settings, and its gradient. */
const FUNCTION = ["count", "size", "x", "y", "a", "b"] as const;
const FUNCTION_GRADIENT = ["count", "size", "kept", "dy", "dx", "a", "b"] as const;

/** A function of two tensors value by value. */
const PAIR = ["count", "size", "x", "y", "z"] as const;

/** A function of rows, and its gradient. */
const ROWS = ["count", "rowsPerSample", "width", "x", "y"] as const;
const ROWS_GRADIENT = ["count", "rowsPerSample", "width", "y", "dy", "dx"] as const;

/**
 * The kernels and their parameters, in order, but for the last two, `thread` and `threads`, which every one of
 * them has. An argument is a byte address or a number.
 */
export const KERNELS = {
  accumulate: ["x", "size", "y"],
  adadelta: [...MOVED, "meanSquare", "meanSquaredStep", "rho", "epsilon"],
  adagrad: [...MOVED, "accumulator", "epsilon"],
  adam: [...MOVED, "m", "v", "vMax", "beta1", "beta2", "epsilon", "decay"],
  adamax: [...MOVED, "m", "u", "beta1", "beta2", "epsilon"],
  add: PAIR,
  averagePool: ["count", "window", "x", "y"],
  averagePoolGradient: ["count", "window", "dy", "dx"],
  batchMoments: [
    "count",
    "rowsPerSample",
    "width",
    "partial",
    "epsilon",
    "momentum",
    "mean",
    "inverse",
    "movingMean",
    "movingVariance",
  ],
  chunkMoments: ["count", "rowsPerSample", "width", "x", "partial"],
  chunkSlopes: ["count", "rowsPerSample", "width", "x", "mean", "inverse", "dy", "partial"],
  claim: ["count", "size", "x", "y", "dy", "dx"],
  clear: ["count", "size", "y"],
  clipFactors: ["sums", "chunks", "weights", "clipNorm", "globalClipNorm", "factors"],
  columnSums: ["count", "rowsPerSample", "matrix", "columns", "sums"],
  contract: [
    "count",
    "rows",
    "columns",
    "depth",
    "a",
    "aSize",
    "aRow",
    "aStep",
    "b",
    "bSize",
    "bColumn",
    "bStep",
    "y",
    "ySize",
    "yRow",
    "yColumn",
  ],
  copyRuns: ["count", "runs", "length", "x", "xSize", "from", "y", "ySize", "to"],
  crop: ["count", "x", "rows", "run", "top", "left", "y", "outRows", "outRun"],
  depthwise: ["count", "window", "x", "kernel", "bias", "activation", "y"],
  depthwiseInputGradient: ["count", "window", "dy", "kernel", "dx"],
  depthwiseKernelGradient: ["count", "window", "x", "dy", "kernel"],
  dropout: ["count", "size", "x", "stream", "limit", "kept", "shift", "dropped", "mask", "y", "scratch"],
  dropoutGradient: ["count", "size", "dy", "mask", "kept", "dx"],
  elu: FUNCTION,
  eluGradient: FUNCTION_GRADIENT,
  embed: ["count", "rowsPerSample", "width", "x", "table", "entries", "y"],
  embedGradient: ["count", "rowsPerSample", "width", "x", "dy", "entries", "table"],
  exponential: FUNCTION,
  exponentialGradient: FUNCTION_GRADIENT,
  gatherBytes: ["count", "indices", "storage", "size", "scale", "offset", "out"],
  gatherFloats: ["count", "indices", "storage", "size", "scale", "offset", "out"],
  gatherInts: ["count", "indices", "storage", "size", "scale", "offset", "out"],
  gelu: FUNCTION,
  geluGradient: FUNCTION_GRADIENT,
  gemm: [
    "count",
    "rowsPerSample",
    "a",
    "rows",
    "spans",
    "segments",
    "length",
    "b",
    "bias",
    "activation",
    "c",
    "columns",
    "scratch",
  ],
  gemmMaxPool: [
    "count",
    "a",
    "rows",
    "spans",
    "segments",
    "length",
    "b",
    "bias",
    "activation",
    "window",
    "y",
    "places",
    "columns",
    "scratch",
    "bytes",
  ],
  gemmOuter: [
    "count",
    "rowsPerSample",
    "a",
    "rows",
    "spans",
    "segments",
    "length",
    "b",
    "height",
    "c",
    "columns",
    "scratch",
  ],
  gemmOuterMaxPool: [
    "count",
    "a",
    "rows",
    "spans",
    "segments",
    "length",
    "window",
    "y",
    "dy",
    "places",
    "c",
    "sums",
    "columns",
    "scratch",
    "bytes",
  ],
  gemmScatter: [
    "count",
    "rowsPerSample",
    "a",
    "length",
    "rows",
    "b",
    "c",
    "targets",
    "shifts",
    "taps",
    "columns",
    "zero",
    "scratch",
  ],
  hardSigmoid: FUNCTION,
  hardSigmoidGradient: FUNCTION_GRADIENT,
  hardSwish: FUNCTION,
  hardSwishGradient: FUNCTION_GRADIENT,
  interpolate: ["count", "blocksPerSample", "length", "run", "factor", "shares", "x", "y"],
  interpolateGradient: ["count", "blocksPerSample", "length", "run", "factor", "shares", "dy", "dx"],
  inverseDeviations: ["width", "variance", "epsilon", "inverse"],
  keepFactors: ["count", "size", "stream", "limit", "kept", "y", "scratch"],
  layerChunkSlopes: ["count", "rowsPerSample", "width", "x", "statistics", "dy", "partial"],
  layerNormalize: ["count", "rowsPerSample", "width", "x", "epsilon", "gamma", "beta", "statistics", "y"],
  layerNormalizeGradient: ["count", "rowsPerSample", "width", "x", "statistics", "gamma", "dy", "dx"],
  leakyRelu: FUNCTION,
  leakyReluGradient: FUNCTION_GRADIENT,
  logSoftmax: ROWS,
  logSoftmaxGradient: ROWS_GRADIENT,
  maxPool: ["count", "window", "x", "y", "places"],
  maxPoolGradient: ["count", "window", "dy", "places", "dx"],
  maximum: PAIR,
  minimum: PAIR,
  mish: FUNCTION,
  mishGradient: FUNCTION_GRADIENT,
  multiply: PAIR,
  nadam: [...MOVED, "m", "v", "beta1", "beta2", "epsilon"],
  nonNegative: ["value", "size"],
  normalize: ["count", "rowsPerSample", "width", "x", "mean", "inverse", "gamma", "beta", "y"],
  normalizeGradient: [
    "count",
    "rowsPerSample",
    "width",
    "x",
    "mean",
    "inverse",
    "gamma",
    "sums",
    "products",
    "dy",
    "dx",
  ],
  normals: ["count", "size", "stream", "mean", "deviation", "y", "scratch"],
  packPanels: ["count", "rowsPerSample", "matrix", "columns", "out", "height", "sums"],
  pad: ["count", "x", "rows", "run", "top", "left", "y", "outRows", "outRun"],
  patches: ["count", "rowsPerSample", "a", "rows", "spans", "segments", "length", "out"],
  prelu: ["count", "size", "x", "alpha", "y"],
  preluGradient: ["count", "size", "x", "alpha", "dy", "dx"],
  preluSlopes: ["count", "size", "x", "dy", "slopes"],
  relu: FUNCTION,
  reluGradient: FUNCTION_GRADIENT,
  repeatEach: ["count", "values", "multiplier", "x", "y"],
  rescale: ["value", "bases", "vectors", "steps", "length", "least", "most", "rate"],
  rmsprop: [...MOVED, "meanSquare", "velocity", "rho", "momentum", "epsilon"],
  rmspropCentered: [...MOVED, "meanSquare", "mean", "velocity", "rho", "momentum", "epsilon"],
  scale: ["count", "size", "factor", "x", "y"],
  sgd: [...MOVED, "velocity", "momentum", "nesterov"],
  sigmoid: FUNCTION,
  sigmoidGradient: FUNCTION_GRADIENT,
  softmax: ROWS,
  softmaxGradient: ROWS_GRADIENT,
  softplus: FUNCTION,
  softplusGradient: FUNCTION_GRADIENT,
  softsign: FUNCTION,
  softsignGradient: FUNCTION_GRADIENT,
  squareSums: ["value", "gradient", "size", "l1", "l2", "bound", "chunk", "sums", "first"],
  sumChunks: ["count", "rowsPerSample", "width", "partial", "part", "sums"],
  sumEach: ["count", "values", "multiplier", "y", "x"],
  sumPlaces: ["size", "each", "places", "x", "sums"],
  sumRuns: ["count", "runs", "length", "x", "y"],
  swish: FUNCTION,
  swishGradient: FUNCTION_GRADIENT,
  tanh: FUNCTION,
  tanhGradient: FUNCTION_GRADIENT,
  transposePanels: ["b", "taps", "inner", "columns", "out"],
  unitVectors: ["count", "size", "vectors", "apart", "depth", "step", "x", "y"],
  unitVectorsGradient: ["count", "size", "vectors", "apart", "depth", "step", "x", "dy", "dx"],
  winograd: ["count", "plan", "down", "across", "x", "kernel", "bias", "activation", "y", "scratch"],
  winogradInputGradient: ["count", "plan", "down", "across", "dy", "kernel", "dx", "scratch"],
  winogradKernel: ["plan", "down", "across", "tapsDown", "tapsAcross", "scales", "kernel", "out", "scratch"],
  winogradKernelGradient: [
    "count",
    "plan",
    "down",
    "across",
    "x",
    "dy",
    "table",
    "images",
    "sums",
    "scratch",
  ],
  winogradKernelSum: [
    "count",
    "plan",
    "down",
    "across",
    "tapsDown",
    "tapsAcross",
    "scales",
    "sums",
    "images",
    "out",
    "scratch",
  ],
} as const;

export type KernelName = keyof typeof KERNELS;

/** The module's exports: the kernels, and what threads meet by. */
export type Exports = { readonly [Name in KernelName]: (...numbers: number[]) => void } & {
  fuses(): number;
  gemmScratch(): number;
  arrive(control: number, threads: number): number;
  awaitOthers(control: number, meeting: number, milliseconds: number): number;
  fail(control: number): void;
  order(control: number): void;
  awaitOrder(control: number, seen: number): number;
};

let loading: Promise<{ module: WebAssembly.Module; arithmetic: Arithmetic }> | undefined;

/**
 * The compiled kernels in the best arithmetic that this machine has. Throws a RunExpError where WebAssembly has no
 * SIMD or no shared memory here.
 */
export async function loadKernels(): Promise<{ module: WebAssembly.Module; arithmetic: Arithmetic }> {
  loading ??= load();
  return loading;
}

/** The kernels in one arithmetic, whether or not it is the best. */
export async function compileKernels(arithmetic: Arithmetic): Promise<WebAssembly.Module> {
  const file = new URL(import.meta.resolve(`#kernels/${arithmetic}.wasm`));
  return WebAssembly.compile(new Uint8Array(await readFile(file)));
}

async function load(): Promise<{ module: WebAssembly.Module; arithmetic: Arithmetic }> {
  // Node 20 has the instruction, but behind a flag; newer ones know no such flag.
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
  try {
    const module = await compileKernels("fused");
    if (instantiate(module, probeMemory()).fuses() === 1) return { module, arithmetic: "fused" };
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) throw error;
  }
  try {
    return { module: await compileKernels("strict"), arithmetic: "strict" };
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) throw error;
    throw new RunExpError(
      "engine-unavailable",
      "WebAssembly has no SIMD or no shared memory here, which the wasm engine needs",
      "use Node 24 on a 64-bit processor, or engine: tfjs",
      { cause: error },
    );
  }
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Exports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
}

function probeMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });
}
