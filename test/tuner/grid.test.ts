import { suite } from "uvu";
import * as assert from "uvu/assert";
import { OptionProblem } from "../../src/base/errors.ts";
import { compileSpace } from "../../src/space/compile.ts";
import type { Configuration, Space } from "../../src/space/space.ts";
import { grid } from "../../src/tuner/grid.ts";
import type { Step } from "../../src/tuner/tuner.ts";
import { spaces } from "./spaces.ts";

const test = suite("tuner/grid");

function walk(space: Space, options: { trials?: number } = {}, steps: Step[] = []): Configuration[] {
  for (;;) {
    const answer = grid.propose({ space, seed: 1, goal: "max", parallel: 1, steps, earlier: [] }, options);
    if (answer === "done" || answer === "wait") return steps.map(({ configuration }) => configuration);
    steps.push({ ...answer, trial: steps.length + 1 });
  }
}

test("it goes through every configuration once, the last parameter first, conditions respected", () => {
  const names = ["optimizer", "momentum", "nesterov", "strength"];
  const rows = walk(spaces.nested!).map((configuration) =>
    names.map((name) => configuration[name] ?? "-").join(" "),
  );
  assert.equal(rows, [
    "adam - - -",
    "sgd false - -",
    "sgd true false -",
    ...["0.5", "0.6", "0.7", "0.8", "0.9", "1"].map((strength) => `sgd true true ${strength}`),
  ]);
});

test("it stops after so many trials", () => {
  assert.is(walk(spaces.tiny!, { trials: 4 }).length, 4);
});

test("what was tried out of turn is left out when its turn comes", () => {
  const last = { a: true, b: "z" };
  const rows = walk(spaces.tiny!, {}, [{ trial: 1, configuration: last }]);
  assert.is(rows.length, 6);
  assert.equal(rows[1], { a: false, b: "x" });
});

test("a number without steps is refused where it is declared", () => {
  const problem = (float: { min: number; max: number; log?: boolean }) => {
    try {
      grid.check!({}, compileSpace({ rate: { float } }));
    } catch (error) {
      if (error instanceof OptionProblem) return [error.path, error.message, error.hint];
      throw error;
    }
    return undefined;
  };
  const message = "`grid` goes through all values, and `rate` has no end of them";
  const path = ["space", "rate", "float"];
  assert.equal(problem({ min: 0, max: 1 }), [path, message, "give it a step"]);
  assert.equal(problem({ min: 0.1, max: 1, log: true }), [
    path,
    message,
    "make it a choice of the values to try",
  ]);
  assert.is(problem({ min: 1, max: 1 }), undefined);
});

test("it says when it will not get through the space", () => {
  assert.equal(grid.outline({ trials: 4 }, spaces.tiny!, 1).warnings, [
    "4 trials are only the first of a grid of 6 configurations",
  ]);
  assert.equal(grid.outline({ trials: 6 }, spaces.tiny!, 1), { trials: 6, warnings: [] });
});

test.run();
