import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import type { RunEvent } from "../../src/runner/events.ts";
import type { Executor } from "../../src/runner/executors/executor.ts";
import { prepareSearch } from "../../src/runner/prepare.ts";
import type { RunRecord } from "../../src/runner/record.ts";
import { runTrials } from "../../src/runner/search.ts";
import { loadExperiments } from "../../src/spec/load.ts";
import { Journal } from "../../src/store/journal.ts";
import { Workspace } from "../../src/store/workspace.ts";
import { deterministic, filesBelow, scratch } from "../scratch.ts";
import { project, runFile, searching } from "./tiny.ts";

/** Whole searches over a small table, in worker processes. */
const test = suite("runner/search");

type Row = Readonly<Record<string, string>>;

function textIn(results: string, path: string): string {
  return readFileSync(join(results, path), "utf8");
}

function trialsIn(results: string, version: string): Row[] {
  return parse(textIn(results, `${version}/trials.csv`), { columns: true }) as Row[];
}

/** Runs a file in a new results folder; what happened is beside the folder. */
async function ran(
  file: string,
  options: Parameters<typeof runFile>[3] = {},
  results = join(scratch(), "results"),
): Promise<{ results: string; events: RunEvent[]; error?: RunExpError }> {
  const events: RunEvent[] = [];
  try {
    await runFile(file, results, (event) => events.push(event), options);
    return { results, events };
  } catch (error) {
    if (!(error instanceof RunExpError)) throw error;
    return { results, events, error };
  }
}

function count(events: readonly RunEvent[], type: RunEvent["type"]): number {
  return events.filter((event) => event.type === type).length;
}

test("a search makes a version that tells of its trials, and is up to date afterwards", async () => {
  const { write } = project();
  const file = write("whole", searching());
  const { results, events } = await ran(file, { workers: 2 });
  const version = [...filesBelow(join(results, "whole", "v001")).keys()];
  for (const name of ["best.yaml", "space.md", "trials.csv", "trials/0001.csv", "trials/0004.csv"]) {
    assert.ok(version.includes(name), `${name} is missing`);
  }
  assert.not.ok(version.some((name) => name.startsWith("trials/0005")));
  assert.equal(
    trialsIn(results, "whole/v001").map(({ trial, status, epochs }) => [trial, status, epochs]),
    ["1", "2", "3", "4"].map((trial) => [trial, "complete", "3"]),
  );
  assert.is(count(events, "trialEpoch"), 12);
  const hidden = [...filesBelow(results).keys()].filter((name) => name.startsWith("whole/."));
  assert.equal(hidden, ["whole/.lock"]);

  const before = filesBelow(results);
  const again = await ran(file, { workers: 2 }, results);
  assert.equal(filesBelow(results), before);
  for (const type of ["searching", "trialStarted", "started"] as const)
    assert.is(count(again.events, type), 0);
});

const PRUNED = {
  tuner: "  tuner: { random: { trials: 8 } }",
  trial: "  trial: { epochs: 5, callbacks: [] }",
  more: "  pruner: { median: { startupTrials: 3 } }",
};

test("a pruner gives up trials that are worse than those whose results may be seen", async () => {
  const { write } = project();
  const { results } = await ran(write("pruned", searching(PRUNED)), { workers: 2 });
  const trials = trialsIn(results, "pruned/v001");
  const given = trials.filter(({ status }) => status === "pruned");
  assert.ok(given.length > 0);
  for (const { epochs, reason, trial } of given) {
    assert.ok(Number(epochs) < 5 && Number(trial) > 4);
    assert.match(
      reason!,
      new RegExp(`^val_accuracy 0\\.\\d+ after epoch ${epochs} is below 0\\.\\d+, the median of \\d trials$`),
    );
  }
  for (const { epochs } of trials.filter(({ status }) => status === "complete")) assert.is(epochs, "5");
});

const START = "  start: [{ units: 3, rate: 0.01 }, { units: 12, rate: 0.1 }]";

