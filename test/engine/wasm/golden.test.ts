import { suite } from "uvu";
import * as assert from "uvu/assert";
import { jobOf, takeSteps } from "../jobs.ts";
import { GOLDEN, hashOf } from "./golden.ts";
import { ARITHMETICS } from "./machine.ts";
import { kernelsLoaded, openOn, teamOf } from "./teams.ts";

/** The same bits on every machine of one arithmetic, however many threads compute them. */

const test = suite("engine/wasm/golden");

for (const [name, { plan, steps, kernels, ...hashes }] of Object.entries(GOLDEN)) {
  test(`${name} runs the kernels that it is there for`, async () => {
    const { result, kernels: loaded } = await kernelsLoaded(() => openOn("fused", 1, jobOf(plan)));
    result.close();
    assert.equal(
      [...kernels].filter((kernel) => !loaded.has(kernel)),
      [],
    );
  });

  for (const arithmetic of ARITHMETICS) {
    for (const threads of [1, 2, 3, 8]) {
      test(`${name}, ${arithmetic}, on ${threads} threads`, async () => {
        const { exports } = await teamOf(arithmetic, threads);
        const training = await openOn(arithmetic, threads, jobOf(plan));
        await takeSteps(training, 0, steps);
        const state = training.exportState();
        assert.ok(state.weights.every((values) => values.every(Number.isFinite)));
        // A machine that has no fused instruction computes the fused kernels as it does the strict ones.
        assert.is(hashOf(state), hashes[exports.fuses() === 1 ? "fused" : "strict"]);
        training.close();
      });
    }
  }
}

test("the two arithmetics differ", () => {
  for (const { fused, strict } of Object.values(GOLDEN)) assert.is.not(fused, strict);
});

test.run();
