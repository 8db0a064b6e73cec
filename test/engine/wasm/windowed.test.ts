import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openTfjs } from "../../../src/engine/tfjs/engine.ts";
import { openWasm } from "../../../src/engine/wasm/engine.ts";
import { type LayerCase, titleOf } from "../../contract/layer-cases.ts";
import { classes, jobOf } from "../jobs.ts";
import { assertClose, jobOfModel, modelInFront, randomWeights, type StepResult, stepFrom } from "./steps.ts";

/**
 * Layers that slide a window over images and sequences, at sizes about those of the kernels' tiles: against the tfjs
 * engine, and the same bytes on every number of threads. Small uses of every layer stand in layers.test.ts.
 */

const test = suite("engine/wasm/windowed");
const tfjs = await openTfjs();
const wasm = await openWasm(1);

type Case = Pick<LayerCase, "layer" | "options" | "inputs">;

function on(input: readonly number[], layer: string, options: object = {}): Case {
  return { layer, options: { ...options }, inputs: [input] };
}

const cases: readonly Case[] = [
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
const fast: readonly Case[] = [
  on([11, 11, 32], "conv2d", { filters: 32, kernelSize: 5 }),
  on([10, 9, 32], "conv2d", { filters: 24, kernelSize: 3, padding: "same", activation: "relu" }),
  on([30, 32], "conv1d", { filters: 64, kernelSize: 3, padding: "same", activation: "relu" }),
];

for (const own of [...cases, ...fast]) {
  const title = titleOf({ ...own, output: [] });
  const model = modelInFront({ ...own, output: [] });
  const job = jobOfModel(model);
  const weights = randomWeights(model);

  test(`${title} is what it is in tfjs, for a whole batch and one sample`, async () => {
    assert.equal(wasm.unsupported(model), []);
    const [mine, theirs] = [await wasm.open(job), await tfjs.open(job)];
    for (const count of [4, 1]) {
      const [actual, expected] = [
        await stepFrom(mine, job, weights, count),
        await stepFrom(theirs, job, weights, count),
      ];
      assertSame(actual, expected, fast.includes(own) ? 4e-5 : 1e-5);
    }
    for (const training of [mine, theirs]) training.close();
  });

  test(`${title} is the same on 1, 2, 3 and 8 threads`, async () => {
    const results: StepResult[] = [];
    for (const threads of [1, 2, 3, 8]) {
      const training = await (await openWasm(threads)).open(job);
      results.push(await stepFrom(training, job, weights, 3));
      training.close();
    }
    for (const result of results) assert.equal(result, results[0]);
  });
}

function assertSame(actual: StepResult, expected: StepResult, tolerance: number): void {
  assertClose(actual.training, expected.training, "training", tolerance);
  assertClose(actual.inference, expected.inference, "inference", tolerance);
  for (const [weight, gradient] of actual.gradients.entries()) {
    assertClose(gradient, expected.gradients[weight]!, `gradient ${weight}`, 2 * tolerance);
  }
}

test("a window too wide for the record of its largest value is refused", () => {
  const { model } = jobOf({
    layers: [["globalMaxPooling2d"], ["dense", { units: 3 }]],
    data: classes([257, 256, 1]),
  });
  assert.match(wasm.unsupported(model)[0]!, "257 × 256 has more than 65536 places");
});

test.run();
