import type { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Job } from "../../src/engine/engine.ts";
import { chooseEngine } from "../../src/engine/engines.ts";
import type { Training, TrainingState } from "../../src/train/training.ts";
import { classes, datasetOf, type JobPlan, jobOf, stepOf, takeSteps } from "../engine/jobs.ts";

type Test = ReturnType<typeof suite>;

/** A little of everything that has state: weights, moving statistics, dropout and an optimizer's means. */
export const EVERYTHING: JobPlan = {
  layers: [
    ["dense", { units: 6, activation: "relu" }],
    ["batchNormalization"],
    ["dropout", { rate: 0.5 }],
    ["dense", { units: 3, activation: "softmax" }],
  ],
  optimizer: ["adam"],
};

/** One row of features [1, 2], and its target 3, in a linear model of weights (0.5, −1) and bias 0.25. */
const LINEAR_DATA = datasetOf([2], Float32Array.of(1, 2), {
  kind: "vector",
  values: Float32Array.of(3),
  shape: [1],
});
const LINEAR_WEIGHTS = [Float32Array.of(0.5, -1), Float32Array.of(0.25)];
/** Prediction −1.25, error −4.25; d (prediction − target)² / d (kernel, bias). */
const LINEAR_GRADIENT = [-8.5, -17, -8.5];

