import { suite } from "uvu";
import * as assert from "uvu/assert";
import { OptionProblem } from "../../src/base/errors.ts";
import { asha } from "../../src/tuner/asha.ts";
import type { Step } from "../../src/tuner/tuner.ts";
import { type Objective, objective, run, searchOf, worthOf } from "./search.ts";
import { spaces } from "./spaces.ts";

const test = suite("tuner/asha");
const space = spaces.continuous!;
const OPTIONS = { trials: 27, maxEpochs: 9, minEpochs: 1, factor: 3 };

function rungOf(steps: readonly Step[], rung: number): Step[] {
  return steps.filter(({ place }) => place?.rung === rung);
}

test("of all trials one in `factor` goes on at each rung, to the last rung's epochs", () => {
  for (const parallel of [1, 4]) {
    const steps = run(searchOf("asha", OPTIONS, space, { parallel }));
    assert.equal(
      [0, 1, 2].map((rung) => rungOf(steps, rung).length),
      [27, 9, 3],
    );
    assert.ok(rungOf(steps, 2).every(({ epochs }) => epochs === 9));
  }
});

test("a trial goes on as soon as it is among the best of those that have ended", () => {
  const steps = run(searchOf("asha", OPTIONS, space));
  assert.equal(
    steps.slice(0, 5).map(({ place }) => place!.rung),
    [0, 0, 0, 1, 0],
  );
  const three = steps.slice(0, 3).toSorted((a, b) => worthOf(b.configuration) - worthOf(a.configuration));
  assert.is(steps[3]!.trial, three[0]!.trial);
});

test("the smallest is best where the goal is min", () => {
  const steps = run(searchOf("asha", OPTIONS, space, { goal: "min" }));
  const three = steps.slice(0, 3).toSorted((a, b) => worthOf(a.configuration) - worthOf(b.configuration));
  assert.is(steps[3]!.trial, three[0]!.trial);
});

test("a trial that fails leaves its place to the next best", () => {
  let fails = 2;
  const failing: Objective = (step) =>
    step.place!.rung === 2 && fails-- > 0 ? { status: "failed", reason: "killed" } : objective(step);
  const last = rungOf(run(searchOf("asha", OPTIONS, space), failing), 2);
  assert.is(last.filter(({ result }) => result!.status === "complete").length, 3);
  assert.is(last.length, 5);
});

test("its outline says how many reach each rung, and when none reaches the last", () => {
  assert.equal(
    asha.outline(OPTIONS, space, 1).rungs!.map(({ trials, epochs }) => `${trials}@${epochs}`),
    ["27@1", "9@3", "3@9"],
  );
  assert.equal(asha.outline({ ...OPTIONS, trials: 8 }, space, 1).warnings, [
    "it takes 9 trials for one to reach 9 epochs",
  ]);
  assert.equal(asha.outline({ ...OPTIONS, maxEpochs: 2 }, space, 1).warnings, [
    "no trial is ever promoted: `maxEpochs` must be `factor` times `minEpochs` or more",
  ]);
});

test("fewer epochs at most than at least are refused", () => {
  assert.throws(
    () => asha.check!({ ...OPTIONS, minEpochs: 20 }, space),
    (error: unknown) =>
      error instanceof OptionProblem &&
      error.message === "`minEpochs` is 20 and `maxEpochs` 9" &&
      error.path.join(".") === "tuner.asha.minEpochs",
  );
});

test.run();
