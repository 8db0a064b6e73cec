import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openWasm } from "../../../src/engine/wasm/engine.ts";
import { titleOf } from "../../contract/layer-cases.ts";
import { classes, jobOf } from "../jobs.ts";
import { jobOfModel, modelInFront, randomWeights } from "../steps.ts";
import { assertLikeTfjs, assertThreadsAgree } from "./agreement.ts";
import { windowedCases, winogradCases } from "./windowed-cases.ts";

/**
 * Layers that slide a window over images and sequences, at sizes about those of the kernels' tiles: against the tfjs
 * engine, and the same bytes on every number of threads. Small uses of every layer stand in layers.test.ts.
 */

const test = suite("engine/wasm/windowed");
const wasm = await openWasm(1);

for (const own of [...windowedCases, ...winogradCases]) {
  const title = titleOf(own);
  const model = modelInFront(own);
  const job = jobOfModel(model);
  const weights = randomWeights(model);

  test(`${title} is what it is in tfjs, for a whole batch and a part of one`, () => {
    assert.equal(wasm.unsupported(model), []);
    return assertLikeTfjs(job, weights, winogradCases.includes(own) ? 8e-5 : 2e-5);
  });

  test(`${title} is the same on 1, 2, 3 and 8 threads`, () => assertThreadsAgree(job, weights));
}

test("a window too wide for the record of its largest value is refused", () => {
  const { model } = jobOf({
    layers: [["globalMaxPooling2d"], ["dense", { units: 3 }]],
    data: classes([257, 256, 1]),
  });
  assert.match(wasm.unsupported(model)[0]!, "257 × 256 has more than 65536 places");
});

test.run();
