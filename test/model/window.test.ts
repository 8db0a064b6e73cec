import type { Tensor } from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Stream, stream } from "../../src/base/random.ts";
import { showShape } from "../../src/base/shape.ts";
import { buildGraph } from "../../src/model/graph.ts";
import { layers } from "../../src/model/layers.ts";
import { buildTfModel } from "../../src/model/tfjs.ts";
import { layerOf } from "./complete.ts";
import { cpuTf } from "./tf.ts";

const test = suite("model/window");
const tf = await cpuTf();

/** Layers whose kernel or pool moves over its input, with the number of axes it moves along. */
const windowed: readonly (readonly [name: string, axes: number])[] = [
  ["conv1d", 1],
  ["conv2d", 2],
  ["conv3d", 3],
  ["conv2dTranspose", 2],
  ["conv3dTranspose", 3],
  ["depthwiseConv2d", 2],
  ["separableConv2d", 2],
  ["maxPooling1d", 1],
  ["maxPooling2d", 2],
  ["maxPooling3d", 3],
  ["averagePooling1d", 1],
  ["averagePooling2d", 2],
  ["averagePooling3d", 3],
];

const ROUNDS = 25;

/** Random options of a layer for a random input; what they are comes from the words of `draws`. */
function randomUse(name: string, axes: number, draws: Stream) {
  let next = 0;
  const from = (low: number, high: number) => low + draws.below(next++, high - low + 1);
  const perAxis = (low: number, high: number) => Array.from({ length: axes }, () => from(low, high));
  const input = [...perAxis(1, 5), from(1, 2)];
  const { properties } = layers.get(name).options;
  const choices = {
    filters: from(1, 2),
    kernelSize: perAxis(1, 3),
    poolSize: perAxis(1, 3),
    strides: perAxis(1, 3),
    padding: ["valid", "same", "causal"][from(0, name === "conv1d" ? 2 : 1)],
    dilationRate: from(0, 1) === 0 ? perAxis(1, 1) : perAxis(1, 2),
    depthMultiplier: from(1, 2),
  };
  const options = Object.fromEntries(Object.entries(choices).filter(([option]) => option in properties));
  return { input, options };
}

for (const [name, axes] of windowed) {
  test(`${name}: ${ROUNDS} random uses have tfjs's shape, compute alike in training, or are refused`, () => {
    let built = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const { input, options } = randomUse(name, axes, stream(round, "window"));
      const { model, problems } = buildGraph(input, [{ layer: layerOf(name, options), name: "layer" }]);
      const use = `${JSON.stringify(options)} on ${showShape(input)}`;
      if (model === undefined) {
        assert.is(problems.length, 1, use);
        continue;
      }
      built++;
      tf.core.tidy(() => {
        const tfModel = buildTfModel(tf, model, () => stream(0, "dropout"));
        tfModel.setWeights(
          tfModel
            .getWeights()
            .map(({ shape }, index) => tf.core.randomNormal(shape, 0, 1, "float32", index + 1)),
        );
        const x = tf.core.randomNormal([2, ...input], 0, 1, "float32", 9);
        const inference = tfModel.apply(x) as Tensor;
        assert.equal(inference.shape.slice(1), model.output, use);
        const training = tfModel.apply(x, { training: true }) as Tensor;
        assert.ok(tf.core.max(tf.core.abs(tf.core.sub(inference, training))).dataSync()[0]! < 1e-4, use);
      });
    }
    assert.ok(built >= ROUNDS / 4, `only ${built} uses were sound`);
  });
}

test.run();
