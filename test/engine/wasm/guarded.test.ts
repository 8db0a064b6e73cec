import { suite } from "uvu";
import * as assert from "uvu/assert";
import { lowerings } from "../../../src/engine/wasm/lowerings.ts";
import { type Arithmetic, compileKernels } from "../../../src/engine/wasm/modules.ts";
import { Team } from "../../../src/engine/wasm/team.ts";
import { type LayerUse, layerCases, titleOf } from "../../contract/layer-cases.ts";
import { jobOf, takeSteps } from "../jobs.ts";
import { jobOfModel, modelInFront, randomWeights, stepFrom } from "../steps.ts";
import { GOLDEN } from "./golden.ts";
import { openGuarded } from "./guarded.ts";
import { ARITHMETICS } from "./machine.ts";
import { openOn } from "./teams.ts";
import { windowedCases, winogradCases } from "./windowed-cases.ts";

/**
 * In whole models no kernel writes outside what it is given, and none reads what the step has not written: the bytes
 * are those of a training whose memory is not watched.
 */

const test = suite("engine/wasm/guarded");

const modules = new Map(
  await Promise.all(ARITHMETICS.map(async (name) => [name, await compileKernels(name)] as const)),
);

/** A team whose memory is small, because all of it is looked at after each kernel. */
function freshTeam(arithmetic: Arithmetic): Promise<Team> {
  return Team.start(1, { module: modules.get(arithmetic)! });
}

for (const arithmetic of ARITHMETICS) {
  for (const [name, { plan }] of Object.entries(GOLDEN)) {
    test(`${name}, ${arithmetic}`, async () => {
      const job = jobOf(plan);
      const clean = await openOn(arithmetic, 1, job);
      const guarded = openGuarded(await freshTeam(arithmetic), job);
      for (const training of [clean, guarded]) await takeSteps(training, 0, 3);
      assert.equal(guarded.exportState(), clean.exportState());
      for (const training of [clean, guarded]) training.close();
    });
  }
}

const layers: readonly LayerUse[] = [
  ...layerCases.filter(({ layer }) => lowerings.has(layer)),
  ...windowedCases,
  ...winogradCases,
];

for (const layerCase of layers) {
  test(`${titleOf(layerCase)}, for a whole batch and a part of one`, async () => {
    const model = modelInFront(layerCase);
    const job = jobOfModel(model, layerCase.classes);
    const weights = randomWeights(model);
    const clean = await openOn("fused", 1, job);
    const guarded = openGuarded(await freshTeam("fused"), job);
    for (const count of [4, 3, 1]) {
      assert.equal(await stepFrom(guarded, job, weights, count), await stepFrom(clean, job, weights, count));
    }
    for (const training of [clean, guarded]) training.close();
  });
}

test.run();
