import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Shape } from "../../../src/base/shape.ts";
import { openTfjs } from "../../../src/engine/tfjs/engine.ts";
import { openWasm } from "../../../src/engine/wasm/engine.ts";
import { classes, jobOf } from "../jobs.ts";
import { difference, stepOn } from "./against.ts";

/** Layers that slide a window over images and sequences, or change their borders, against the tfjs engine. */

const test = suite("engine/wasm/windowed");
const tfjs = await openTfjs();
const wasm = await openWasm(2);

type Case = readonly [input: Shape, layer: string, options: object];

const convolutions: readonly Case[] = [
  [[5, 4, 1], "conv2d", { filters: 1, kernelSize: 3 }],
  [[9, 7, 3], "conv2d", { filters: 10, kernelSize: 3, padding: "same", activation: "relu" }],
  [[9, 7, 3], "conv2d", { filters: 10, kernelSize: [2, 3], strides: 2, padding: "same", useBias: false }],
  [[8, 9, 4], "conv2d", { filters: 8, kernelSize: [4, 2], strides: [2, 3], activation: "softmax" }],
  [[9, 7, 9], "conv2d", { filters: 7, kernelSize: [3, 2], dilationRate: [2, 1] }],
  [[9, 7, 9], "conv2d", { filters: 7, kernelSize: [3, 2], dilationRate: 2, padding: "same" }],
  [[9, 7, 9], "conv2d", { filters: 7, kernelSize: 1, strides: 2 }],
  [[9, 7, 9], "conv2d", { filters: 8, kernelSize: 1, activation: "relu" }],
  [[13, 12, 8], "conv2d", { filters: 9, kernelSize: 5 }],
  [[16, 17, 8], "conv2d", { filters: 12, kernelSize: 3, padding: "same" }],
  [[12, 8], "conv1d", { filters: 7, kernelSize: 3 }],
  [[12, 8], "conv1d", { filters: 7, kernelSize: 3, padding: "same", strides: 2 }],
  [[9, 8], "conv1d", { filters: 7, kernelSize: 3, dilationRate: 2, padding: "causal" }],
  [[9, 1], "conv1d", { filters: 7, kernelSize: 3, strides: 2, padding: "causal" }],
  [[9, 7, 3], "depthwiseConv2d", { kernelSize: 3, padding: "same", strides: 2, activation: "relu" }],
  [[9, 7, 3], "depthwiseConv2d", { kernelSize: [3, 2], depthMultiplier: 3 }],
  [[9, 7, 16], "depthwiseConv2d", { kernelSize: 3, useBias: false }],
  [[9, 7, 3], "separableConv2d", { filters: 5, kernelSize: [3, 2], depthMultiplier: 3, padding: "same" }],
  [[9, 7, 8], "separableConv2d", { filters: 9, kernelSize: 3, activation: "relu" }],
];

const poolings: readonly Case[] = [
  [[9, 7, 9], "maxPooling2d", { poolSize: 2 }],
  [[9, 7, 1], "maxPooling2d", { poolSize: 2, padding: "same" }],
  [[9, 7, 9], "maxPooling2d", { poolSize: 3, strides: [1, 2], padding: "same" }],
  [[9, 7, 8], "maxPooling2d", { poolSize: [1, 3], strides: [3, 4] }],
  [[9, 7, 3], "averagePooling2d", { poolSize: 3, strides: [1, 2], padding: "same" }],
  [[9, 7, 9], "averagePooling2d", { poolSize: [2, 3], strides: [3, 1] }],
  [[9, 9], "averagePooling1d", { padding: "same" }],
  [[9, 9], "maxPooling1d", { padding: "same" }],
  [[9, 9], "globalMaxPooling1d", {}],
  [[9, 9], "globalAveragePooling1d", {}],
  [[9, 7, 9], "globalMaxPooling2d", {}],
  [[9, 7, 9], "globalAveragePooling2d", {}],
];

const borders: readonly Case[] = [
  [[9, 3], "zeroPadding1d", { padding: [1, 2] }],
  [
    [9, 7, 3],
    "zeroPadding2d",
    {
      padding: [
        [1, 0],
        [2, 1],
      ],
    },
  ],
  [[9, 7, 3], "zeroPadding2d", { padding: 0 }],
  [
    [9, 7, 3],
    "cropping2d",
    {
      cropping: [
        [1, 0],
        [2, 1],
      ],
    },
  ],
  [[5, 4, 3], "upSampling2d", {}],
  [[5, 4, 3], "upSampling2d", { size: [3, 2], interpolation: "bilinear" }],
  [[4, 1, 3], "upSampling2d", { size: [1, 3], interpolation: "bilinear" }],
];

/** A convolution before the layer, so that the gradient by its input matters, and a dense layer behind it. */
function jobFor([shape, layer, options]: Case) {
  const filters = shape.at(-1)!;
  const before =
    shape.length === 2
      ? (["conv1d", { filters, kernelSize: 2, padding: "same" }] as const)
      : (["conv2d", { filters, kernelSize: 2, padding: "same" }] as const);
  const layers = [
    before,
    [layer, options],
    ["flatten"],
    ["dense", { units: 3, activation: "softmax" }],
  ] as const;
  return jobOf({ layers, data: classes(shape) });
}

for (const own of [...convolutions, ...poolings, ...borders]) {
  const [shape, layer, options] = own;
  test(`${layer} ${JSON.stringify(options)} on ${shape.join("×")} is what it is in tfjs`, async () => {
    const job = jobFor(own);
    assert.equal(wasm.unsupported(job.model), []);
    for (const indices of [Uint32Array.of(5, 0, 11, 2), Uint32Array.of(7)]) {
      const [actual, expected] = [await stepOn(wasm, job, indices), await stepOn(tfjs, job, indices)];
      assert.ok(difference(actual.predictions, expected.predictions) < 1e-6);
      for (const [weight, gradient] of actual.gradients.entries()) {
        const off = difference(gradient, expected.gradients[weight]!);
        assert.ok(off < 5e-5, `weight ${weight}: ${off}`);
      }
    }
  });

  test(`${layer} ${JSON.stringify(options)} on ${shape.join("×")} is the same on 1, 2, 3 and 8 threads`, async () => {
    const job = jobFor(own);
    const indices = Uint32Array.of(3, 1, 4);
    const expected = await stepOn(await openWasm(1), job, indices);
    for (const threads of [2, 3, 8])
      assert.equal(await stepOn(await openWasm(threads), job, indices), expected);
  });
}

test("a window too wide for the record of its largest value is refused", () => {
  const { model } = jobOf({
    layers: [["globalMaxPooling2d"], ["dense", { units: 3 }]],
    data: classes([257, 256, 1]),
  });
  assert.match(wasm.unsupported(model)[0]!, "257 × 256 has more than 65536 places");
});

test.run();