const SEARCHES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pruned: PRUNED,
  "random-confirmed": { more: "  final: { confirm: { top: 2, seeds: 2 } }" },
  hyperband: { tuner: "  tuner: { hyperband: { maxEpochs: 4, factor: 2 } }", trial: "" },
  asha: { tuner: "  tuner: { asha: { trials: 6, maxEpochs: 4, factor: 2 } }", trial: "" },
  bayesian: {
    tuner: "  tuner: { bayesian: { trials: 6 } }",
    parallel: "  parallel: 3",
    more: START,
    trial: "  trial: { epochs: 2, share: 0.7, callbacks: [] }",
  },
};

for (const [name, changes] of Object.entries(SEARCHES)) {
  test(`${name}: 1, 2 and 4 workers make the same bytes`, async () => {
    const { write } = project();
    const file = write(name, searching({ parallel: "  parallel: 4", ...changes }));
    const one = deterministic((await ran(file, { workers: 1 })).results);
    assert.ok(Object.keys(one).some((path) => path.endsWith("trials.csv")));
    for (const workers of [2, 4]) {
      const other = deterministic((await ran(file, { workers })).results);
      assert.equal(Object.keys(other), Object.keys(one));
      for (const [path, text] of Object.entries(one)) {
        assert.ok(other[path] === text, `${workers} workers: ${path} differs`);
      }
    }
  });
}

test("a search that begins from another's trials makes the same bytes with 1 and with 2 workers", async () => {
  const { folder, write } = project();
  await ran(write("first", searching()), {}, join(folder, "results"));
  const changes = {
    tuner: "  tuner: { bayesian: { trials: 4 } }",
    more: "  from: ../results/first/v001",
    space:
      "  space: { units: { int: { min: 6, max: 16 } }, rate: { float: { min: 0.001, max: 0.3, log: true } } }",
  };
  const file = write("second", searching(changes));
  const one = await ran(file, { workers: 1 });
  const two = await ran(file, { workers: 2 });
  assert.equal(deterministic(two.results), deterministic(one.results));
  const notices = one.events.flatMap((event) => (event.type === "notice" ? [event.message] : []));
  const left = trialsIn(join(folder, "results"), "first/v001").filter(({ units }) => Number(units) < 6);
  assert.ok(left.length > 0);
  assert.is(notices.filter((notice) => /is left out: .*units/.test(notice)).length, left.length);
});

