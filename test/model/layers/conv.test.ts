import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { layerOf } from "../complete.ts";
import { cpuTf } from "../tf.ts";
import { modelOfLayer, outputOf, setWeights } from "./apply.ts";

const test = suite("model/layers/conv");
const tf = await cpuTf();

const causal = { filters: 1, kernelSize: 2, padding: "causal", useBias: false };

test("a causal conv1d sees the present and the past only", () => {
  const model = modelOfLayer(tf, [4, 1], layerOf("conv1d", causal));
  setWeights(tf, model, [[10, 1]]);
  for (const training of [false, true]) {
    assert.equal(outputOf(tf, model, [1, 2, 3, 4], [1, 4, 1], training), [1, 12, 23, 34]);
  }
});

test("a dilated conv1d skips steps, in training as in inference", () => {
  const model = modelOfLayer(tf, [4, 1], layerOf("conv1d", { ...causal, dilationRate: 2 }));
  setWeights(tf, model, [[10, 1]]);
  for (const training of [false, true]) {
    assert.equal(outputOf(tf, model, [1, 2, 3, 4], [1, 4, 1], training), [1, 2, 13, 24]);
  }
});

test("a dilated conv2d can be trained: its gradient is the sum of the values under the kernel", () => {
  const model = modelOfLayer(
    tf,
    [3, 3, 1],
    layerOf("conv2d", { filters: 1, kernelSize: 2, dilationRate: 2 }),
  );
  setWeights(tf, model, [[1, 2, 3, 4], [0]]);
  const image = tf.core.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const { grads } = tf.core.variableGrads(() =>
    tf.core.sum<Scalar>(model.apply(image, { training: true }) as Tensor),
  );
  const kernel = Object.values(grads).find((gradient) => gradient.size === 4)!;
  assert.equal([...kernel.dataSync()], [1, 3, 7, 9]);
});

test.run();
