import { suite } from "uvu";
import * as assert from "uvu/assert";
import { OptionProblem } from "../../src/base/errors.ts";
import { exactJson, parseExactJson } from "../../src/base/exact-json.ts";
import { type Configuration, configurationKey, type Space } from "../../src/space/space.ts";
import { randomConfiguration } from "../../src/tuner/fresh.ts";
import type { Search } from "../../src/tuner/schedule.ts";
import type { Knowledge, Result, Step } from "../../src/tuner/tuner.ts";
import { tuners } from "../../src/tuner/tuners.ts";
import { type Objective, objective, run, runUnordered, searchOf } from "../tuner/search.ts";
import { spaces } from "../tuner/spaces.ts";
import { CASES } from "./tuner-cases.ts";

/** What a search relies on, of every tuner and in every kind of space. */
const test = suite("contract/tuners");

const TRIALS = 10;

test("every tuner has its case here", () => {
  assert.equal(Object.keys(CASES).sort(), [...tuners.names].sort());
});

/** The new trials of a search. */
function freshOf(steps: readonly Step[]): Step[] {
  return steps.filter(({ trial }, index) => steps.findIndex((step) => step.trial === trial) === index);
}

function keysOf(steps: readonly Step[]): string[] {
  return freshOf(steps).map(({ configuration }) => configurationKey(configuration));
}

function isRefused({ tuner, options, space }: Search): boolean {
  try {
    tuner.check?.(options, space);
    return false;
  } catch (error) {
    if (error instanceof OptionProblem) return true;
    throw error;
  }
}

/** Whatever can go wrong with a trial does, in turn. */
const hazardous: Objective = (step) => {
  const ends: readonly Result[] = [
    { status: "complete", value: Number.NaN },
    { status: "failed", reason: "out of memory" },
    objective(step),
    { status: "complete", value: Number.POSITIVE_INFINITY },
    { status: "complete", value: Number.NEGATIVE_INFINITY },
    { status: "pruned", value: 0.5 },
    { status: "pruned", value: Number.NaN },
    { status: "complete", value: 0.5 },
  ];
  return ends[step.trial % ends.length]!;
};

const HARD: Readonly<Record<string, Objective>> = {
  "of all kinds": hazardous,
  "that all fail": () => ({ status: "failed", reason: "killed" }),
  "that are never a number": () => ({ status: "complete", value: Number.NaN }),
  "that are all endlessly good": () => ({ status: "complete", value: Number.POSITIVE_INFINITY }),
  "that are all pruned": () => ({ status: "pruned", value: 0.5 }),
  "that are all equal": () => ({ status: "complete", value: 0.5 }),
  "that are enormous": ({ trial }) => ({ status: "complete", value: trial % 2 === 0 ? 1e300 : -1e300 }),
};

/** The tests of one tuner in one space. */
function holds(name: string, where: string, space: Space): void {
  const label = (what: string) => `${name} in the ${where} space: ${what}`;
  const begin = (rest: Partial<Search> = {}, trials = TRIALS) =>
    searchOf(name, CASES[name]!(trials), space, rest);
  const { size } = space;

  test(label("every configuration is one of the space's, and counted from trial 1"), () => {
    for (const seed of [0, 7, -3]) {
      const steps = run(begin({ seed, parallel: 2 }));
      for (const { configuration } of steps) assert.equal(space.problems(configuration), []);
      assert.equal(
        freshOf(steps).map(({ trial }) => trial),
        Array.from({ length: freshOf(steps).length }, (_, index) => index + 1),
      );
    }
  });

  test(label("nothing is tried twice while something is new, and the budget is kept"), () => {
    for (const trials of [TRIALS, 30]) {
      const search = begin({ parallel: 3 }, trials);
      const outline = search.tuner.outline(search.options, space, 3);
      const keys = keysOf(run(search));
      assert.is(keys.length, outline.trials);
      assert.is(new Set(keys).size, Math.min(keys.length, size));
    }
  });

  test(label("the same search has the same steps, written down and read again too"), () => {
    const search = begin({ parallel: 2 });
    const steps = run(search, hazardous);
    assert.equal(run(search, hazardous), steps);
    for (const count of [0, 1, Math.floor(steps.length / 2), steps.length]) {
      const knowledge: Knowledge = { ...search, steps: steps.slice(0, count) };
      const read = parseExactJson(exactJson(knowledge.steps)) as Knowledge["steps"];
      const answer = search.tuner.propose(knowledge, search.options);
      assert.equal(search.tuner.propose({ ...knowledge, steps: read }, search.options), answer);
    }
  });

  test(label("the order in which trials really end, and how many really run, changes nothing"), () => {
    for (const parallel of [1, 3]) {
      const search = begin({ parallel });
      const steps = run(search, hazardous);
      for (const [order, workers] of [1, 2, 4].entries()) {
        assert.equal(runUnordered(search, workers, order, hazardous), steps);
      }
    }
  });

  for (const [kind, result] of Object.entries(HARD)) {
    test(label(`it gets through results ${kind}`), () => {
      const search = begin({ parallel: 2 });
      const steps = run(search, result);
      assert.is(freshOf(steps).length, search.tuner.outline(search.options, space, 2).trials);
      for (const { configuration } of steps) assert.equal(space.problems(configuration), []);
    });
  }

  test(label("to make small is to make the negative large"), () => {
    const negative: Objective = (step) => {
      const result = objective(step);
      return "value" in result ? { ...result, value: -result.value } : result;
    };
    const choices = (steps: readonly Step[]) =>
      steps.map(({ trial, configuration }) => [trial, configuration]);
    assert.equal(choices(run(begin({ goal: "min" }), negative)), choices(run(begin({ goal: "max" }))));
  });

  test(label("it starts with the configurations that it is given, and does not come back to them"), () => {
    const start = [2, 1].map((trial) => randomConfiguration(space, 5, "start", trial));
    const unlike = start.filter(
      (one, index) => index === 0 || configurationKey(one) !== configurationKey(start[0]!),
    );
    const steps = run(begin({ start: unlike, parallel: 2 }));
    const first = freshOf(steps).slice(0, unlike.length);
    assert.equal(
      first.map(({ configuration }) => configuration),
      unlike,
    );
    const keys = keysOf(steps);
    assert.is(new Set(keys).size, Math.min(keys.length, size));
  });

  test(label("what an earlier search tried is not tried again while something is new"), () => {
    const earlier = keysOf(run(begin({ seed: 99 }, TRIALS))).slice(0, 3);
    const known = earlier.map((key) => ({
      configuration: Object.fromEntries(JSON.parse(key) as [string, string][]) as Configuration,
      value: 0.25,
    }));
    const keys = keysOf(run(begin({ earlier: known, parallel: 2 })));
    const left = Math.max(0, size - new Set(earlier).size);
    assert.is(
      new Set(keys.slice(0, left).filter((key) => !earlier.includes(key))).size,
      Math.min(keys.length, left),
    );
  });
}

for (const name of tuners.names) {
  for (const [where, space] of Object.entries(spaces)) {
    if (!isRefused(searchOf(name, CASES[name]!(TRIALS), space))) holds(name, where, space);
  }

  test(`${name}: another seed gives other configurations, unless there is nothing random about it`, () => {
    const space = name === "grid" ? spaces.nested! : spaces.everyKind!;
    const [one, other] = [1, 2].map((seed) =>
      keysOf(run(searchOf(name, CASES[name]!(TRIALS), space, { seed }))),
    );
    assert.is(exactJson(one) === exactJson(other), name === "grid");
  });
}

test.run();
