import { suite } from "uvu";
import * as assert from "uvu/assert";
import { optimizers } from "../../src/train/optimizers.ts";
import { schedules } from "../../src/train/schedules.ts";
import { complete } from "../model/complete.ts";
import { planOf, run } from "./scripted.ts";

const test = suite("train/callbacks");

const { NaN: nothing } = Number;

/** The last epoch of a training whose `loss` goes like this, the epoch its weights are of, and why it ended. */
async function stopped(
  loss: readonly number[],
  options: object,
): Promise<{ epochs: number; final: number; reason: string | null }> {
  const { result } = await run(
    planOf(loss.length, { callbacks: [["earlyStopping", { monitor: "loss", ...options }]], validation: 0 }),
    { loss },
  );
  return { epochs: result.history.length, final: result.finalEpoch, reason: result.stopReason };
}

/** The learning rate of each epoch, from 1 on, with a plateau callback. */
async function rates(
  loss: readonly number[],
  options: object,
  others: readonly (readonly [string, object])[] = [],
): Promise<number[]> {
  const plan = planOf(loss.length, {
    callbacks: [["reduceLROnPlateau", { monitor: "loss", factor: 0.5, ...options }], ...others],
    optimizer: complete(optimizers, "sgd", { learningRate: 1 }),
    validation: 0,
  });
  const { result } = await run(plan, { loss });
  return result.history.map(({ learningRate }) => learningRate);
}

const WAVE = [5, 4, 4.5, 4.2, 3.9, 4, 4, 4, 4, 3];

/** Where Keras 3.15.1's EarlyStopping ends and which epoch it restores, over the same values. */
const KERAS_STOPS: readonly (readonly [readonly number[], object, number, number])[] = [
  [WAVE, { patience: 0 }, 3, 3],
  [WAVE, { patience: 1 }, 3, 3],
  [WAVE, { patience: 2 }, 4, 4],
  [WAVE, { patience: 3, restoreBestWeights: true }, 8, 5],
  [WAVE, { patience: 4, minDelta: 0.2, restoreBestWeights: true }, 6, 2],
  [WAVE, { patience: 2, mode: "max", restoreBestWeights: true }, 3, 1],
  [[1, 2, 2, 2, 3], { patience: 3, mode: "max", restoreBestWeights: true }, 5, 5],
  [[1, 2, 2, 2, 3], { patience: 2, mode: "max", restoreBestWeights: true }, 4, 2],
  [[9, 8, 7, 1, 5, 5, 5], { patience: 2, startFromEpoch: 4, restoreBestWeights: true }, 7, 5],
  [[1, 2, 3, 4, 5], { patience: 2, startFromEpoch: 2 }, 5, 5],
  [[5, 6, 2, 6, 6, 6], { patience: 3, baseline: 3, restoreBestWeights: true }, 6, 3],
  [[5, 4, 2, 6, 6, 6], { patience: 3, baseline: 3, restoreBestWeights: true }, 6, 3],
];

for (const [loss, options, epochs, final] of KERAS_STOPS) {
  test(`earlyStopping ${JSON.stringify(options)} over ${loss.join(" ")}: ends where Keras ends`, async () => {
    const { epochs: ran, final: restored } = await stopped(loss, options);
    assert.equal([ran, restored], [epochs, final]);
  });
}

test("earlyStopping: says what did not improve, and for how long", async () => {
  assert.is((await stopped([1, 2, 2], { patience: 1 })).reason, "loss did not improve for 1 epoch");
  assert.is((await stopped([1, 2, 2, 2], { patience: 2 })).reason, "loss did not improve for 2 epochs");
});

test("earlyStopping: a training that runs to its last epoch was not ended early, even if it would have been", async () => {
  assert.equal(await stopped([2, 1, 1], { patience: 1 }), { epochs: 3, final: 3, reason: null });
});

