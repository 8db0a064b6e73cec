import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openTfjs } from "../../../src/engine/tfjs/engine.ts";
import { loadTfjs } from "../../../src/engine/tfjs/load.ts";
import { jobOf, SMALL_CNN, stepOf } from "../jobs.ts";

const test = suite("engine/tfjs/training");
const engine = await openTfjs();
const { core } = await loadTfjs();

test("no tensor outlives a step, a forward pass, or an export and import of the state", async () => {
  const training = await engine.open(jobOf(SMALL_CNN));
  await training.step(stepOf(0));
  await training.forward("validation", stepOf(0).indices);
  const before = core.memory().numTensors;
  for (let step = 1; step < 6; step++) {
    await training.step(stepOf(step));
    await training.forward("validation", stepOf(step).indices);
    await training.importState(await training.exportState());
    assert.is(core.memory().numTensors, before);
  }
  training.close();
});

test("fifty trainings in one process leave no tensor behind", async () => {
  const before = core.memory().numTensors;
  for (let trial = 0; trial < 50; trial++) {
    const training = await engine.open(jobOf({ ...SMALL_CNN, trial }));
    await training.step(stepOf(0));
    training.close();
    assert.is(core.memory().numTensors, before);
  }
});

test("a failure in the middle of a step leaves no tensor behind", async () => {
  const job = jobOf(SMALL_CNN);
  const training = await engine.open(job);
  await training.step(stepOf(0));
  const before = core.memory().numTensors;
  const broken = { ...stepOf(1), indices: Uint32Array.from({ length: 9 }) };
  try {
    await training.step(broken);
    assert.unreachable("nine samples do not fit a batch of four");
  } catch (error) {
    assert.not.match((error as Error).message, "unreachable");
  }
  assert.is(core.memory().numTensors, before);
  training.close();
});

test.run();
