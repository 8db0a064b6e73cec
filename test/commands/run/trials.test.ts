import { suite } from "uvu";
import * as assert from "uvu/assert";
import { configurationText, endText, sparkline, TrialsBoard } from "../../../src/commands/run/trials.ts";
import type { SearchEvent } from "../../../src/runner/events.ts";

/** What is shown of trials, worked out from the events of a search. */
const test = suite("commands/run/trials");

const SEARCHING: SearchEvent = {
  type: "searching",
  trials: 4,
  steps: 4,
  finished: 0,
  workers: 2,
  objective: { name: "val_accuracy", better: "higher" },
};

function started(trial: number, from = 0): SearchEvent {
  return { type: "trialStarted", trial, configuration: { rate: trial / 10 }, from, epochs: 3 };
}

function epoch(trial: number, value: number, at = 1): SearchEvent {
  return { type: "trialEpoch", trial, value, record: { epoch: at, learningRate: 0.1, logs: {} } };
}

type Ended = Extract<SearchEvent, { type: "trialEnded" }>;

function ended(trial: number, value?: number): Ended {
  const told = { type: "trialEnded", trial, configuration: { rate: trial / 10 } } as const;
  if (value === undefined) return { ...told, status: "failed", epochs: 0, reason: "it took too long" };
  if (Number.isNaN(value)) return { ...told, status: "diverged", epochs: 3, value, reason: "loss was nan" };
  return { ...told, status: "complete", epochs: 3, value };
}

/** A board with a clock that a test sets, and what it has seen. */
function board(...events: readonly SearchEvent[]): { board: TrialsBoard; clock: { seconds: number } } {
  const clock = { seconds: 0 };
  const made = new TrialsBoard(() => 1000 * clock.seconds);
  for (const event of events) made.note(event);
  return { board: made, clock };
}

test("it is active from the first trial until the final training begins", () => {
  const { board: own } = board();
  assert.not.ok(own.active);
  own.note(SEARCHING);
  assert.ok(own.active);
  own.note({ type: "searched", trial: 1, value: 0.5, configuration: {} });
  assert.not.ok(own.active);
});

test("running trials have their epochs and the objective after each", () => {
  const { board: own } = board(
    SEARCHING,
    started(1),
    started(2, 1),
    epoch(1, 0.5),
    epoch(2, 0.6, 2),
    epoch(1, 0.4, 2),
  );
  assert.equal(own.running, [
    { trial: 1, epoch: 2, epochs: 3, values: [0.5, 0.4] },
    { trial: 2, epoch: 2, epochs: 3, values: [0.6] },
  ]);
  own.note(ended(1, 0.5));
  assert.equal(
    own.running.map(({ trial }) => trial),
    [2],
  );
});

test("the best is the first of equals, with its configuration; what failed or diverged is none", () => {
  const { board: own } = board(SEARCHING, ended(1), ended(2, Number.NaN));
  assert.is(own.best, undefined);
  for (const event of [ended(3, 0.5), ended(4, 0.5), ended(5, 0.4)]) own.note(event);
  assert.equal(own.best, { trial: 3, value: 0.5, configuration: { rate: 0.3 } });
});

test("where less is better, the best is the smallest", () => {
  const { board: own } = board(
    { ...SEARCHING, objective: { name: "val_loss", better: "lower" } },
    ended(1, 0.5),
    ended(2, 0.4),
  );
  assert.is(own.best!.trial, 2);
});

test("the last three trials that ended are told, the last one first", () => {
  const { board: own } = board(SEARCHING, ended(1, 0.5), ended(2), ended(3, 0.25), ended(4, Number.NaN));
  assert.equal(own.latest, [
    "trial 4: diverged: loss was nan",
    "trial 3: val_accuracy 0.2500 after 3 epochs",
    "trial 2: failed: it took too long",
  ]);
});

test("time left follows the trials that were trained, not those from before", () => {
  const { board: own, clock } = board(SEARCHING, ended(1, 0.5));
  clock.seconds = 10;
  assert.is(own.secondsLeft, undefined);
  own.note(started(2));
  own.note(ended(2, 0.5));
  assert.equal([own.progress, own.secondsLeft], [{ ended: 2, steps: 4 }, 20]);
});

test("where only the space ends the search, nobody can tell how long it takes", () => {
  const { board: own, clock } = board({ ...SEARCHING, trials: null, steps: null }, started(1));
  clock.seconds = 10;
  own.note(ended(1, 0.5));
  assert.equal([own.progress, own.secondsLeft], [{ ended: 1, steps: undefined }, undefined]);
});

test("once the best are trained again, no trial is running", () => {
  const { board: own } = board(SEARCHING, started(1), { type: "confirming", trials: [2, 1], seeds: 3 });
  assert.equal(own.running, []);
  assert.equal([own.confirming!.trials, own.confirming!.seeds], [[2, 1], 3]);
});

test("a configuration is told in a line, families as lists, numbers as files hold them", () => {
  assert.is(
    configurationText({
      layers: 2,
      "units[0]": 256,
      "units[1]": 384,
      rate: 0.000123456789,
      steps: 123_456_789,
      normalise: false,
      optimizer: "adam",
    }),
    "layers 2, units [256, 384], rate 0.000123457, steps 123456789, normalise false, optimizer adam",
  );
  assert.is(configurationText({}), "");
  assert.is(configurationText({ "units[0]": 8 }), "units [8]");
});

test("how a trial ended is told by its figure and its epochs, or by the reason", () => {
  const objective = { name: "val_accuracy", better: "higher" } as const;
  assert.is(endText({ ...ended(1, 0.8912345), epochs: 1 }, objective), "val_accuracy 0.8912 after 1 epoch");
  assert.is(endText(ended(1), objective), "failed: it took too long");
  const pruned = { ...ended(1, 0.5), status: "pruned", reason: "it was hopeless" } as const;
  assert.is(endText(pruned, objective), "it was hopeless");
});

test("a sparkline has the smallest value lowest, a gap for what is not finite, and no more than its width", () => {
  assert.is(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 16), "▁▂▃▄▅▆▇█");
  assert.is(sparkline([1, Number.NaN, 2, Number.POSITIVE_INFINITY], 16), "▁ █ ");
  assert.is(sparkline([5, 5, 5], 16), "▄▄▄");
  assert.is(sparkline([9, 1, 2], 2), "▁█");
  assert.is(sparkline([], 16), "");
  assert.is(sparkline([Number.NaN], 16), " ");
});

test.run();
