import { suite } from "uvu";
import * as assert from "uvu/assert";
import { hyperband } from "../../src/tuner/hyperband.ts";
import type { Result, Step } from "../../src/tuner/tuner.ts";
import { type Objective, objective, run, searchOf, worthOf } from "./search.ts";
import { spaces } from "./spaces.ts";

const test = suite("tuner/hyperband");
const space = spaces.continuous!;

/** `trials@epochs` of each rung, a line a bracket. */
function tableOf(maxEpochs: number, factor: number, iterations = 1): string[] {
  const { rungs } = hyperband.outline({ maxEpochs, factor, iterations }, space, 1);
  const rows: string[][] = [];
  for (const { bracket, trials, epochs } of rungs!) {
    rows[bracket] ??= [];
    rows[bracket].push(`${trials}@${epochs}`);
  }
  return rows.map((row) => row.join(" "));
}

function tally(steps: readonly Step[]): string[] {
  const rows: number[][] = [];
  for (const { place } of steps) {
    rows[place!.bracket] ??= [];
    const row = rows[place!.bracket]!;
    row[place!.rung] = (row[place!.rung] ?? 0) + 1;
  }
  return rows.map((row) => row.join(" "));
}

/** The trials that ended a bracket's last rung without failing. */
function finalists(steps: readonly Step[], bracket: number, rung: number): number[] {
  return steps
    .filter(
      ({ place, result }) =>
        place?.bracket === bracket && place.rung === rung && result?.status === "complete",
    )
    .map(({ trial }) => trial);
}

test("the rungs for 81 epochs are those of the paper's formula", () => {
  assert.equal(tableOf(81, 3), [
    "81@1 27@3 9@9 3@27 1@81",
    "34@3 11@9 3@27 1@81",
    "15@9 5@27 1@81",
    "8@27 2@81",
    "5@81",
  ]);
});

test("epochs that do not divide evenly are rounded, and the last rung has them all", () => {
  assert.equal(tableOf(10, 3), ["9@1 3@3 1@10", "5@3 1@10", "3@10"]);
  assert.equal(tableOf(20, 4), ["16@1 4@5 1@20", "6@5 1@20", "3@20"]);
});

test("iterations repeat the whole table under new brackets", () => {
  assert.equal(tableOf(4, 2, 2), [...tableOf(4, 2), ...tableOf(4, 2)]);
});

test("a search takes exactly the steps of its table, whatever runs side by side", () => {
  for (const parallel of [1, 2, 7]) {
    assert.equal(tally(run(searchOf("hyperband", { maxEpochs: 10 }, space, { parallel }))), [
      "9 3 1",
      "5 1",
      "3",
    ]);
  }
});

test("the best of a rung go on with their own trial to the next rung's epochs", () => {
  for (const goal of ["max", "min"] as const) {
    const steps = run(searchOf("hyperband", { maxEpochs: 9 }, space, { goal, parallel: 2 }));
    const first = steps.filter(({ place }) => place?.bracket === 0 && place.rung === 0);
    const sign = goal === "max" ? -1 : 1;
    const best = first
      .toSorted((a, b) => sign * (worthOf(a.configuration) - worthOf(b.configuration)))
      .slice(0, 3);
    const second = steps.filter(({ place }) => place?.bracket === 0 && place.rung === 1);
    assert.equal(
      second.map(({ trial, epochs, configuration }) => [trial, epochs, configuration]),
      best.map(({ trial, configuration }) => [trial, 3, configuration]),
    );
  }
});

test("while a rung waits, the next bracket begins", () => {
  const steps = run(searchOf("hyperband", { maxEpochs: 9 }, space, { parallel: 3 }));
  assert.equal(
    steps.slice(7, 12).map(({ place }) => [place!.bracket, place!.rung]),
    [
      [0, 0],
      [0, 0],
      [1, 0],
      [1, 0],
      [0, 1],
    ],
  );
});

test("trials that fail on the first rung cost no finalist", () => {
  const failing: Objective = (step) => (step.trial <= 6 && step.place!.rung === 0 ? failed : objective(step));
  const steps = run(searchOf("hyperband", { maxEpochs: 9 }, space, { parallel: 2 }), failing);
  assert.equal(tally(steps)[0], "9 3 1");
  assert.is(finalists(steps, 0, 2).length, 1);
});

test("a trial that fails after its promotion leaves its place to the next best of the rung below", () => {
  let fails = 2;
  const failing: Objective = (step) =>
    step.place!.bracket === 0 && step.place!.rung === 2 && fails-- > 0 ? failed : objective(step);
  const steps = run(searchOf("hyperband", { maxEpochs: 9 }, space), failing);
  assert.equal(tally(steps)[0], "9 3 3");
  assert.is(finalists(steps, 0, 2).length, 1);
});

test("equal results are in the order of their trials, and what diverged comes last but before what failed", () => {
  const values = [0.5, Number.NaN, 0.5, 0.5, Number.POSITIVE_INFINITY, 0.5, Number.NaN, 0.5, 0.5];
  const equal = run(searchOf("hyperband", { maxEpochs: 9 }, space), ({ trial }) => ({
    status: "complete",
    value: values[trial - 1] ?? 0,
  }));
  assert.equal(finalists(equal, 0, 1), [1, 3, 4]);
  const most = run(searchOf("hyperband", { maxEpochs: 9 }, space), ({ trial }) =>
    trial === 5
      ? { status: "complete", value: 0.1 }
      : trial < 4
        ? failed
        : { status: "complete", value: Number.NaN },
  );
  assert.equal(finalists(most, 0, 1), [5, 4, 6]);
});

test("a pruned trial is not promoted", () => {
  const steps = run(searchOf("hyperband", { maxEpochs: 9 }, space), (step) =>
    step.trial % 2 === 1 && step.place!.rung === 0 ? { status: "pruned", value: 2 } : objective(step),
  );
  assert.ok(finalists(steps, 0, 1).every((trial) => trial % 2 === 0));
  assert.is(finalists(steps, 0, 1).length, 3);
});

test("a space with fewer configurations is gone through before any is tried again", () => {
  const steps = run(searchOf("hyperband", { maxEpochs: 4, factor: 2 }, spaces.tiny!));
  const fresh = steps
    .filter(({ place }) => place!.rung === 0)
    .map(({ configuration }) => JSON.stringify(configuration));
  assert.is(new Set(fresh.slice(0, 6)).size, 6);
  assert.ok(fresh.length > 6);
  const { warnings } = hyperband.outline({ maxEpochs: 4, factor: 2, iterations: 1 }, spaces.tiny!, 1);
  assert.equal(warnings, ["the space has 6 configurations, fewer than 10 trials: some will be tried again"]);
});

test("it says when no trial would ever be promoted", () => {
  const { warnings, rungs } = hyperband.outline({ maxEpochs: 2, factor: 3, iterations: 1 }, space, 1);
  assert.equal(warnings, ["`maxEpochs` 2 is below `factor` 3, so no trial is ever promoted"]);
  assert.equal(rungs, [{ bracket: 0, rung: 0, trials: 1, epochs: 2 }]);
});

const failed: Result = { status: "failed", reason: "out of memory" };

test.run();
