import { suite } from "uvu";
import * as assert from "uvu/assert";
import { closingTable } from "../../../src/commands/run/closing.ts";
import type { RunJob } from "../../../src/commands/run/job.ts";
import { jsonView } from "../../../src/commands/run/json.ts";
import { LiveLines } from "../../../src/commands/run/live-lines.ts";
import { Milestones } from "../../../src/commands/run/milestones.ts";
import { plainView } from "../../../src/commands/run/plain.ts";
import type { RunEvent, Started } from "../../../src/runner/events.ts";
import { onlooker } from "../onlooker.ts";

/** What a person sees of a run, from its events. */
const test = suite("commands/run/lines");

const STARTED: Started = {
  type: "started",
  experiment: "a",
  replicate: 1,
  replicates: 1,
  epochs: 4,
  history: [],
  monitor: { name: "val_accuracy", better: "higher" },
};
const EPOCH: RunEvent = {
  type: "epoch",
  replicate: 1,
  epochs: 4,
  record: { epoch: 1, learningRate: 0.1, logs: { loss: 0.51239, val_accuracy: 0.8 } },
};

function live(columns = 80): {
  lines: LiveLines;
  onlooker: { columns: number; interrupted: boolean; time: number };
} {
  const seen = { columns, interrupted: false, time: 0, now: () => seen.time };
  return { lines: new LiveLines(seen), onlooker: seen };
}

test("on a terminal: what is read, then how far it is, and the value that matters with its best", () => {
  const { lines, onlooker: seen } = live();
  assert.is(lines.text, "reading data");
  lines.note({ type: "progress", what: "fashionMnist", done: 5, total: 20 });
  assert.is(lines.text, "fashionMnist 25 %");
  lines.note(STARTED);
  for (const step of [1, 2, 3, 4, 5]) {
    seen.time += 1000;
    lines.note({ type: "step", epoch: 1, step, steps: 10 });
  }
  assert.is(lines.text, "epoch 1/4  50 %  ███░░░░░░░░░░░░░░░░░░░░░  at most 35 s left");
  lines.note(EPOCH);
  assert.is(lines.text.split("\n")[1], "val_accuracy 0.8000, best 0.8000 in epoch 1");
});

test("after Ctrl-C it says that it stops, and at the end of the last epoch that it measures", () => {
  const { lines, onlooker: seen } = live();
  lines.note(STARTED);
  seen.interrupted = true;
  assert.match(lines.text, /stopping$/);
  seen.interrupted = false;
  lines.note({ type: "step", epoch: 4, step: 10, steps: 10 });
  assert.match(lines.text, / {2}measuring$/);
});

test("no line is longer than the terminal, whatever there is to say", () => {
  for (const columns of [60, 80, 120]) {
    const { lines, onlooker: seen } = live(columns);
    lines.note({ ...STARTED, replicate: 10, replicates: 12, epochs: 1000 });
    for (const step of [1, 2, 3]) {
      seen.time += 100_000;
      lines.note({ type: "step", epoch: 100, step, steps: 1000 });
    }
    for (const line of lines.text.split("\n")) assert.ok(line.length + 5 <= Math.max(columns, 71), line);
  }
});

test("it is drawn anew ten times a second at most", () => {
  const { lines, onlooker: seen } = live();
  lines.note(STARTED);
  let drawn = 0;
  for (let step = 1; step <= 100; step++) {
    seen.time += 10;
    if (lines.note({ type: "step", epoch: 1, step, steps: 100 })) drawn += 1;
  }
  assert.ok(drawn >= 9 && drawn <= 10, String(drawn));
});

test("a long step is told once for each part of it", () => {
  const milestones = new Milestones(4);
  const told = [0, 1, 24, 25, 30, 80, 100, 100, 100].map((done) => milestones.reached("x", done, 100));
  assert.equal(told, [0, undefined, undefined, 0.25, undefined, 0.75, 1, undefined, undefined]);
  assert.equal([milestones.reached("y", 0, 0), milestones.reached("y", 900, 0)], [0, undefined]);
});

function job(events: readonly RunEvent[]): RunJob {
  return {
    experiment: "a",
    async run(emit) {
      for (const event of events) emit(event);
      return { experiment: "a", status: "done", version: "v001", seconds: 3, figures: { test_loss: 1 } };
    },
  };
}

test("plain lines: a download in quarters, a line an epoch, an end", async () => {
  const output = onlooker();
  const progress = [0, 10, 10, 20, 20, 20].map(
    (done): RunEvent => ({ type: "progress", what: "images.gz", done, total: 20 }),
  );
  await plainView(output).show(job([...progress, STARTED, EPOCH]), 1, 1);
  assert.equal(output.messages, [
    "a: images.gz: 0 %",
    "a: images.gz: 50 %",
    "a: images.gz: done",
    "a: training",
    "a: epoch 1/4  loss 0.5124  val_accuracy 0.8000",
    "a v001: done in 3.0 s",
  ]);
  assert.equal(output.results, []);
});

test("JSON lines: no steps, no flood of progress, words for what JSON lacks", async () => {
  const output = onlooker();
  const flood = Array.from(
    { length: 1000 },
    (_, done): RunEvent => ({ type: "progress", what: "images.gz", done, total: 1000 }),
  );
  const diverged: RunEvent = { ...EPOCH, record: { ...EPOCH.record, logs: { loss: Number.NaN } } };
  const step: RunEvent = { type: "step", epoch: 1, step: 1, steps: 2 };
  const view = jsonView(output);
  const result = await view.show(job([...flood, step, diverged]), 1, 1);
  view.close([result, { experiment: "b.yaml", status: "invalid" }]);
  const events = output.results.map((line) => JSON.parse(line) as { type: string; experiment: string });
  assert.is(events.filter(({ type }) => type === "progress").length, 100);
  assert.is(events.filter(({ type }) => type === "step").length, 0);
  assert.match(output.results.find((line) => line.includes('"epoch"'))!, '"loss":"nan"');
  assert.equal(
    events.filter(({ type }) => type === "finished").map(({ experiment }) => experiment),
    ["a", "b.yaml"],
  );
});

test("the closing table shows of each part the first metric, and the loss where there is none", () => {
  const figures = { test_accuracy: 0.912345, test_loss: 0.3, validation_loss: "nan" };
  const lines = closingTable(
    [
      { experiment: "a", status: "done", version: "v001", figures, seconds: 75 },
      { experiment: "b", status: "not run" },
    ],
    80,
  );
  assert.equal(lines, [
    "                                  test  validation",
    "experiment  version  status   accuracy        loss        time",
    "a           v001     done       0.9123         nan  1 min 15 s",
    "b                    not run",
  ]);
});

test("where there was nothing to run there is no table", () => {
  assert.equal(closingTable([{ experiment: "a.yaml", status: "invalid" }], 80), []);
});

test.run();
