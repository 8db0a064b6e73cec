import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import type { Executor } from "../../src/runner/executors/executor.ts";
import { prepareSearch } from "../../src/runner/prepare.ts";
import type { RunRecord } from "../../src/runner/record.ts";
import { runTrials } from "../../src/runner/search.ts";
import { loadExperiments } from "../../src/spec/load.ts";
import { Journal } from "../../src/store/journal.ts";
import { Workspace } from "../../src/store/workspace.ts";
import { deterministic, scratch } from "../scratch.ts";
import { count, ran, textIn, trialsIn } from "./searched.ts";
import { project, runFile, searching } from "./tiny.ts";

/** Trials that fail, and what that does to their search. */
const test = suite("runner/search-failures");

const EVEN = {
  optimizer: "  optimizer: { adam: { learningRate: 0.02 } }",
  layers: [
    "    - dense: { units: $units, activation: relu }",
    '    - reshape: { targetShape: [2, "$units / 2"] }',
    "    - flatten",
    "    - dense: { units: 3, activation: softmax }",
  ].join("\n"),
};

test("a configuration that makes no model fails its trial, and the study goes on", async () => {
  const { write } = project();
  const file = write("odd", {
    ...searching({
      tuner: "  tuner: { grid: {} }",
      space: "  space: { units: { int: { min: 2, max: 6 } } }",
    }),
    ...EVEN,
  });
  const { results, error } = await ran(file);
  assert.is(error, undefined);
  for (const { units, status, reason } of trialsIn(results, "odd/v001")) {
    assert.is(status, Number(units) % 2 === 0 ? "complete" : "failed");
    assert.is(
      reason,
      Number(units) % 2 === 0 ? "" : `\`targetShape\` must be a whole number, not ${Number(units) / 2}`,
    );
  }
});

test("a schedule of rungs gives the place of a configuration that makes no model to the next best", async () => {
  const { write } = project();
  const search = searching({
    tuner: "  tuner: { hyperband: { maxEpochs: 4, factor: 2 } }",
    trial: "",
    space: "  space: { units: { int: { min: 2, max: 10 } } }",
    more: "  maxConsecutiveFailures: 9",
  });
  const { results, error } = await ran(write("odd-rungs", { ...search, ...EVEN }));
  assert.is(error, undefined);
  const rows = trialsIn(results, "odd-rungs/v001");
  for (const { units, status, rung } of rows) {
    assert.is(status, Number(units) % 2 === 0 ? "complete" : "failed");
    if (status === "failed") assert.is(rung, "1");
  }
  assert.ok(rows.some(({ bracket, rung }) => bracket === "1" && rung === "3"));
});

const DIVERGING: Readonly<Record<string, string>> = {
  ...searching({
    objective: "  objective: { metric: val_loss }",
    tuner: "  tuner: { grid: {} }",
    space: "  space: { units: { choice: [4, 8] }, rate: { choice: [0.05, 1.0e+30] } }",
  }),
  optimizer: "  optimizer: { sgd: { learningRate: $rate } }",
};

for (const metric of ["val_loss", "val_accuracy"]) {
  test(`a trial that diverges ends there, is recorded, and is never chosen by ${metric}`, async () => {
    const { write } = project();
    const search = DIVERGING.search!.replace("metric: val_loss", `metric: ${metric}`);
    const { results } = await ran(write("diverging", { ...DIVERGING, search }));
    const rows = trialsIn(results, "diverging/v001");
    const diverged = rows.filter(({ rate }) => Number(rate) > 1);
    assert.is(diverged.length, 2);
    for (const { status, value, epochs, reason } of diverged) {
      assert.equal([status, value], ["diverged", ""]);
      assert.match(reason!, new RegExp(`^\\w+ was -?(nan|infinity) after epoch ${epochs}$`));
    }
    const metrics = JSON.parse(textIn(results, "diverging/v001/metrics.json")) as {
      search: { best: { trial: number }; diverged: number };
    };
    assert.is(metrics.search.diverged, 2);
    const best = rows.find(({ trial }) => Number(trial) === metrics.search.best.trial)!;
    assert.is(best.rate, "0.05");
  });
}

test("where every trial diverges the search says so, and says so again", async () => {
  const { write } = project();
  const all = DIVERGING.search!.replace("[0.05, 1.0e+30]", "[1.0e+29, 1.0e+30]");
  const file = write("hopeless", { ...DIVERGING, search: all });
  const { results, error } = await ran(file);
  assert.is(error?.code, "search-failed");
  assert.match(error!.message, "none of 4 trials came to a finite val_loss, because every one diverged");
  const again = await ran(file, {}, results);
  assert.is(again.error?.message, error!.message);
  assert.is(count(again.events, "trialEpoch"), 0);
});

