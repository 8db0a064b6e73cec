import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { sizeOf } from "../../../src/base/shape.ts";
import { exportModel } from "../../../src/engine/tfjs/export.ts";
import { loadTfjs } from "../../../src/engine/tfjs/load.ts";
import { type Model, weightsOf } from "../../../src/model/model.ts";
import { buildTfModel } from "../../../src/model/tfjs.ts";
import { layerCases, modelOfCase, titleOf } from "../../contract/layer-cases.ts";

const test = suite("engine/tfjs/export");
const tf = await loadTfjs();
const { core } = tf;

function someWeights(model: Model): Float32Array[] {
  return weightsOf(model).map(({ spec }, position) => {
    const draws = stream(6, "weights", position);
    return Float32Array.from({ length: sizeOf(spec.shape) }, (_, index) => 0.1 + draws.uniform(index));
  });
}

/** What the model itself answers. */
function answer(model: Model, weights: readonly Float32Array[], x: Tensor): Float32Array {
  return core.tidy(() => {
    const built = buildTfModel(tf, model, () => stream(0, "dropout"));
    const variables = model.nodes.flatMap((node) => built.getLayer(node.name).getWeights()) as Variable[];
    for (const [index, variable] of variables.entries()) {
      variable.assign(core.tensor(weights[index]!, variable.shape));
    }
    const values = (built.apply(x) as Tensor).dataSync<"float32">().slice();
    built.dispose();
    return values;
  });
}

for (const layerCase of layerCases) {
  test(`${titleOf(layerCase)}: tf.loadLayersModel reads the export, and answers the same to the bit`, async () => {
    const model = modelOfCase(layerCase);
    const weights = someWeights(model);
    const draws = stream(7, "inputs");
    const values = Float32Array.from({ length: 2 * sizeOf(model.input) }, (_, index) =>
      layerCase.classes === undefined ? draws.uniform(index) : draws.below(index, layerCase.classes),
    );
    const x = core.tensor(values, [2, ...model.input]);
    const exported = await exportModel(model, weights);
    const json = JSON.parse(exported.topology);
    const reloaded = await tf.layers.loadLayersModel(
      core.io.fromMemory({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest[0].weights,
        weightData: exported.weights.buffer as ArrayBuffer,
      }),
    );
    const own = answer(model, weights, x);
    assert.equal((reloaded.predict(x) as Tensor).dataSync(), own);
    assert.ok(own.some((value) => value !== 0));
    reloaded.dispose();
    x.dispose();
  });
}

test("a model is written down the same way every time", async () => {
  for (const layerCase of layerCases) {
    const model = modelOfCase(layerCase);
    const [first, second] = [await exportModel(model, []), await exportModel(model, [])];
    assert.is(first.topology, second.topology);
    assert.not.match(first.topology, /[0-9]{4}-[0-9]{2}-[0-9]{2}/);
  }
});

test.run();