test("a search does not begin from trials of another objective, nor from a file that was edited", async () => {
  const { folder, write } = project();
  const results = join(folder, "results");
  await ran(write("first", searching()), {}, results);
  const more = "  from: ../results/first/v001";
  const problemOf = async (changes: Readonly<Record<string, string>>): Promise<string> => {
    const error: unknown = await runFile(write("second", searching({ more, ...changes })), results).catch(
      (reason: unknown) => reason,
    );
    return (error as Error).message;
  };
  const other = await problemOf({ objective: "  objective: { metric: val_loss }" });
  assert.match(other, /the objective of .*first.v001 is val_accuracy, and this search's is val_loss, min/);
  const turned = await problemOf({ objective: "  objective: { metric: val_accuracy, goal: min }" });
  assert.match(turned, /this search's is val_accuracy, min/);
  const trials = join(results, "first", "v001", "trials.csv");
  writeFileSync(trials, readFileSync(trials, "utf8").replace("complete", "pruned"));
  assert.match(await problemOf({}), /trials\.csv was changed since .*first.v001 was made/);
});

test("a number of workers that is none is refused", async () => {
  const { write } = project();
  const file = write("workers", searching());
  for (const workers of [0, -1, 1.5, Number.NaN]) {
    const { error } = await ran(file, { workers });
    assert.is(error?.code, "bad-workers");
  }
});

test("a trial that was promoted from rung to rung has the history of one that ran through", async () => {
  const { write } = project();
  const steady = {
    optimizer: "  optimizer: { adam: { learningRate: { cosine: { start: $rate, end: 0.0001 } } } }",
    callbacks: "  callbacks: []",
  };
  const promoted = write("promoted", {
    ...searching({ tuner: "  tuner: { hyperband: { maxEpochs: 4, factor: 2 } }", trial: "" }),
    ...steady,
  });
  const { results } = await ran(promoted);
  const rows = trialsIn(results, "promoted/v001");
  const last = rows.filter(({ rung, epochs }) => Number(rung) > 1 && epochs === "4");
  assert.ok(last.length > 0);
  const { trial, units, rate } = last[0]!;
  // The randomness of a trial is that of its number, so it must be the same here.
  const before = rows.slice(0, Number(trial) - 1);
  const start = [...before, last[0]!].map((row) => `{ units: ${row.units}, rate: ${row.rate} }`);
  const straight = write("straight", {
    ...searching({
      tuner: `  tuner: { random: { trials: ${trial} } }`,
      trial: "  trial: { epochs: 4, callbacks: [] }",
      more: `  start: [${start.join(", ")}]`,
    }),
    ...steady,
  });
  const whole = await ran(straight);
  assert.equal(
    trialsIn(whole.results, "straight/v001")
      .map((row) => [row.units, row.rate])
      .at(-1),
    [units, rate],
  );
  const file = `trials/${String(trial).padStart(4, "0")}.csv`;
  assert.is(textIn(results, `promoted/v001/${file}`), textIn(whole.results, `straight/v001/${file}`));
});

/** Odd units make no model. */
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

test("the final training learns from validation samples too where that is asked for, and is repeated", async () => {
  const { write } = project();
  const parts = {
    ...searching({ more: "  final: { data: trainAndValidation }" }),
    callbacks: "  callbacks: []",
    replicates: "replicates: 2",
  };
  const { results, events } = await ran(write("all", parts));
  const started = events.flatMap((event) => (event.type === "started" ? [event.replicate] : []));
  assert.equal(started, [1, 2]);
  const metrics = JSON.parse(textIn(results, "all/v001/metrics.json")) as Record<string, unknown>;
  assert.is(metrics.validation, undefined);
  assert.ok(metrics.test !== undefined);
  assert.not.match(textIn(results, "all/v001/history.csv"), "val_loss");
  assert.match(textIn(results, "all/v001/trials/0001.csv"), "val_loss");
});

test("a share of the training samples is for trials only", async () => {
  const { write } = project();
  const trial = (more: string) => `  trial: { epochs: 2, callbacks: []${more} }`;
  const some = await ran(write("some", searching({ trial: trial(", share: 0.3") })));
  const all = await ran(write("some", searching({ trial: trial("") })));
  assert.is.not(
    textIn(some.results, "some/v001/trials/0001.csv"),
    textIn(all.results, "some/v001/trials/0001.csv"),
  );
  assert.match(textIn(some.results, "some/v001/report.md"), "38");
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

test("an interrupt at any moment saves what is done, and the same command ends in the same bytes", async () => {
  const { write } = project();
  const file = write("cut", searching({ more: "  final: { confirm: { top: 2, seeds: 2 } }" }));
  const expected = deterministic((await ran(file, { workers: 2 })).results);
  for (const [type, nth] of [
    ["decided", 1],
    ["trialEpoch", 4],
    ["trialEnded", 3],
    ["confirming", 1],
    ["epoch", 1],
  ] as const) {
    const results = join(scratch(), "results");
    const interrupt = new AbortController();
    let seen = 0;
    const first = await runFile(
      file,
      results,
      (event) => {
        if (event.type === type && ++seen === nth) interrupt.abort();
      },
      { workers: 2, signal: interrupt.signal },
    ).then(
      () => "done",
      (error: RunExpError) => error.code,
    );
    assert.is(first, "interrupted", type);
    await runFile(file, results, () => {}, { workers: 2 });
    assert.equal(deterministic(results), expected, type);
  }
});

test.run();
