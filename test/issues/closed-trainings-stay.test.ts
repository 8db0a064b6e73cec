import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { chooseEngine } from "../../src/engine/engines.ts";
import { jobOf, stepOf } from "../engine/jobs.ts";

/** tfjs-layers remembers the order of a hundred models' layers, and by it kept the weights of as many trainings. */

const test = suite("issues/closed-trainings-stay");

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes of arrays that are in use. */
function held(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

/** The same once it is below `bound`, or after two seconds: V8 sweeps on another thread, later on a busy machine. */
async function heldBelow(bound: number): Promise<number> {
  let bytes = held();
  for (let turn = 0; bytes >= bound && turn < 100; turn++) {
    await setTimeout(20);
    bytes = held();
  }
  return bytes;
}

for (const name of ["tfjs", "wasm"]) {
  test(`${name}: the weights of trainings that were closed are given back`, async () => {
    const units = 2 ** 18;
    // Dropout knows the training, of which it asks the step.
    const job = jobOf({
      layers: [
        ["dense", { units }],
        ["dropout", { rate: 0.5 }],
        ["dense", { units: 3, activation: "softmax" }],
      ],
    });
    const engine = await chooseEngine(name, [job.model]);
    const train = async (): Promise<void> => {
      const training = await engine.open(job);
      await training.step(stepOf(0));
      training.close();
    };
    await train();
    const first = held();
    for (let count = 0; count < 10; count++) await train();
    const weights = 4 * (4 * units + units + units * 3);
    const grown = (await heldBelow(first + 2 * weights)) - first;
    assert.ok(grown < 2 * weights, `${grown} bytes more after ten trainings of ${weights} bytes of weights`);
  });
}

test.run();