for (const [limit, reason] of [
  ["memory: 64", "it took more than its limit of 64 MiB"],
  ["minutes: 0.0000001", "it took more than its limit of 1e-7 minutes"],
] as const) {
  test(`trials beyond a limit fail (${limit}), and three of them end the search`, async () => {
    const { write } = project();
    const file = write("limited", searching({ trial: `  trial: { epochs: 2, limit: { ${limit} } }` }));
    const { results, events, error } = await ran(file, { workers: 2 });
    assert.is(error?.code, "search-failed");
    assert.is(error!.message, `3 trials failed one after another: ${reason}`);
    const failed = events.flatMap((event) => (event.type === "trialEnded" ? [event.reason] : []));
    assert.ok(failed.length >= 3);
    for (const own of failed) assert.is(own, reason);
    assert.not.ok(existsSync(join(results, "limited", "v001")));
  });
}

/** Runs something while no worker process can start. */
async function withoutWorkers<Result>(run: () => Promise<Result>): Promise<Result> {
  const before = process.env.NODE_OPTIONS;
  process.env.NODE_OPTIONS = "--import=./no-such-file.js";
  try {
    return await run();
  } finally {
    if (before === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = before;
  }
}

test("a search that ended because workers die tells their last words, and the same command tries again", async () => {
  const { write } = project();
  const file = write("mended", searching());
  const { results, events, error } = await withoutWorkers(() => ran(file, { workers: 2 }));
  assert.is(error?.code, "search-failed");
  assert.match(
    error!.message,
    /3 trials failed one after another: its worker process ended twice.*exit code 1.*no-such-file/,
  );
  assert.ok([3, 4].includes(count(events, "trialEnded"))); // one may run beside the third
  const again = await ran(file, { workers: 2 }, results);
  assert.is(again.error, undefined);
  const whole = await ran(file, { workers: 2 });
  assert.equal(deterministic(results), deterministic(whole.results));
});

test("fewer failures than end a search, and nothing else: the same command tries them again", async () => {
  const { write } = project();
  const file = write("few", searching({ tuner: "  tuner: { random: { trials: 2 } }" }));
  const { results, error } = await withoutWorkers(() => ran(file, { workers: 2 }));
  assert.is(error?.code, "search-failed");
  assert.match(
    error!.message,
    /none of 2 trials came to a finite val_accuracy: its worker process ended twice/,
  );
  assert.is((await ran(file, { workers: 2 }, results)).error, undefined);
  assert.equal(deterministic(results), deterministic((await ran(file)).results));
});

test("failures in a row are those of the order of the trials, however fast each was", async () => {
  const { write } = project();
  // The second to the fourth fail at once, long before the first has ended, which is what is waited for.
  const file = write("order", {
    ...searching({
      tuner: "  tuner: { grid: {} }",
      parallel: "  parallel: 4",
      more: "  start: [{ units: 8 }, { units: 3 }, { units: 5 }, { units: 7 }, { units: 4 }]",
      space: "  space: { units: { int: { min: 2, max: 8 } } }",
    }),
    ...EVEN,
  });
  for (const workers of [1, 4]) {
    const { results, error } = await ran(file, { workers });
    assert.is(error?.code, "search-failed", `${workers} workers`);
    // And once more, from the journal.
    assert.is((await ran(file, { workers }, results)).error?.message, error!.message);
  }
});

test("a bug in one step ends the search at once, though another still runs", async () => {
  const { write } = project();
  const { searches, folder } = await loadExperiments(write("bug", searching()));
  const emit = () => {};
  const prepared = await prepareSearch(searches[0]!, { trials: [] }, { folder, offline: true, emit });
  const results = scratch();
  using workspace = await Workspace.open(join(results, "bug"), prepared.identity);
  const journal = await Journal.open<RunRecord>(workspace.file("journal.jsonl"));
  const executor: Executor = {
    workers: 2,
    run: ({ trial }) => (trial === 1 ? new Promise(() => {}) : Promise.reject(new Error("a bug"))),
    forget: async () => {},
    close: async () => {},
  };
  const error = await runTrials(prepared, [], executor, { workspace, journal, elapsed: () => 0, emit }).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  assert.is(error?.message, "a bug");
});

test("data that change while a search runs end it: no trial is trained on other samples", async () => {
  const { folder, write } = project();
  const file = write("changed", searching());
  const table = join(folder, "data", "table.csv");
  const text = readFileSync(table, "utf8");
  const results = join(scratch(), "results");
  let changed = false;
  const error = await runFile(file, results, (event) => {
    if (event.type !== "searching" || changed) return;
    changed = true;
    writeFileSync(table, text.replace("red", "blue"));
  }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, RunExpError);
  assert.is((error as RunExpError).code, "data-changed");
  writeFileSync(table, text);
  await runFile(file, results);
  assert.equal(deterministic(results), deterministic((await ran(file)).results));
});

test.run();
