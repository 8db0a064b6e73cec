import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openWasm } from "../../../src/engine/wasm/engine.ts";
import { modelOf } from "../../contract/layer-cases.ts";
import { layerOf } from "../../model/complete.ts";
import { jobOfModel, randomWeights } from "../steps.ts";
import { assertLikeTfjs, assertThreadsAgree } from "./agreement.ts";
import { kernelsLoaded } from "./teams.ts";

/** Layers that are computed as one: against the tfjs engine, which computes them one by one. */

const test = suite("engine/wasm/fusions");
const wasm = await openWasm(1);

interface Case {
  readonly input: readonly number[];
  readonly conv: object;
  readonly pool: object;
  readonly fused: boolean;
}

const cases: readonly Case[] = [
  { input: [12, 11, 1], conv: { filters: 10, kernelSize: 3, activation: "relu" }, pool: {}, fused: true },
  {
    input: [12, 11, 3],
    conv: { filters: 8, kernelSize: 5, padding: "same" },
    pool: { padding: "same" },
    fused: true,
  },
  {
    input: [9, 10, 2],
    conv: { filters: 3, kernelSize: [2, 3], strides: [1, 2], activation: "relu", useBias: false },
    pool: { poolSize: [3, 1], strides: [3, 2] },
    fused: true,
  },
  {
    input: [9, 10, 8],
    conv: { filters: 17, kernelSize: 3, dilationRate: 2, activation: "relu" },
    pool: { poolSize: 3 },
    fused: true,
  },
  { input: [5, 4, 40], conv: { filters: 4, kernelSize: 1, activation: "relu" }, pool: {}, fused: true },
  {
    input: [20, 5],
    conv: { filters: 9, kernelSize: 4, activation: "relu" },
    pool: { padding: "same" },
    fused: true,
  },
  // Windows that overlap, another activation, and what is faster by Winograd's maps.
  {
    input: [9, 9, 1],
    conv: { filters: 4, kernelSize: 3, activation: "relu" },
    pool: { poolSize: 3, strides: 2 },
    fused: false,
  },
  { input: [9, 9, 1], conv: { filters: 4, kernelSize: 3, activation: "tanh" }, pool: {}, fused: false },
  { input: [12, 12, 32], conv: { filters: 32, kernelSize: 3 }, pool: {}, fused: false },
];

for (const { input, conv, pool, fused } of cases) {
  const axes = input.length - 1;
  const names = [`conv${axes}d`, `maxPooling${axes}d`] as const;
  const model = modelOf(input, [
    { layer: layerOf(names[0], conv), name: "conv" },
    { layer: layerOf(names[1], pool), name: "pool" },
  ]);
  const job = jobOfModel(model);
  const weights = randomWeights(model);
  const title = `${JSON.stringify(conv)} and ${JSON.stringify(pool)} on ${input.join("×")}`;

  test(`${title} are ${fused ? "one" : "two"}, as tfjs has them`, async () => {
    const { result: opened, kernels } = await kernelsLoaded(() => wasm.open(job));
    assert.is(kernels.has("gemmMaxPool"), fused);
    assert.is(kernels.has("maxPool"), !fused);
    opened.close();
    await assertLikeTfjs(job, weights, 4e-5);
  });

  test(`${title} are the same on 1, 2, 3 and 8 threads`, () => assertThreadsAgree(job, weights));
}

test("a convolution that another layer reads too is not fused", async () => {
  const model = modelOf(
    [6, 6, 1],
    [
      { layer: layerOf("conv2d", { filters: 4, kernelSize: 3 }), name: "conv" },
      { layer: layerOf("maxPooling2d"), name: "pool" },
      { layer: layerOf("flatten"), name: "flat", from: ["conv"] },
      { layer: layerOf("flatten"), name: "pooled", from: ["pool"] },
      { layer: layerOf("concatenate"), name: "both", from: ["flat", "pooled"] },
    ],
  );
  const job = jobOfModel(model);
  const { result, kernels } = await kernelsLoaded(() => wasm.open(job));
  result.close();
  assert.not.ok(kernels.has("gemmMaxPool"));
});

test.run();
