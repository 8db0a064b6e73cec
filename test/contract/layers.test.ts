import type { io, Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import { sizeOf } from "../../src/base/shape.ts";
import { activations } from "../../src/model/activations.ts";
import { constraints } from "../../src/model/constraints.ts";
import { initializers } from "../../src/model/initializers.ts";
import { layers } from "../../src/model/layers.ts";
import { regularizers } from "../../src/model/regularizers.ts";
import { buildTfModel } from "../../src/model/tfjs.ts";
import { cpuTf } from "../model/tf.ts";
import { type LayerCase, layerCases, modelOfCase, titleOf } from "./layer-cases.ts";

const test = suite("contract/layers");
const tf = await cpuTf();
const { core } = tf;

const BATCH = 3;

/** Inputs of a case, reproducible: uniform in [−1, 1), or class numbers where the case says so. */
function inputOf(layerCase: LayerCase, input: readonly number[]) {
  const draws = stream(1, "inputs");
  const values = Float32Array.from({ length: BATCH * sizeOf(input) }, (_, index) =>
    layerCase.classes === undefined ? 2 * draws.uniform(index) - 1 : draws.below(index, layerCase.classes),
  );
  return core.tensor(values, [BATCH, ...input]);
}

function setWeights(model: LayersModel): void {
  const draws = stream(2, "weights");
  core.tidy(() => {
    const values = model.getWeights().map((weight, position) => {
      const first = 1000 * position;
      const numbers = Float32Array.from(
        { length: weight.size },
        (_, at) => 0.1 + 0.8 * draws.uniform(first + at),
      );
      return core.tensor(numbers, weight.shape);
    });
    model.setWeights(values);
  });
}

/** A model as it would stand on disk: topology text and named weights. */
async function saved(model: LayersModel): Promise<io.ModelArtifacts> {
  let kept: io.ModelArtifacts = {};
  await model.save(
    core.io.withSaveHandler(async (artifacts) => {
      kept = { ...artifacts, modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) };
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  return kept;
}

test("every member of the model's families and every option of it is described", () => {
  for (const family of [layers, activations, initializers, regularizers, constraints]) {
    for (const { name, summary, options } of family.members) {
      assert.match(summary, /\S.*[^.]$/, name);
      for (const [option, { description }] of Object.entries(options.properties)) {
        assert.match(String(description ?? ""), /\S.*[^.]$/, `${name}.${option}`);
      }
    }
  }
});

test("every layer has a case", () => {
  const covered = new Set(layerCases.map(({ layer }) => layer));
  assert.equal(
    layers.names.filter((name) => !covered.has(name)),
    [],
  );
});

for (const layerCase of layerCases) {
  test(`${titleOf(layerCase)}: shape and weights are tfjs's own, and the text builds the same function`, async () => {
    const model = modelOfCase(layerCase);
    const node = model.nodes.at(-1)!;
    assert.equal(node.shape, layerCase.output);

    const built = buildTfModel(tf, model, () => stream(0, "dropout"));
    const tfLayer = built.getLayer(node.name);
    assert.equal(built.outputs[0]!.shape.slice(1), layerCase.output);
    assert.equal(
      tfLayer.getWeights().map(({ shape }) => shape),
      node.weights.map(({ shape }) => shape),
    );
    assert.is(new Set(node.weights.map(({ name }) => name)).size, node.weights.length);

    setWeights(built);
    const x = inputOf(layerCase, model.input);
    const y = built.predict(x) as Tensor;
    assert.equal(y.shape, [BATCH, ...layerCase.output]);
    assert.ok(y.dataSync().every((value) => Number.isFinite(value)));

    const reloaded = await tf.layers.loadLayersModel(core.io.fromMemory(await saved(built)));
    const again = reloaded.predict(x) as Tensor;
    assert.equal(again.dataSync(), y.dataSync());
  });
}

/** What makes a layer's output in training differ from that in inference: chance, and the batch's statistics. */
const TRAINS_OTHERWISE =
  /"(rate|dropout|recurrentDropout|stddev)":0\.\d|"batchNormalization":.*"trainable":true/;

for (const layerCase of layerCases) {
  test(`${titleOf(layerCase)}: trains, reproducibly, and leaves no tensor behind`, () => {
    const model = modelOfCase(layerCase);
    const before = core.memory().numTensors;
    const built = buildTfModel(tf, model, (node) => stream(5, "dropout", node.index));
    setWeights(built);
    const x = inputOf(layerCase, model.input);
    const inTraining = () =>
      core.tidy(() => (built.apply(x, { training: true }) as Tensor).dataSync().slice());
    const inference = core.tidy(() => (built.apply(x) as Tensor).dataSync().slice());
    const once = inTraining();
    assert.equal(inTraining(), once);

    const alike = once.every((value, index) => Math.abs(value - inference[index]!) < 1e-5);
    assert.is(alike, !TRAINS_OTHERWISE.test(JSON.stringify(model.nodes.at(-1)!.layer)));

    const steady = core.memory().numTensors;
    if (built.trainableWeights.length > 0) {
      core.tidy(() => {
        const { grads } = core.variableGrads(
          () => core.sum(core.square(built.apply(x, { training: true }) as Tensor)) as Scalar,
        );
        assert.is(Object.keys(grads).length, built.trainableWeights.length);
      });
    }
    if (layerCase.classes === undefined) {
      const gradient = core.grad((input: Tensor) => built.apply(input, { training: true }) as Tensor)(x);
      assert.equal(gradient.shape, x.shape);
      gradient.dispose();
    }
    assert.is(core.memory().numTensors, steady);
    x.dispose();
    built.dispose();
    assert.is(core.memory().numTensors, before);
  });
}

test.run();
