import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Pace } from "../../../src/commands/run/pace.ts";
import type { RunEvent, Started } from "../../../src/runner/events.ts";
import type { EpochRecord } from "../../../src/train/callback.ts";

const test = suite("commands/run/pace");

export function started(over: Partial<Started> = {}): Started {
  return {
    type: "started",
    experiment: "a",
    replicate: 1,
    replicates: 1,
    epochs: 4,
    history: [],
    monitor: { name: "val_loss", better: "lower" },
    ...over,
  };
}

const record = (epoch: number, value: number): EpochRecord => ({
  epoch,
  learningRate: 1,
  logs: { val_loss: value },
});
const ended = (epoch: number, value: number): RunEvent => ({
  ...{ type: "epoch", replicate: 1, epochs: 4 },
  record: record(epoch, value),
});

/** A pace on a clock that every event moves on by a second. */
function paced(events: readonly RunEvent[]): Pace {
  let now = 0;
  const pace = new Pace(() => now);
  for (const event of events) {
    now += 1000;
    pace.note(event);
  }
  return pace;
}

const step = (epoch: number, own: number): RunEvent => ({ type: "step", epoch, step: own, steps: 10 });

test("before a training begins there is nothing to say", () => {
  assert.is(paced([{ type: "notice", message: "x" }]).standing, undefined);
});

test("how far it is, of all epochs", () => {
  const { standing } = paced([started(), step(1, 1), step(1, 2), step(1, 5)]);
  assert.equal([standing?.epoch, standing?.epochs, standing?.step, standing?.share], [1, 4, 5, 0.125]);
});

test("the time left comes from the speed of all steps but the first, which is no measure", () => {
  assert.is(paced([started(), step(1, 1)]).standing?.secondsLeft, undefined);
  // A second a step, 37 steps of 40 to go.
  assert.ok(
    Math.abs(paced([started(), step(1, 1), step(1, 2), step(1, 3)]).standing!.secondsLeft! - 37) < 1e-9,
  );
});

test("a training that goes on has its earlier epochs behind it", () => {
  const { standing } = paced([started({ history: [record(1, 3), record(2, 2)] }), step(3, 1), step(3, 2)]);
  assert.equal([standing?.epoch, standing?.last, standing?.best], [3, 2, { value: 2, epoch: 2 }]);
  assert.ok(Math.abs(standing!.secondsLeft! - 18) < 1e-9);
});

test("one that has all its epochs behind it is at its end", () => {
  const history = [1, 2, 3, 4].map((epoch) => record(epoch, epoch));
  const { standing } = paced([started({ history })]);
  assert.equal([standing?.epoch, standing?.share], [4, 1]);
});

test("replicates that are done count as such, and each begins with a best of its own", () => {
  const { standing } = paced([
    started({ replicates: 2 }),
    ended(1, 0.1),
    started({ replicate: 2, replicates: 2 }),
    step(1, 10),
  ]);
  assert.equal([standing?.replicate, standing?.share, standing?.best], [2, 0.625, undefined]);
});

test("the best is the one that is better, and never what is no number", () => {
  const lower = paced([started(), ended(1, 3), ended(2, Number.NaN), ended(3, 2), ended(4, 5)]).standing;
  assert.equal([lower?.last, lower?.best], [5, { value: 2, epoch: 3 }]);
  const monitor = { name: "val_loss", better: "higher" } as const;
  const higher = paced([started({ monitor }), ended(1, 3), ended(2, 5), ended(3, 4)]).standing;
  assert.equal(higher?.best, { value: 5, epoch: 2 });
});

test.run();
