import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openWasm } from "../../../src/engine/wasm/engine.ts";
import type { Model } from "../../../src/model/model.ts";
import { modelOf } from "../../contract/layer-cases.ts";
import { layerOf } from "../../model/complete.ts";

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

test("a layer without a lowering is named", () => {
  const model = modelOf([4, 2], [{ layer: layerOf("lstm", { units: 3 }), name: "memory" }]);
  assert.equal(unsupported(model), ["layer `memory` is a lstm, which it does not compute"]);
});

test.run();
