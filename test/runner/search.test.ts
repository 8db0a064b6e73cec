import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { RunExpError } from "../../src/base/errors.ts";
import { deterministic, filesBelow, scratch } from "../scratch.ts";
import { count, ran, textIn, trialsIn } from "./searched.ts";
import { project, runFile, searching } from "./tiny.ts";

/** Whole searches over a small table, in worker processes; how they fail is in search-failures.test.ts. */
const test = suite("runner/search");

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

test("workers that would have nothing to do are not started, and it is told", async () => {
  const { write } = project();
  const file = write(
    "wide",
    searching({ tuner: "  tuner: { random: { trials: 2 } }", parallel: "  parallel: 2" }),
  );
  const { events } = await ran(file, { workers: 3 });
  const [begun] = events.filter((event) => event.type === "searching");
  assert.is(begun!.workers, 2);
  const notices = events.flatMap((event) => (event.type === "notice" ? [event.message] : []));
  assert.equal(notices, ["of 3 workers 2 would have work, as search.parallel says"]);
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
