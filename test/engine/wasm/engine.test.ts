import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openWasm } from "../../../src/engine/wasm/engine.ts";
import type { Model } from "../../../src/model/model.ts";
import { layerCases, modelOf, titleOf } from "../../contract/layer-cases.ts";
import { layerOf } from "../../model/complete.ts";
import { modelInFront } from "../steps.ts";

const test = suite("engine/wasm/engine");
const { unsupported } = await openWasm(1);

/** A dense layer with an activation that the family may one day have and this engine then lacks. */
function withActivation(activation: string): Model {
  const { dense } = layerOf("dense", { units: 3 });
  return modelOf([4], [{ layer: { dense: { ...dense, activation } }, name: "first" }]);
}

test("an activation without a kernel is named beside its layer", () => {
  assert.equal(unsupported(withActivation("wobble")), [
    "layer `first`: its activation is wobble, which it does not compute",
  ]);
  assert.equal(unsupported(withActivation("relu")), []);
});

/** Recurrence, what wraps a layer, transposed convolution, and whatever has three dimensions: these stay with tfjs. */
const ABSENT = [
  "averagePooling3d",
  "bidirectional",
  "conv2dTranspose",
  "conv3d",
  "conv3dTranspose",
  "gru",
  "lstm",
  "maxPooling3d",
  "simpleRNN",
  "timeDistributed",
];

test("a layer that it does not compute is named, and it computes all others in all their uses", () => {
  for (const layerCase of layerCases) {
    const { layer } = layerCase;
    const model = modelInFront(layerCase);
    const name = model.nodes.at(-1)!.name;
    const expected = ABSENT.includes(layer)
      ? [`layer \`${name}\` is a ${layer}, which it does not compute`]
      : [];
    assert.equal(unsupported(model), expected, titleOf(layerCase));
  }
});

test.run();
