import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { type Report, Suggester, type Suggestion } from "../../src/tuner/suggester.ts";
import { searchOf, worthOf } from "./search.ts";
import { spaces } from "./spaces.ts";

const test = suite("tuner/suggester");

const hyperband = (parallel = 1) =>
  new Suggester(searchOf("hyperband", { maxEpochs: 9 }, spaces.everyKind!, { parallel }));

/** Runs a search to its end, or until so many suggestions have been reported. */
function play(suggester: Suggester, most = Number.POSITIVE_INFINITY, report = worth): Suggestion[] {
  const made: Suggestion[] = [];
  while (made.length < most) {
    const next = suggester.suggest();
    if (typeof next !== "object") return made;
    made.push(next);
    suggester.report(next.trial, report(next));
  }
  return made;
}

function worth({ trial, configuration }: Suggestion): Report {
  if (trial % 5 === 0) return { failed: "out of memory" };
  return trial % 7 === 0 ? Number.NaN : worthOf(configuration);
}

function refused(act: () => void): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof RunExpError) return [error.code, error.message, error.hint];
    throw error;
  }
  return [];
}

test("it suggests until the budget is spent, and a promoted trial keeps its number", () => {
  const made = play(hyperband(), Number.POSITIVE_INFINITY, ({ configuration }) => worthOf(configuration));
  assert.is(made.length, 9 + 3 + 1 + 5 + 1 + 3);
  const last = made.find(({ place }) => place?.rung === 2)!;
  assert.equal(
    made.filter(({ trial }) => trial === last.trial).map(({ epochs }) => epochs),
    [1, 3, 9],
  );
});

test("as many as run side by side are suggested at once, and reported in any order", () => {
  const suggester = hyperband(2);
  const [one, two] = [suggester.suggest() as Suggestion, suggester.suggest() as Suggestion];
  assert.is(suggester.suggest(), "wait");
  suggester.report(two.trial, 0.5);
  assert.is(suggester.suggest(), "wait");
  suggester.report(one.trial, { failed: "killed" });
  assert.is(typeof suggester.suggest(), "object");
});

test("it is over once everything has been reported", () => {
  const suggester = new Suggester(searchOf("random", { trials: 1 }, spaces.everyKind!));
  suggester.suggest();
  assert.is(suggester.suggest(), "wait");
  suggester.report(1, 1);
  assert.is(suggester.suggest(), undefined);
});

test("what is saved at any point goes on as if it had never stopped", () => {
  const whole = hyperband();
  const expected = play(whole);
  for (const count of [0, 1, 9, 13, expected.length]) {
    const first = hyperband();
    play(first, count);
    const second = hyperband();
    assert.ok(second.resume(JSON.parse(JSON.stringify(first.save()))));
    assert.equal(play(second), expected.slice(count));
    assert.equal(second.save(), whole.save());
  }
});

test("trials that were running when it was saved can still be reported", () => {
  const first = hyperband(3);
  first.suggest();
  first.suggest();
  first.report(2, Number.NEGATIVE_INFINITY);
  assert.equal(first.save(), [null, "-Infinity"]);
  const second = hyperband(3);
  assert.ok(second.resume(first.save()));
  assert.equal(
    refused(() => second.report(2, 1)),
    ["bad-report", "trial 2 is not running", "running: 1"],
  );
  second.report(1, 0.5);
  assert.equal(second.save(), [0.5, "-Infinity"]);
});

test("reports that another search made are not taken", () => {
  assert.is(hyperband().resume([null, 0.5]), false);
  assert.is(new Suggester(searchOf("random", { trials: 1 }, spaces.tiny!)).resume([1, 1]), false);
});

test("the best is the best finite value, the earliest of equals", () => {
  for (const [goal, trial] of [
    ["max", 3],
    ["min", 2],
  ] as const) {
    const suggester = new Suggester(searchOf("random", { trials: 6 }, spaces.everyKind!, { goal }));
    assert.is(suggester.best, undefined);
    const values: readonly Report[] = [0.5, 0.1, 0.9, 0.9, Number.POSITIVE_INFINITY, { failed: "killed" }];
    play(suggester, 6, (suggestion) => values[suggestion.trial - 1]!);
    assert.is(suggester.best!.trial, trial);
    assert.is(suggester.best!.value, values[trial - 1]);
  }
});

test("a report of a trial that is not running, or that is none, is refused", () => {
  const suggester = hyperband();
  assert.equal(
    refused(() => suggester.report(1, 0.5)),
    ["bad-report", "trial 1 is not running", "no trial is running"],
  );
  suggester.suggest();
  assert.equal(
    refused(() => suggester.report(2, 0.5)),
    ["bad-report", "trial 2 is not running", "running: 1"],
  );
  const message = (shown: string) => [
    "bad-report",
    `trial 1: a report is a number or { failed: reason }, not ${shown}`,
    "",
  ];
  assert.equal(
    refused(() => suggester.report(1, "0.5" as never)),
    message('"0.5"'),
  );
  assert.equal(
    refused(() => suggester.report(1, undefined as never)),
    message("undefined"),
  );
  assert.equal(
    refused(() => suggester.report(1, { failed: 3 } as never)),
    message('{"failed":3}'),
  );
});

test.run();