test("earlyStopping: an equal value is no improvement, nor is one better by exactly minDelta", async () => {
  assert.is((await stopped([3, 3, 1], { patience: 1 })).epochs, 2);
  assert.is((await stopped([3, 2.5, 2.5], { patience: 1, minDelta: 0.5 })).epochs, 2);
  assert.is((await stopped([3, 2.25, 1], { patience: 1, minDelta: 0.5 })).epochs, 3);
});

test("earlyStopping: NaN is never better, and a number beats it; Keras holds on to a first NaN", async () => {
  const best = { patience: 2, restoreBestWeights: true };
  assert.equal(await stopped([nothing, 2, nothing, 1, 3, 3], best), {
    epochs: 6,
    final: 4,
    reason: null,
  });
  assert.equal((await stopped([nothing, nothing, 1], best)).epochs, 2);
});

test("earlyStopping: with a baseline, what does not beat it is not waited for, but the best is restored", async () => {
  const options = { patience: 3, baseline: 3, restoreBestWeights: true };
  const { epochs, final } = await stopped([5, 4, 3.5, 3.2, 3.1, 6], options);
  assert.equal([epochs, final], [3, 3]);
});

test("earlyStopping: restored weights are those of the best epoch, and slots stay the last one's", async () => {
  const plan = planOf(10, {
    callbacks: [["earlyStopping", { monitor: "loss", patience: 3, restoreBestWeights: true }]],
    validation: 0,
  });
  const { checkpoints, training, result } = await run(plan, { loss: WAVE });
  assert.is(result.finalEpoch, 5);
  assert.equal(training.exportState(), {
    ...checkpoints.at(-1)!.state,
    weights: checkpoints[4]!.state.weights,
  });
});

test("earlyStopping: without restoreBestWeights the last epoch's weights stay", async () => {
  const plan = planOf(10, {
    callbacks: [["earlyStopping", { monitor: "loss", patience: 3 }]],
    validation: 0,
  });
  const { checkpoints, training } = await run(plan, { loss: WAVE });
  assert.equal(training.exportState(), checkpoints.at(-1)!.state);
});

test("modelCheckpoint: holds the best epoch, and the first of equals", async () => {
  const plan = planOf(10, { callbacks: [["modelCheckpoint", { monitor: "loss" }]], validation: 0 });
  const { checkpoints } = await run(plan, { loss: [5, 3, 4, 3, 3, 2, 2, nothing, 4, 2] });
  assert.equal(
    checkpoints.map(({ progress }) => progress.kept["best-loss"]),
    [1, 2, 2, 2, 2, 6, 6, 6, 6, 6],
  );
});

test("modelCheckpoint: leaves the final weights alone", async () => {
  const plan = planOf(3, { callbacks: [["modelCheckpoint", { monitor: "loss" }]], validation: 0 });
  const { checkpoints, training, result } = await run(plan, { loss: [1, 2, 3] });
  assert.equal(training.exportState(), checkpoints.at(-1)!.state);
  assert.is(result.finalEpoch, 3);
});

const FLAT = Array<number>(10).fill(1);
const STAIRS = [5, 4, 4, 4, 4, 3.8, 3.8, 3.8, 3.8, 3.8];

/** The learning rates that Keras 3.15.1's ReduceLROnPlateau gives the same epochs. */
const KERAS_RATES: readonly (readonly [readonly number[], object, readonly number[]])[] = [
  [FLAT, { patience: 2 }, [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.0625]],
  [STAIRS, { patience: 2 }, [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25]],
  [STAIRS, { patience: 2, minDelta: 0.5 }, [1, 1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125]],
  [FLAT, { patience: 1, minLearningRate: 0.2 }, [1, 1, 0.5, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]],
  [STAIRS, { patience: 1, minLearningRate: 0.2 }, [1, 1, 1, 0.5, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2]],
];

for (const [loss, options, expected] of KERAS_RATES) {
  test(`reduceLROnPlateau ${JSON.stringify(options)} over ${loss.join(" ")}: lowers as Keras does`, async () => {
    assert.equal(await rates(loss, options), expected);
  });
}

