import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compileSpace } from "../../src/space/compile.ts";
import type { Configuration } from "../../src/space/space.ts";
import { tpe } from "../../src/tuner/tpe.ts";
import type { Result, Step } from "../../src/tuner/tuner.ts";

const test = suite("tuner/tpe");

const SPACE = compileSpace({
  rate: { float: { min: 1e-5, max: 1, log: true } },
  kind: { choice: ["a", "b", "c"] },
});

function proposed(steps: readonly Step[], trials: number): Configuration {
  const answer = tpe.propose(
    { space: SPACE, seed: 1, goal: "max", parallel: 2, steps, earlier: [] },
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

function peak({ rate, kind }: Configuration): Result {
  return { status: "complete", value: -((Math.log10(Number(rate)) + 2) ** 2) - (kind === "b" ? 0 : 1) };
}

test("later trials gather near the best, of which random ones find one in fifteen", () => {
  const late = search(50, peak).slice(30);
  const good = late.filter(({ result }) => (result as { value: number }).value > -0.25);
  assert.ok(good.length >= 8, `${good.length} of ${late.length}`);
});

test("a choice that always fails is hardly tried any more", () => {
  const steps = search(50, (configuration) =>
    configuration.kind === "b" ? { status: "failed", reason: "killed" } : peak(configuration),
  );
  const failed = steps.slice(30).filter(({ configuration }) => configuration.kind === "b");
  assert.ok(failed.length <= 4, `${failed.length} of 20`);
});

test("what is being tried makes its surroundings less promising", () => {
  const steps = search(30, peak);
  const first = proposed(steps, 60);
  const crowd = Array.from(
    { length: 20 },
    (_, k): Step => ({ trial: 31, configuration: { ...first, rate: Number(first.rate) * (1 + k / 1000) } }),
  );
  const place = ({ rate }: Configuration) => Math.log10(Number(rate));
  const second = proposed([...steps, ...crowd], 60);
  assert.ok(Math.abs(place(first) - place(second)) > 0.1, `${place(first)} and ${place(second)}`);
});

test("a budget of which one trial counts as good is warned about", () => {
  assert.is(tpe.outline({ trials: 10 }, SPACE, 1).warnings.length, 1);
  assert.equal(tpe.outline({ trials: 11 }, SPACE, 1), { trials: 11, warnings: [] });
});

test.run();
