import { suite } from "uvu";
import * as assert from "uvu/assert";
import { options } from "../../src/component/options.ts";
import { Schedule } from "../../src/tuner/schedule.ts";
import { type Answer, type Knowledge, type Step, tuner } from "../../src/tuner/tuner.ts";
import { objective, run, runUnordered, searchOf } from "./search.ts";
import { spaces } from "./spaces.ts";

const test = suite("tuner/schedule");

/** Writes down what it is shown; proposes `answers` in turn. */
function recorder(answers: readonly Answer[], results: "inOrder" | "byCost" = "inOrder") {
  const seen: (readonly number[])[] = [];
  const recording = tuner({
    name: "recorder",
    summary: "Proposes what it was told to",
    options: options({}),
    results,
    outline: () => ({ trials: answers.length, warnings: [] }),
    propose({ steps }: Knowledge) {
      const visible = steps.flatMap(({ result }, index) => (result === undefined ? [] : [index]));
      if (answers[steps.length] !== "wait") seen.push(visible);
      const answer = answers[steps.length] ?? "done";
      return answer === "wait" && visible.length === steps.length
        ? { configuration: { x: 9, y: 9 } }
        : answer;
    },
  });
  return { recording, seen };
}

const point = (x: number, epochs?: number): Answer => ({
  configuration: { x, y: 0 },
  ...(epochs === undefined ? {} : { epochs }),
});

test("a step in order is proposed knowing exactly the results of all but the last `parallel` steps before it", () => {
  for (const parallel of [1, 2, 3, 5]) {
    const { recording, seen } = recorder(Array.from({ length: 12 }, (_, x) => point(x)));
    const search = {
      ...searchOf("random", { trials: 1 }, spaces.continuous!, { parallel }),
      tuner: recording,
    };
    for (const order of [1, 2, 3]) {
      seen.length = 0;
      runUnordered(search, 4, order);
      for (const [index, visible] of seen.slice(0, 12).entries()) {
        assert.equal(
          visible,
          Array.from({ length: Math.max(0, index - parallel + 1) }, (_, earlier) => earlier),
        );
      }
    }
  }
});

test("by cost, a result is seen when its step would have ended had each taken what it costs", () => {
  const answers = [point(0, 5), point(1, 2), point(2, 4), point(3, 1), point(4, 1)];
  const { recording, seen } = recorder(answers, "byCost");
  const costOf = ({ epochs = 1 }: { readonly epochs?: number }) => epochs;
  const search = searchOf("random", { trials: 1 }, spaces.continuous!, { parallel: 2, costOf });
  run({ ...search, tuner: recording });
  // Step 0 ends at 5. Beside it run step 1 to 2 and step 2 to 6; step 3 ends at 6 too, but began later.
  assert.equal(seen.slice(0, 5), [[], [], [1], [0, 1], [0, 1, 2]]);
});

test("a continued trial costs only what it adds", () => {
  const answers: Answer[] = [point(0, 4), { trial: 1, configuration: { x: 0, y: 0 }, epochs: 10 }];
  const asked: [number | undefined, number][] = [];
  const costOf = ({ epochs }: { epochs?: number }, done: number) => {
    asked.push([epochs, done]);
    return 1;
  };
  const search = searchOf("random", { trials: 1 }, spaces.continuous!, { costOf });
  run({ ...search, tuner: recorder(answers, "byCost").recording });
  assert.equal(asked, [
    [4, 0],
    [10, 4],
  ]);
});

test("what must be awaited is the step that finishes first, and other results may be told before it", () => {
  const schedule = new Schedule(searchOf("random", { trials: 5 }, spaces.continuous!, { parallel: 2 }));
  assert.is(schedule.next().type, "start");
  assert.is(schedule.next().type, "start");
  assert.equal(schedule.next(), { type: "await", index: 0 });
  schedule.finish(1, { status: "complete", value: 1 });
  assert.equal(schedule.next(), { type: "await", index: 0 });
  assert.ok(schedule.steps.every(({ result }) => result === undefined));
  schedule.finish(0, { status: "failed", reason: "out of memory" });
  assert.is(schedule.next().type, "start");
  assert.equal(schedule.steps[0]!.result, { status: "failed", reason: "out of memory" });
  assert.is(schedule.steps[1]!.result, undefined);
});

test("a tuner that waits is asked again after each result that it may see", () => {
  const answers: Answer[] = [point(0), point(1), "wait", point(3)];
  const { recording } = recorder(answers);
  const search = {
    ...searchOf("random", { trials: 1 }, spaces.continuous!, { parallel: 4 }),
    tuner: recording,
  };
  assert.equal(
    run(search).map(({ configuration }) => configuration.x),
    [0, 1, 9, 3],
  );
});

test("it is done only when every step has ended", () => {
  const schedule = new Schedule(searchOf("random", { trials: 2 }, spaces.continuous!, { parallel: 3 }));
  schedule.next();
  schedule.next();
  assert.equal(schedule.next(), { type: "await", index: 0 });
  schedule.finish(0, { status: "complete", value: 1 });
  assert.equal(schedule.next(), { type: "await", index: 1 });
  schedule.finish(1, { status: "complete", value: 2 });
  assert.equal(schedule.next(), { type: "done" });
  assert.equal(schedule.next(), { type: "done" });
  assert.equal(
    schedule.steps.map(({ result }) => result),
    [
      { status: "complete", value: 1 },
      { status: "complete", value: 2 },
    ],
  );
});

test("a step that has not begun, or has ended, cannot end", () => {
  const schedule = new Schedule(searchOf("random", { trials: 2 }, spaces.continuous!));
  schedule.next();
  assert.throws(() => schedule.finish(1, { status: "complete", value: 1 }), /step 1 has not begun/);
  schedule.finish(0, { status: "complete", value: 1 });
  assert.throws(() => schedule.finish(0, { status: "complete", value: 1 }), /step 0 has ended already/);
});

test("a tuner that waits for nothing is a bug that is told", () => {
  const waiting = tuner({
    name: "waiting",
    summary: "Waits",
    options: options({}),
    results: "inOrder",
    outline: () => ({ trials: 0, warnings: [] }),
    propose: () => "wait",
  });
  const search = { ...searchOf("random", { trials: 1 }, spaces.continuous!), tuner: waiting };
  assert.throws(() => new Schedule(search).next(), /waiting waits for a result, and nothing is running/);
});

test("configurations to start with take the place of the first new ones", () => {
  const start = [
    { x: 1, y: 2 },
    { x: 3, y: 4 },
  ];
  const steps: readonly Step[] = run(
    searchOf("random", { trials: 4 }, spaces.continuous!, { start }),
    objective,
  );
  assert.equal(
    steps.slice(0, 2).map(({ configuration }) => configuration),
    start,
  );
  assert.is(steps.length, 4);
});

test.run();
