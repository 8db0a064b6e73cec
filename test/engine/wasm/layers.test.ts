import { suite } from "uvu";
import * as assert from "uvu/assert";
import { lowerings } from "../../../src/engine/wasm/lowerings.ts";
import { activations } from "../../../src/model/activations.ts";
import { type LayerCase, layerCases, titleOf } from "../../contract/layer-cases.ts";
import { jobOfModel, modelInFront, randomWeights } from "../steps.ts";
import { assertLikeTfjs, assertSlopes, assertThreadsAgree } from "./agreement.ts";

/**
 * Every layer that the engine computes, in every use that the cases have: outputs and gradients against the tfjs
 * engine, gradients against finite differences too, and the same bytes on every number of threads.
 */

const test = suite("engine/wasm/layers");

/** Every activation as a layer, which keeps its input, and behind a product, which may not. */
const activationCases: readonly LayerCase[] = activations.names.flatMap((activation) => [
  { layer: "activation", options: { activation }, inputs: [[2, 5]], output: [2, 5] },
  { layer: "dense", options: { units: 5, activation }, inputs: [[3]], output: [5] },
]);

const covered = [...layerCases.filter(({ layer }) => lowerings.has(layer)), ...activationCases];

test("every layer that the engine computes has a case", () => {
  const cased = new Set(covered.map(({ layer }) => layer));
  assert.equal(
    [...lowerings.keys()].filter((name) => !cased.has(name)),
    [],
  );
});

for (const layerCase of covered) {
  const title = titleOf(layerCase);
  const model = modelInFront(layerCase);
  const job = jobOfModel(model, layerCase.classes);
  const weights = randomWeights(model);

  test(`${title}: outputs, gradients and moving statistics are tfjs's, for a whole batch and a part of one`, () =>
    assertLikeTfjs(job, weights));

  test(`${title}: gradients are slopes of the loss`, () => assertSlopes(job, weights));

  test(`${title}: 1, 2, 3 and 8 threads give the same bytes`, () => assertThreadsAgree(job, weights));
}

test.run();
