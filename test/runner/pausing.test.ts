import { suite } from "uvu";
import * as assert from "uvu/assert";
import { milliseconds } from "../../src/base/clock.ts";
import { RunExpError } from "../../src/base/errors.ts";
import { pausing } from "../../src/runner/pausing.ts";
import type { Outcome } from "../../src/train/loss.ts";
import type { Step, Training } from "../../src/train/training.ts";

const test = suite("runner/pausing");

const STEP: Step = { indices: Uint32Array.of(0), step: 0, epoch: 1, learningRate: 0.1 };
const OUTCOME = { count: 1 } as Outcome;

/** A training whose steps keep the process to themselves for 20 ms. */
function busyTraining(): { training: Training; steps: () => number } {
  let steps = 0;
  const compute = (): Outcome => {
    const end = milliseconds() + 20;
    while (milliseconds() < end);
    steps += 1;
    return OUTCOME;
  };
  const training: Training = {
    step: compute,
    forward: compute,
    penalty: () => 0.5,
    exportState: () => ({ weights: [], slots: [], steps }),
    importState: () => {},
    close: () => {},
  };
  return { training, steps: () => steps };
}

test("timers get their turn while an engine computes", async () => {
  const { training, steps } = busyTraining();
  const paused = pausing(training);
  let fired = false;
  const timer = setTimeout(() => (fired = true), 1);
  while (!fired && steps() < 20) assert.is(await paused.step(STEP), OUTCOME);
  clearTimeout(timer);
  assert.ok(fired);
});

test("once the signal has fired, the running call is the last", async () => {
  const { training, steps } = busyTraining();
  const interrupt = new AbortController();
  const paused = pausing(training, interrupt.signal);
  setTimeout(() => interrupt.abort(), 1);
  const run = async () => {
    while (steps() < 50) await paused.forward("validation", STEP.indices);
  };
  const error = await run().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.instance(error, RunExpError);
  assert.is((error as RunExpError).code, "interrupted");
  assert.ok(steps() < 50);
});

test("what is no step passes as it is", async () => {
  const { training } = busyTraining();
  const paused = pausing(training, AbortSignal.abort());
  assert.is(paused.penalty(), 0.5);
  assert.equal(await paused.exportState(), { weights: [], slots: [], steps: 0 });
});

test.run();
