import { suite } from "uvu";
import * as assert from "uvu/assert";
import { lowerings } from "../../../src/engine/wasm/lowerings.ts";
import { layerCases, titleOf } from "../../contract/layer-cases.ts";
import { jobOf, takeSteps } from "../jobs.ts";
import { GOLDEN, hashOf } from "./golden.ts";
import { openPoisoned } from "./poisoned.ts";
import { jobOfModel, modelInFront, randomWeights, stepFrom } from "./steps.ts";
import { openOn, teamOf } from "./teams.ts";

/** Nothing is read that the step has not written: with NaN in all other places the bytes are the same. */

const test = suite("engine/wasm/poisoned");

const team = await teamOf("fused", 1);

for (const [name, { plan, steps, ...hashes }] of Object.entries(GOLDEN)) {
  test(`${name}: the weights that are written down`, async () => {
    const training = openPoisoned(team, jobOf(plan));
    await takeSteps(training, 0, steps);
    assert.is(hashOf(training.exportState()), hashes[team.exports.fuses() === 1 ? "fused" : "strict"]);
    training.close();
  });
}

for (const layerCase of layerCases.filter(({ layer }) => lowerings.has(layer))) {
  test(`${titleOf(layerCase)}: a whole batch and a part of one`, async () => {
    const model = modelInFront(layerCase);
    const job = jobOfModel(model, layerCase.classes);
    const weights = randomWeights(model);
    const [clean, poisoned] = [await openOn("fused", 1, job), openPoisoned(team, job)];
    for (const count of [4, 3, 1]) {
      assert.equal(await stepFrom(poisoned, job, weights, count), await stepFrom(clean, job, weights, count));
    }
    for (const training of [clean, poisoned]) training.close();
  });
}

test.run();
