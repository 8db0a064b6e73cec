import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openTfjs } from "../../../src/engine/tfjs/engine.ts";
import { openWasm } from "../../../src/engine/wasm/engine.ts";
import { titleOf } from "../../contract/layer-cases.ts";
import { classes, jobOf } from "../jobs.ts";
import { assertClose, jobOfModel, modelInFront, randomWeights, type StepResult, stepFrom } from "./steps.ts";
import { windowedCases, winogradCases } from "./windowed-cases.ts";

/**
 * Layers that slide a window over images and sequences, at sizes about those of the kernels' tiles: against the tfjs
 * engine, and the same bytes on every number of threads. Small uses of every layer stand in layers.test.ts.
 */

const test = suite("engine/wasm/windowed");
const tfjs = await openTfjs();
const wasm = await openWasm(1);

for (const own of [...windowedCases, ...winogradCases]) {
  const title = titleOf(own);
  const model = modelInFront(own);
  const job = jobOfModel(model);
  const weights = randomWeights(model);

  test(`${title} is what it is in tfjs, for a whole batch and one sample`, async () => {
    assert.equal(wasm.unsupported(model), []);
    const [mine, theirs] = [await wasm.open(job), await tfjs.open(job)];
    for (const count of [4, 1]) {
      const [actual, expected] = [
        await stepFrom(mine, job, weights, count),
        await stepFrom(theirs, job, weights, count),
      ];
      assertSame(actual, expected, winogradCases.includes(own) ? 4e-5 : 1e-5);
    }
    for (const training of [mine, theirs]) training.close();
  });

  test(`${title} is the same on 1, 2, 3 and 8 threads`, async () => {
    const results: StepResult[] = [];
    for (const threads of [1, 2, 3, 8]) {
      const training = await (await openWasm(threads)).open(job);
      results.push(await stepFrom(training, job, weights, 3));
      training.close();
    }
    for (const result of results) assert.equal(result, results[0]);
  });
}

function assertSame(actual: StepResult, expected: StepResult, tolerance: number): void {
  assertClose(actual.training, expected.training, "training", tolerance);
  assertClose(actual.inference, expected.inference, "inference", tolerance);
  for (const [weight, gradient] of actual.gradients.entries()) {
    assertClose(gradient, expected.gradients[weight]!, `gradient ${weight}`, 2 * tolerance);
  }
}

test("a window too wide for the record of its largest value is refused", () => {
  const { model } = jobOf({
    layers: [["globalMaxPooling2d"], ["dense", { units: 3 }]],
    data: classes([257, 256, 1]),
  });
  assert.match(wasm.unsupported(model)[0]!, "257 × 256 has more than 65536 places");
});

test.run();