/** What training loop, callbacks and results rely on, of the engine of this name. */
export function contractOf(test: Test, name: string): void {
  const open = async (job: Job): Promise<Training> => (await chooseEngine(name, [job.model])).open(job);

  /** A linear model after one step of plain descent at rate 0.1. */
  const linearAfterStep = async (dense: object = {}, sgd: object = {}): Promise<number[]> => {
    const layers = [["dense", { units: 1, ...dense }]] as const;
    const optimizer = ["sgd", sgd] as const;
    const training = await open(
      jobOf({ layers, optimizer, loss: "meanSquaredError", data: LINEAR_DATA, batchSize: 1 }),
    );
    await training.importState({ weights: LINEAR_WEIGHTS, slots: [[], []], steps: 0 });
    await training.step({ indices: Uint32Array.of(0), step: 0, epoch: 1, learningRate: 0.1 });
    const { weights } = await training.exportState();
    training.close();
    return weights.flatMap((values) => [...values]);
  };

  test(`${name}: says which arithmetic it computes with`, async () => {
    const { model } = jobOf(EVERYTHING);
    const engine = await chooseEngine(name, [model]);
    assert.is(engine.name, name);
    assert.match(engine.arithmetic(model), new RegExp(`^${name}.* \\d+\\.\\d+`));
  });

  test(`${name}: the same job gives the same bytes, another seed or trial others`, async () => {
    const run = async (plan: Partial<JobPlan>): Promise<TrainingState> => {
      const training = await open(jobOf({ ...EVERYTHING, ...plan }));
      await takeSteps(training, 0, 4);
      const state = await training.exportState();
      training.close();
      return state;
    };
    const first = await run({});
    assert.equal(await run({}), first);
    assert.not.equal(await run({ seed: 0 }), first);
    assert.not.equal(await run({ trial: 1 }), first);
  });

  test(`${name}: two trainings side by side do not disturb each other`, async () => {
    const [alone, one, other] = [
      await open(jobOf(EVERYTHING)),
      await open(jobOf(EVERYTHING)),
      await open(jobOf({ ...EVERYTHING, seed: 2 })),
    ];
    await takeSteps(alone, 0, 4);
    for (let step = 0; step < 4; step++) {
      await one.step(stepOf(step));
      await other.step(stepOf(step));
    }
    assert.equal(await one.exportState(), await alone.exportState());
    for (const training of [alone, one, other]) training.close();
  });

  test(`${name}: trainings may be closed in any order, and twice, and the others go on`, async () => {
    const alone = await open(jobOf(EVERYTHING));
    await takeSteps(alone, 0, 6);
    const trainings: Training[] = [];
    for (let count = 0; count < 4; count++) trainings.push(await open(jobOf(EVERYTHING)));
    for (const [step, index] of [2, 0, 3].entries()) {
      for (const training of trainings) await training.step(stepOf(step));
      const [closed] = trainings.splice(trainings.length - 1 - (index % trainings.length), 1);
      closed!.close();
      closed!.close();
      trainings.push(await open(jobOf(EVERYTHING)));
      await takeSteps(trainings.at(-1)!, 0, step + 1);
    }
    for (const training of trainings) {
      await takeSteps(training, 3, 3);
      assert.equal(await training.exportState(), await alone.exportState());
    }
    for (const training of [alone, ...trainings]) training.close();
  });

  test(`${name}: a closed training refuses everything`, async () => {
    const training = await open(jobOf(EVERYTHING));
    const state = await training.exportState();
    training.close();
    const calls = [
      () => training.step(stepOf(0)),
      () => training.forward("train", Uint32Array.of(0)),
      () => training.penalty(),
      () => training.exportState(),
      () => training.importState(state),
    ];
    for (const call of calls) assert.throws(call, /closed/);
  });

  for (let cut = 0; cut <= 5; cut++) {
    test(`${name}: cut after ${cut} of 5 steps and carried over, a training ends as if it had not been`, async () => {
      const [straight, before, after] = [
        await open(jobOf(EVERYTHING)),
        await open(jobOf(EVERYTHING)),
        await open(jobOf({ ...EVERYTHING, batchSize: 5 })),
      ];
      await takeSteps(straight, 0, 5);
      await takeSteps(before, 0, cut);
      await after.importState(await before.exportState());
      assert.equal(await after.exportState(), await before.exportState());
      await takeSteps(after, cut, 5 - cut);
      assert.equal(await after.exportState(), await straight.exportState());
      for (const training of [straight, before, after]) training.close();
    });
  }

  test(`${name}: an exported state is a copy`, async () => {
    const training = await open(jobOf(EVERYTHING));
    const state = await training.exportState();
    const held = structuredClone(state);
    await takeSteps(training, 0, 1);
    assert.equal(state, held);
    assert.not.equal(await training.exportState(), held);
    training.close();
  });

  test(`${name}: forward gives the model's answer and the loss of each sample, and changes nothing`, async () => {
    const training = await open(jobOf({ layers: [["dense", { units: 3, activation: "softmax" }]] }));
    const before = await training.exportState();
    const kernel = new Float32Array(12);
    const bias = Float32Array.of(Math.log(1), Math.log(2), Math.log(5));
    await training.importState({ ...before, weights: [kernel, bias] });
    const outcome = await training.forward("validation", Uint32Array.of(4, 2, 0));
    assert.equal([outcome.count, outcome.rows, outcome.width], [3, 1, 3]);
    assert.equal([...outcome.labels], [1, 2, 0]);
    close(
      [...outcome.predictions],
      [1, 2, 5, 1, 2, 5, 1, 2, 5].map((share) => share / 8),
    );
    close(
      [...outcome.losses.subarray(0, 3)],
      [2, 5, 1].map((share) => -Math.log(share / 8)),
    );
    assert.equal((await training.exportState()).weights, [kernel, bias]);
    training.close();
  });

  test(`${name}: a step's outcome is of the model before its update`, async () => {
    const training = await open(jobOf({ layers: [["dense", { units: 3, activation: "softmax" }]] }));
    const { indices } = stepOf(0);
    const expected = (await training.forward("train", indices)).losses.slice(0, 4);
    close([...(await training.step(stepOf(0))).losses.subarray(0, 4)], [...expected]);
    const after = (await training.forward("train", indices)).losses.slice(0, 4);
    assert.ok(sum(after) < sum(expected));
    training.close();
  });

  test(`${name}: a batch may hold fewer samples than the others`, async () => {
    const training = await open(jobOf(EVERYTHING));
    const outcome = await training.step({ ...stepOf(0), indices: Uint32Array.of(7) });
    assert.is(outcome.count, 1);
    assert.is(outcome.predictions.length, 3);
    assert.is((await training.forward("train", Uint32Array.of(1, 2))).predictions.length, 6);
    training.close();
  });

  test(`${name}: sequences give one row for each step`, async () => {
    const labels = Float32Array.from({ length: 6 }, (_, index) => index % 2);
    const data = datasetOf([3, 2], new Float32Array(12).fill(0.5), {
      kind: "class",
      values: labels,
      shape: [3],
    });
    const training = await open(jobOf({ layers: [["dense", { units: 2, activation: "softmax" }]], data }));
    const outcome = await training.step({ ...stepOf(0), indices: Uint32Array.of(1, 0) });
    assert.equal([outcome.count, outcome.rows, outcome.width], [2, 3, 2]);
    assert.equal([...outcome.labels], [1, 0, 1, 0, 1, 0]);
    training.close();
  });

  test(`${name}: one step of descent goes against the gradient`, async () => {
    close(await linearAfterStep(), moved(LINEAR_GRADIENT));
  });

  test(`${name}: a regularizer adds to the penalty and pulls on its weight`, async () => {
    const l2 = { kernelRegularizer: { l2: { l2: 0.5 } } };
    const [first, second, bias] = LINEAR_GRADIENT as [number, number, number];
    close(await linearAfterStep(l2), moved([first + 2 * 0.5 * 0.5, second + 2 * 0.5 * -1, bias]));
    const training = await open(
      jobOf({ layers: [["dense", { units: 1, ...l2 }]], loss: "meanSquaredError", data: LINEAR_DATA }),
    );
    await training.importState({ weights: LINEAR_WEIGHTS, slots: [[], []], steps: 0 });
    close([await training.penalty()], [0.5 * (0.25 + 1)]);
    training.close();
  });

  test(`${name}: a constraint holds after each update`, async () => {
    const [first, second] = await linearAfterStep({ kernelConstraint: { maxNorm: { maxValue: 1 } } });
    const [free, other] = moved(LINEAR_GRADIENT) as [number, number];
    assert.ok(Math.hypot(free, other) > 1);
    close([Math.hypot(first!, second!), first! / second!], [1, free / other]);
  });

  test(`${name}: clipping bounds the gradient, values first and norms then`, async () => {
    close(await linearAfterStep({}, { clipValue: 10 }), moved([-8.5, -10, -8.5]));
    const norm = Math.hypot(...LINEAR_GRADIENT);
    close(await linearAfterStep({}, { globalClipNorm: 1 }), moved(LINEAR_GRADIENT.map((g) => g / norm)));
  });

  test(`${name}: class weights scale what the samples of a class contribute, and not their losses`, async () => {
    const after = async (indices: readonly number[], weights?: Float32Array) => {
      const plan: JobPlan = { layers: [["dense", { units: 3, activation: "softmax" }]] };
      const training = await open(jobOf({ ...plan, ...(weights && { classWeights: weights }) }));
      const start = await training.exportState();
      const outcome = await training.step({ ...stepOf(0), indices: Uint32Array.from(indices) });
      const losses = outcome.losses.slice(0, indices.length);
      const state = await training.exportState();
      training.close();
      const change = [...state.weights[0]!].map((value, index) => value - start.weights[0]![index]!);
      return { losses, change };
    };
    const only = await after([0, 0]); // class 0 alone, a mean over 2
    const weighted = await after([0, 1], Float32Array.of(2, 0, 5));
    close(weighted.change, only.change);
    assert.equal(weighted.losses, (await after([0, 1])).losses);
  });

  test(`${name}: a softmax that is sure of a wrong class is still learnt from`, async () => {
    const training = await open(jobOf({ layers: [["dense", { units: 3, activation: "softmax" }]] }));
    const bias = Float32Array.of(0, 40, 0);
    await training.importState({ weights: [new Float32Array(12), bias], slots: [[], []], steps: 0 });
    await training.step({ ...stepOf(0), indices: Uint32Array.of(0) }); // of class 0, whose probability is e⁻⁴⁰
    const { weights } = await training.exportState();
    close([...weights[1]!], [0.1, 40 - 0.1, 0]);
    training.close();
  });

  test(`${name}: each step has its own dropout, the same whenever it is taken`, async () => {
    const data = datasetOf([40], new Float32Array(40).fill(1), {
      kind: "vector",
      values: new Float32Array(40),
      shape: [40],
    });
    const layers = [
      ["dense", { units: 40 }],
      ["dropout", { rate: 0.5 }],
    ] as const;
    const job = jobOf({ layers, loss: "meanSquaredError", data });
    const mask = async (step: number, training: Training): Promise<string> => {
      const state = { weights: [new Float32Array(1600), new Float32Array(40).fill(1)], slots: [[], []] };
      await training.importState({ ...state, steps: 0 });
      const single = { indices: Uint32Array.of(0), step, epoch: 1, learningRate: 0 };
      return (await training.step(single)).predictions.join(" ");
    };
    const training = await open(job);
    const first = await mask(0, training);
    assert.not.equal(await mask(1, training), first);
    assert.equal(await mask(0, training), first);
    assert.equal(new Set(first.split(" ")), new Set(["0", "2"]));
    const whole = await training.forward("train", Uint32Array.of(0));
    assert.equal([...whole.predictions], Array(40).fill(1));
    training.close();
    const otherTrial = await open({ ...job, trial: 1 });
    assert.not.equal(await mask(0, otherTrial), first);
    otherTrial.close();
  });

  test(`${name}: a frozen layer stays as it is, and has no optimizer state`, async () => {
    const training = await open(
      jobOf({
        layers: [
          ["dense", { units: 4, trainable: false }],
          ["batchNormalization", { trainable: false }],
          ["dense", { units: 3, activation: "softmax" }],
        ],
        optimizer: ["adam"],
      }),
    );
    const before = await training.exportState();
    await takeSteps(training, 0, 2);
    const after = await training.exportState();
    assert.equal(after.weights.slice(0, 6), before.weights.slice(0, 6));
    assert.not.equal(after.weights.slice(6), before.weights.slice(6));
    assert.equal(
      after.slots.map((slots) => slots.length),
      [2, 2],
    );
    assert.is(after.steps, 2);
    training.close();
  });

  test(`${name}: moving statistics follow the batches, and are part of the state`, async () => {
    const training = await open(jobOf(EVERYTHING));
    const before = await training.exportState();
    const mean = 4; // kernel, bias, gamma, beta, moving mean
    await takeSteps(training, 0, 1);
    assert.not.equal((await training.exportState()).weights[mean], before.weights[mean]);
    training.close();
  });

  test(`${name}: learns`, async () => {
    const data = classes([4]);
    const training = await open(
      jobOf({
        layers: [
          ["dense", { units: 16, activation: "tanh" }],
          ["dense", { units: 3, activation: "softmax" }],
        ],
        optimizer: ["adam"],
        data,
      }),
    );
    const all = Uint32Array.from({ length: 4 }, (_, index) => index);
    const before = sum((await training.forward("train", all)).losses.slice(0, 4));
    await takeSteps(training, 0, 60);
    assert.ok(sum((await training.forward("train", all)).losses.slice(0, 4)) < before / 4);
    training.close();
  });
}

/** The linear model's weights after a step of 0.1 against `gradient`. */
function moved(gradient: readonly number[]): number[] {
  return LINEAR_WEIGHTS.flatMap((values) => [...values]).map(
    (value, index) => value - 0.1 * gradient[index]!,
  );
}

function close(actual: readonly number[], expected: readonly number[]): void {
  const off = actual.findIndex((value, index) => !(Math.abs(value - expected[index]!) < 1e-5));
  assert.ok(off === -1 && actual.length === expected.length, `${actual.join(" ")} ≠ ${expected.join(" ")}`);
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
