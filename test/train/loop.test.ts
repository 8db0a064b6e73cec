import { isDeepStrictEqual } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { chooseEngine } from "../../src/engine/engines.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../src/train/checkpoint.ts";
import { type Checkpoint, loggedNames, type TrainingPlan, train } from "../../src/train/loop.ts";
import type { Outcome } from "../../src/train/loss.ts";
import { metrics } from "../../src/train/metrics.ts";
import { optimizers } from "../../src/train/optimizers.ts";
import { schedules } from "../../src/train/schedules.ts";
import type { Step } from "../../src/train/training.ts";
import { type JobPlan, jobOf } from "../engine/jobs.ts";
import { complete } from "../model/complete.ts";
import { planOf, run, Scripted } from "./scripted.ts";

const test = suite("train/loop");

const LOSS = [5, 4, 3, 3.5, 2, 2.5];
const SCRIPT = { loss: LOSS, valLoss: LOSS.map((value) => value + 0.5) };

test("every epoch sees every sample once, in an order of its own; the last batch holds the rest", async () => {
  const { training } = await run(planOf(6), SCRIPT);
  const orders = new Set<string>();
  for (let epoch = 0; epoch < 6; epoch++) {
    const steps = training.steps.slice(3 * epoch, 3 * epoch + 3);
    assert.equal(
      steps.map(({ indices }) => indices.length),
      [4, 4, 2],
    );
    const seen = steps.flatMap(({ indices }) => [...indices]);
    assert.equal(
      seen.toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    orders.add(seen.join());
  }
  assert.is(orders.size, 6);
});

test("the order is decided by seed, trial and epoch", async () => {
  const order = async (chosen: Parameters<typeof planOf>[1]) =>
    (await run(planOf(2, chosen), SCRIPT)).training.steps.map(({ indices }) => indices.join()).join(" ");
  const first = await order({});
  assert.is(await order({}), first);
  assert.is.not(await order({ seed: 2 }), first);
  assert.is.not(await order({ trial: 1 }), first);
});

test("steps are counted from 0 over the whole training, epochs from 1", async () => {
  const { training } = await run(planOf(3), SCRIPT);
  assert.equal(
    training.steps.map(({ step, epoch }: Step) => [step, epoch]),
    [0, 1, 2, 3, 4, 5, 6, 7, 8].map((step) => [step, 1 + Math.floor(step / 3)]),
  );
});

test("validation is asked for in order, in batches, after every epoch", async () => {
  const { training } = await run(planOf(2), SCRIPT);
  assert.equal(training.asked, [
    ["validation", 4],
    ["validation", 2],
    ["validation", 4],
    ["validation", 2],
  ]);
});

test("without a validation part nothing is asked and nothing named after it", async () => {
  const { training, result } = await run(planOf(2, { validation: 0, metrics: ["accuracy"] }), SCRIPT);
  assert.equal(training.asked, []);
  assert.equal(Object.keys(result.history[0]!.logs), ["loss", "accuracy"]);
});

test("what is logged comes in one order: loss, metrics as listed, and the same of validation", async () => {
  const plan = planOf(1, { metrics: ["f1", "accuracy"] });
  const { result } = await run(plan, SCRIPT);
  const names = ["loss", "f1_score", "accuracy", "val_loss", "val_f1_score", "val_accuracy"];
  assert.equal(Object.keys(result.history[0]!.logs), names);
  assert.equal([...loggedNames(plan.metrics, true).keys()], names);
  assert.equal(
    [...loggedNames([complete(metrics, "meanSquaredError"), complete(metrics, "recall")], false)],
    [
      ["loss", "lower"],
      ["mean_squared_error", "lower"],
      ["recall", "higher"],
    ],
  );
});

test("a loss is the mean over samples: a smaller batch weighs less", async () => {
  const training = new Scripted({ loss: [0] }, 3);
  const told = [1, 2, 6]; // batches of 4, 4 and 2
  training.step = (step: Step): Outcome => {
    const count = step.indices.length;
    const losses = new Float32Array(4).fill(told[step.step]!);
    return {
      count,
      rows: 1,
      width: 2,
      predictions: new Float32Array(8),
      labels: new Float32Array(4),
      losses,
    };
  };
  const { history } = await train(planOf(1, { validation: 0 }), training);
  assert.is(history[0]!.logs.loss, (4 * 1 + 4 * 2 + 2 * 6) / 10);
});

test("penalties are in the loss of both parts, as they are after the epoch", async () => {
  const { result } = await run(planOf(2), { ...SCRIPT, penalty: [0.25, 0.5] });
  assert.equal(
    result.history.map(({ logs }) => [logs.loss, logs.val_loss]),
    [
      [5.25, 5.75],
      [4.5, 5],
    ],
  );
});

test("a training has diverged where a logged value is no finite number, and not otherwise", async () => {
  const diverged = async (loss: readonly number[], valLoss: readonly number[]) =>
    (await run(planOf(2), { loss, valLoss })).result.diverged;
  assert.is(await diverged([2, 1], [2, 1]), false);
  assert.is(await diverged([Number.NaN, 1], [2, 1]), true);
  assert.is(await diverged([2, 1], [2, Number.POSITIVE_INFINITY]), true);
});

test("each step has its scheduled rate, and the record of an epoch that of its last step", async () => {
  const optimizer = complete(optimizers, "sgd", {
    learningRate: complete(schedules, "cosine", { start: 1, end: 0.25, warmUp: 2 }),
  });
  const { training, result } = await run(planOf(3, { optimizer }), SCRIPT);
  const rates = training.steps.map(({ learningRate }) => learningRate);
  assert.equal([rates[0], rates[1], rates[2]], [0.5, 1, 1]);
  assert.is(rates[8], 0.25);
  assert.equal(
    result.history.map(({ learningRate }) => learningRate),
    [rates[2], rates[5], rates[8]],
  );
});

test("the next epoch waits for what is done after this one", async () => {
  const training = new Scripted(SCRIPT, 3);
  const seen: string[] = [];
  await train(planOf(2), training, {
    async epochEnd({ epoch }) {
      seen.push(`epoch ${epoch} begins its end at ${training.steps.length}`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`epoch ${epoch} has ended at ${training.steps.length}`);
    },
  });
  assert.equal(seen, [
    "epoch 1 begins its end at 3",
    "epoch 1 has ended at 3",
    "epoch 2 begins its end at 6",
    "epoch 2 has ended at 6",
  ]);
});

test("progress is told after every step, counted within the epoch", async () => {
  const told: number[][] = [];
  await train(planOf(2), new Scripted(SCRIPT, 3), { progress: (...step) => void told.push(step) });
  assert.equal(told, [
    [1, 1, 3],
    [1, 2, 3],
    [1, 3, 3],
    [2, 1, 3],
    [2, 2, 3],
    [2, 3, 3],
  ]);
});

test("a checkpoint does not change with the training that goes on", async () => {
  const bytes: Uint8Array[] = [];
  const held: Checkpoint[] = [];
  const plan = planOf(4, {
    callbacks: [["earlyStopping", { monitor: "loss", restoreBestWeights: true, patience: 9 }]],
  });
  await train(plan, new Scripted(SCRIPT, 3), {
    async epochEnd(_record, checkpoint) {
      const own = await checkpoint();
      held.push(own);
      bytes.push(encodeCheckpoint(own));
    },
  });
  assert.equal(held.map(encodeCheckpoint), bytes);
});

test("a training that failed in the middle of an epoch goes on from the epoch before, to the same end", async () => {
  const plan = planOf(6, { callbacks: [["reduceLROnPlateau", { monitor: "loss", patience: 1 }]] });
  const straight = await run(plan, SCRIPT);
  for (let fault = 1; fault < 18; fault++) {
    const training = new Scripted(SCRIPT, 3);
    const step = training.step.bind(training);
    training.step = (next) => {
      if (next.step === fault) throw new Error("the power went");
      return step(next);
    };
    let saved: Uint8Array | undefined;
    const failed = await train(plan, training, {
      epochEnd: async (_record, checkpoint) => {
        saved = encodeCheckpoint(await checkpoint());
      },
    }).then(
      () => undefined,
      (error: Error) => error.message,
    );
    assert.is(failed, "the power went");
    const rest = await run(plan, SCRIPT, saved === undefined ? undefined : decodeCheckpoint(saved));
    assert.equal(rest.result, straight.result);
    assert.equal(rest.training.exportState(), straight.training.exportState());
  }
});

test("from the checkpoint of its last epoch a training only ends", async () => {
  const plan = planOf(6, {
    callbacks: [["earlyStopping", { monitor: "loss", patience: 1, restoreBestWeights: true }]],
  });
  const straight = await run(plan, SCRIPT);
  assert.is(straight.result.history.length, 4);
  const again = await run(plan, SCRIPT, straight.checkpoints.at(-1));
  assert.is(again.training.steps.length, 0);
  assert.equal(again.result, straight.result);
  assert.equal(again.training.exportState(), straight.training.exportState());
});

test("a failure of the engine goes up as it is", async () => {
  const training = new Scripted(SCRIPT, 3);
  training.forward = () => {
    throw new TypeError("a bug");
  };
  const error = await train(planOf(1), training).catch((thrown: unknown) => thrown);
  assert.instance(error, TypeError);
});

/** Dropout, moving statistics, a momentum schedule and augmentation-free data: all that a real training carries. */
const REAL: JobPlan = {
  layers: [
    ["dense", { units: 6, activation: "relu", kernelRegularizer: { l2: { l2: 0.01 } } }],
    ["batchNormalization"],
    ["dropout", { rate: 0.3 }],
    ["dense", { units: 3, activation: "softmax" }],
  ],
  optimizer: ["nadam", { learningRate: 0.05 }],
};

test("a real training, cut off after any epoch, ends in the same bits as one straight through", async () => {
  const job = jobOf({ ...REAL, batchSize: 5 });
  const plan: TrainingPlan = {
    ...planOf(5, {
      callbacks: [
        ["earlyStopping", { monitor: "val_loss", patience: 2, restoreBestWeights: true }],
        ["reduceLROnPlateau", { monitor: "loss", patience: 1, factor: 0.5, minDelta: 0.2 }],
        ["modelCheckpoint", { monitor: "val_accuracy" }],
      ],
      metrics: ["accuracy"],
      optimizer: complete(optimizers, "nadam", {
        learningRate: complete(schedules, "cosine", { start: 0.05, warmUp: 3 }),
      }),
    }),
    context: { labels: "class", rows: 1, width: 3 },
    batchSize: 5,
    counts: { train: 12, validation: 12 },
  };
  const engine = await chooseEngine("tfjs", [job.model]);
  const runReal = async (from?: Checkpoint) => {
    const training = await engine.open(job);
    const saved: Uint8Array[] = [];
    const result = await train(
      plan,
      training,
      { epochEnd: async (_record, checkpoint) => void saved.push(encodeCheckpoint(await checkpoint())) },
      from,
    );
    const state = await training.exportState();
    training.close();
    return { result, saved, state };
  };
  const straight = await runReal();
  assert.ok(straight.saved.length > 2);
  for (const [index, bytes] of straight.saved.entries()) {
    const rest = await runReal(decodeCheckpoint(bytes));
    assert.ok(isDeepStrictEqual(rest.result, straight.result), `after epoch ${index + 1}`);
    assert.equal(rest.saved, straight.saved.slice(index + 1));
    assert.equal(rest.state, straight.state);
  }
});

test.run();