test("reduceLROnPlateau: as many epochs as cooldown says do not count, one more than in Keras", async () => {
  // lowered after 3; 4 and 5 are passed over; 6 and 7 count
  assert.equal(
    await rates(FLAT, { patience: 2, cooldown: 2 }),
    [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25],
  );
  assert.equal(
    await rates(FLAT, { patience: 1, cooldown: 1 }),
    [1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.0625, 0.0625],
  );
});

test("reduceLROnPlateau: an improvement during the cooldown is the new best", async () => {
  // 1 is best in epoch 4, which is passed over; 1.5 is then no improvement
  const loss = [3, 3, 3, 1, 1.5, 1.5, 1.5, 1.5];
  assert.equal(await rates(loss, { patience: 2, cooldown: 1 }), [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]);
});

test("reduceLROnPlateau: NaN is no improvement", async () => {
  assert.equal(await rates([1, nothing, nothing, 0.5], { patience: 2 }), [1, 1, 1, 0.5]);
});

test("reduceLROnPlateau: two of them multiply, and the higher of their bounds holds", async () => {
  const other = [
    "reduceLROnPlateau",
    { monitor: "loss", factor: 0.5, patience: 1, minLearningRate: 0.1 },
  ] as const;
  assert.equal(
    await rates([1, 1, 1, 1, 1], { patience: 1, minLearningRate: 0 }, [other]),
    [1, 1, 0.25, 0.1, 0.1],
  );
});

test("reduceLROnPlateau: a schedule is lowered in all its later steps, and never raised to the bound", async () => {
  const schedule = complete(schedules, "step", { start: 1, factor: 0.1, every: 6 }); // two epochs of three steps
  const plan = (options: object) =>
    planOf(6, {
      callbacks: [["reduceLROnPlateau", { monitor: "loss", factor: 0.5, patience: 1, ...options }]],
      optimizer: complete(optimizers, "sgd", { learningRate: schedule }),
      validation: 0,
    });
  const loss = [1, 1, 0.5, 0.25, 0.12, 0.06];
  const scheduled = [1, 1, 0.1, 0.1, 0.01, 0.01];
  const of = async (options: object) =>
    (await run(plan(options), { loss })).result.history.map(({ learningRate }) => learningRate);
  close(await of({}), [1, 1, 0.05, 0.05, 0.005, 0.005]);
  close(await of({ minLearningRate: 0.07 }), [1, 1, 0.07, 0.07, 0.01, 0.01]);
  close(await of({ patience: 9 }), scheduled);
});

test("terminateOnNaN: ends after the epoch whose loss is NaN or infinite, and says why", async () => {
  for (const fault of [nothing, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const plan = planOf(4, { callbacks: [["terminateOnNaN"]], validation: 0 });
    const { result } = await run(plan, { loss: [1, fault, 1, 1] });
    assert.equal([result.history.length, result.diverged], [2, true]);
    assert.is(result.stopReason, "the loss is no longer a finite number");
  }
});

test("the first callback to end a training gives the reason", async () => {
  const loss = [1, nothing, 1];
  const early = ["earlyStopping", { monitor: "loss", patience: 1 }] as const;
  const reason = async (first: readonly [string, object?], second: readonly [string, object?]) =>
    (await run(planOf(3, { callbacks: [first, second], validation: 0 }), { loss })).result.stopReason;
  assert.match((await reason(["terminateOnNaN"], early))!, "finite");
  assert.match((await reason(early, ["terminateOnNaN"]))!, "did not improve");
});

function close(actual: readonly number[], expected: readonly number[]): void {
  const off = actual.findIndex((value, i) => !(Math.abs(value - expected[i]!) < 1e-12));
  assert.ok(off < 0 && actual.length === expected.length, `${actual} ≠ ${expected}`);
}

test.run();
