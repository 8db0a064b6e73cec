import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import { type Compared, importanceOf, ranksOf } from "../../src/report/importance.ts";
import { compileSpace, type SpaceSection } from "../../src/space/compile.ts";
import { valueAtPlace } from "../../src/space/domain.ts";
import type { Configuration } from "../../src/space/space.ts";

const test = suite("report/importance");

const SPACE: SpaceSection = {
  rate: { float: { min: 0.0001, max: 1, log: true } },
  width: { int: { min: 1, max: 100 } },
  kind: { choice: ["a", "b", "c"] },
  momentum: { float: { min: 0, max: 1 }, when: '$kind == "b"' },
};

/** Trials at random places, their objective a function of their configuration and a normal number. */
function tried(
  count: number,
  objective: (configuration: Configuration, noise: number) => number,
  section = SPACE,
): Compared {
  const space = compileSpace(section);
  const trials = Array.from({ length: count }, (_, index) => {
    const random = stream(7, "trials", index);
    let draw = 0;
    const configuration = space.configure(({ domain }) => valueAtPlace(domain, random.uniform(draw++)));
    const value = objective(configuration, random.normal(50));
    return { status: "complete" as const, configuration, value };
  });
  return { trials, space, objective: { name: "objective", better: "higher" } };
}

const steps = (rate: unknown) => Math.log10(Number(rate));

test("what alone decides the objective has nearly all of the variance, on a logarithmic axis too", () => {
  const { hyperparameters, explained } = importanceOf(
    tried(80, ({ rate }) => steps(rate)),
    1,
  );
  const [rate, ...others] = hyperparameters;
  assert.ok(rate!.share > 0.95 && rate!.high > 0.99, String(rate!.share));
  assert.ok(explained > 0.9);
  for (const { name, share } of others) assert.ok(share < 0.02, name);
});

test("two that add up have their shares", () => {
  // Variances 16/12 and 2.25 × 2/9 (uniform over 4, and three values, one of which is 1.5 more): 73 % and 27 %.
  const { hyperparameters } = importanceOf(
    tried(200, ({ rate, kind }) => steps(rate) + (kind === "a" ? 1.5 : 0)),
    1,
  );
  const [rate, , kind] = hyperparameters;
  assert.ok(Math.abs(rate!.share - 0.73) < 0.03, JSON.stringify(rate));
  assert.ok(Math.abs(kind!.share - 0.27) < 0.03, JSON.stringify(kind));
});

test("the mean over many searches lies in the interval of nearly every one", () => {
  const found = Array.from({ length: 12 }, (_, seed) => {
    const { trials, ...rest } = tried(
      200,
      ({ rate, kind }, noise) => steps(rate) + (kind === "a" ? 1 : 0) + 0.5 * noise,
    );
    const own = trials.filter((_, index) => (index * 7 + seed * 3) % 4 === seed % 4);
    return importanceOf({ ...rest, trials: own }, seed).hyperparameters[0]!;
  });
  const mean = found.reduce((sum, { share }) => sum + share, 0) / found.length;
  assert.ok(found.filter(({ low, high }) => low <= mean && mean <= high).length >= 10);
  for (const { low, share, high } of found) assert.ok(low < share && share < high && low >= 0 && high <= 1);
});

test("a conditional hyperparameter that is decisive where it is there is found, and its condition does not stand for it", () => {
  const { hyperparameters } = importanceOf(
    tried(150, ({ kind, momentum }) => (kind === "b" ? 4 * Number(momentum) : 2)),
    1,
  );
  const [, , kind, momentum] = hyperparameters;
  assert.ok(momentum!.share > 3 * kind!.share, JSON.stringify(hyperparameters));
});

test("of noise nothing is said, whether from ten trials or a hundred", () => {
  for (const count of [10, 30, 100]) {
    const { hyperparameters, explained } = importanceOf(
      tried(count, (_, noise) => noise),
      1,
    );
    assert.equal(hyperparameters, [], String(explained));
  }
});

test("of one trial, of equal trials and of none with a figure nothing is said", () => {
  assert.equal(
    importanceOf(
      tried(1, () => 1),
      1,
    ).hyperparameters,
    [],
  );
  for (const value of [0.5, Number.NaN]) {
    const { hyperparameters, explained } = importanceOf(
      tried(40, () => value),
      1,
    );
    assert.equal([hyperparameters, explained], [[], 0]);
  }
});

test("diverged trials are the worst, failed ones are left out", () => {
  const { trials, ...rest } = tried(60, ({ rate }) => (steps(rate) > -1 ? Number.NaN : 1));
  const statuses = trials.map((trial) => ({
    ...trial,
    status: Number.isNaN(trial.value) ? ("diverged" as const) : trial.status,
  }));
  const { hyperparameters } = importanceOf({ ...rest, trials: statuses }, 1);
  assert.ok(hyperparameters[0]!.share > 0.9);
  const failed = statuses.map((trial) => ({
    ...trial,
    status: trial.status === "diverged" ? ("failed" as const) : trial.status,
  }));
  const left = importanceOf({ ...rest, trials: failed }, 1);
  assert.ok(left.trials < 60);
  assert.equal(left.hyperparameters, []);
});

test("it is the same for the same seed, and hardly otherwise for another", () => {
  const trials = tried(100, ({ rate }, noise) => steps(rate) + 0.2 * noise);
  assert.equal(importanceOf(trials, 1), importanceOf(trials, 1));
  const [first, second] = [1, 2].map((seed) => importanceOf(trials, seed).hyperparameters[0]!.share);
  assert.is.not(first, second);
  assert.ok(Math.abs(first! - second!) < 0.05);
});

test("which way is better turns the ranks round; equal values share theirs; what is no number is worst", () => {
  assert.equal([...ranksOf([3, 1, 2, 2], "higher")], [0.75, 0, 0.375, 0.375]);
  assert.equal([...ranksOf([3, 1, 2, Number.NaN], "lower")], [0.25, 0.75, 0.5, 0]);
});

test.run();
