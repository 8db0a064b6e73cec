import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compileSpace } from "../../src/space/compile.ts";
import type { Configuration } from "../../src/space/space.ts";
import { bayesian } from "../../src/tuner/bayesian.ts";
import type { Result, Step } from "../../src/tuner/tuner.ts";

const test = suite("tuner/bayesian");

const SQUARE = compileSpace({ x: { float: { min: 0, max: 1 } }, y: { float: { min: 0, max: 1 } } });

function proposed(steps: readonly Step[], trials: number): Configuration {
  const answer = bayesian.propose(
    { space: SQUARE, seed: 3, goal: "min", parallel: 2, steps, earlier: [] },
    { trials },
  );
  if (typeof answer === "string") throw new Error(`the tuner says ${answer}`);
  return answer.configuration;
}

function search(trials: number, run: (configuration: Configuration) => Result): Step[] {
  const steps: Step[] = [];
  while (steps.length < trials) {
    const configuration = proposed(steps, trials);
    steps.push({ trial: steps.length + 1, configuration, result: run(configuration) });
  }
  return steps;
}

function bowl({ x, y }: Configuration): Result {
  return { status: "complete", value: (Number(x) - 0.3) ** 2 + (Number(y) - 0.8) ** 2 };
}

test("at most a third of the trials are chosen before anything is learnt", () => {
  const learnt = search(9, bowl);
  const other = search(9, ({ x }) => ({ status: "complete", value: -Number(x) }));
  const alike = learnt.findIndex(
    ({ configuration }, k) => JSON.stringify(configuration) !== JSON.stringify(other[k]!.configuration),
  );
  assert.is(alike, 3);
});

test("the bottom of a bowl is found in 15 trials", () => {
  const values = search(15, bowl).map(({ result }) => (result as { value: number }).value);
  assert.ok(Math.min(...values) < 1e-4, `${Math.min(...values)}`);
});

test("results that are worse by far do not hide the differences between the others", () => {
  const values = search(15, (configuration) =>
    Number(configuration.x) > 0.6 ? { status: "complete", value: 1e12 } : bowl(configuration),
  ).map(({ result }) => (result as { value: number }).value);
  assert.ok(Math.min(...values) < 1e-4, `${Math.min(...values)}`);
});

test("the half of a space that fails is left alone, and the best beside it is found", () => {
  const steps = search(24, (configuration) => {
    if (Number(configuration.x) > 0.5) return { status: "failed", reason: "out of memory" };
    return { status: "complete", value: 1 - Number(configuration.x) };
  });
  const failed = steps.slice(8).filter(({ result }) => result?.status === "failed");
  assert.ok(failed.length <= 6, `${failed.length} of the last 16 failed`);
  const best = Math.max(...steps.map(({ configuration: { x } }) => (Number(x) <= 0.5 ? Number(x) : 0)));
  assert.ok(best > 0.45, `${best}`);
});

test("what is being tried is not suggested again", () => {
  const steps = search(10, bowl).slice(0, 8);
  const first = proposed(steps, 10);
  const second = proposed([...steps, { trial: 9, configuration: first }], 10);
  const distance = Math.hypot(Number(first.x) - Number(second.x), Number(first.y) - Number(second.y));
  assert.ok(distance > 0.01, `${distance}`);
});

test("a search whose every trial fails goes on", () => {
  const steps = search(12, () => ({ status: "failed", reason: "out of memory" }));
  assert.is(new Set(steps.map(({ configuration }) => configuration.x)).size, 12);
});

test("a small budget is warned about, one that is enough is not", () => {
  const outline = (trials: number) => bayesian.outline({ trials }, SQUARE, 1);
  assert.equal(outline(9), { trials: 9, warnings: [] });
  assert.equal(outline(5).warnings, [
    "5 trials are few for bayesian over 2 hyperparameters: below 9 it finds little more than random",
  ]);
});

test.run();
