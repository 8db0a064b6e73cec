import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { RunEvent } from "../../src/runner/events.ts";
import { type Change, Crash, crashAt, withFault } from "../faults.ts";
import { deterministic, filesBelow, scratch } from "../scratch.ts";
import { project, runFile } from "./tiny.ts";

/**
 * The process is killed before every single change of the disk that a run makes, and in the middle of each, and run
 * again to its end. Of changes of one kind the first and the last are tried; with RUN_EXP_THOROUGH in the environment,
 * all. `kill.long.test.ts` does the same to real processes.
 */
const test = suite("runner/crash");

/** Without the waits for the disk. */
const undisturbed = (run: () => Promise<unknown>) => withFault(() => "pass", run);

const { write } = project();
const file = write("crash", { epochs: "  epochs: 2", replicates: "replicates: 2" });

const reference = scratch();
await undisturbed(() => runFile(file, reference));
const expected = deterministic(reference);

const changes: Change[] = [];
await withFault(
  (change) => {
    changes.push(change);
    return "pass";
  },
  () => runFile(file, join(scratch(), "results")),
);

/** What a change does, whatever the file's temporary name, its epoch or its version. */
function kindOf({ call, path }: Change): string {
  const place = path.slice(path.lastIndexOf("results"));
  return `${call} ${place.replace(/[0-9a-f-]{16,}|(?<=checkpoint-\d-)[01]/g, "*").replace(/(out\b).*/, "$1")}`;
}

/** The first and the last change of each kind, or all. */
const tried = changes.filter((change, index) => {
  const others = (from: number, to: number) =>
    changes.slice(from, to).some((other) => kindOf(other) === kindOf(change));
  return process.env.RUN_EXP_THOROUGH || !others(0, index) || !others(index + 1, changes.length);
});

/** Runs until a change is reached, dies there, runs again undisturbed; returns the results folder. */
async function crashed(moment: number, half: boolean): Promise<{ results: string; events: RunEvent[] }> {
  const results = join(scratch(), "results");
  const error = await withFault(crashAt(moment, half), () => runFile(file, results)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, Crash);
  const events: RunEvent[] = [];
  await undisturbed(() => runFile(file, results, (event) => events.push(event)));
  return { results, events };
}

function assertAsExpected(results: string, moment: number): void {
  const { number, call, path } = changes[moment - 1]!;
  const where = `killed at change ${number}, ${call} ${path}`;
  const left = deterministic(results);
  assert.equal(Object.keys(left), Object.keys(expected), `${where}: other files`);
  for (const [name, text] of Object.entries(expected))
    assert.ok(left[name] === text, `${where}: ${name} differs`);
}

test("a run changes the disk in all the ways that are tried", () => {
  assert.equal([...new Set(changes.map(({ call }) => call))].sort(), [
    "mkdir",
    "open",
    "rename",
    "rm",
    "sync",
    "write",
  ]);
  assert.ok(changes.length > 100);
});

test("killed before any change, the run ends in the same bytes, and nothing else is left", async () => {
  for (const { number } of tried) assertAsExpected((await crashed(number, false)).results, number);
});

test("killed in the middle of any write or removal, likewise", async () => {
  for (const { number, call } of tried) {
    if (call === "write" || call === "rm") assertAsExpected((await crashed(number, true)).results, number);
  }
});

test("a finished epoch and a finished replicate are never trained again", async () => {
  const saved = changes.filter(({ call, path }) => call === "rename" && /checkpoint/.test(path));
  assert.is(saved.length, 4);
  for (const [index, { number }] of saved.entries()) {
    // The next change but one is after the rename and the flush of its folder.
    const { events } = await crashed(number + 2, false);
    const trained = events.flatMap((event) =>
      event.type === "epoch" ? [[event.replicate, event.record.epoch]] : [],
    );
    const all = [
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ];
    assert.equal(trained, all.slice(index + 1));
  }
});

test("killed again and again, at a later change each time, it still comes to its end", async () => {
  const results = join(scratch(), "results");
  mkdirSync(results);
  let crashes = 0;
  for (let moment = 3; ; moment += 7) {
    const outcome = await withFault(crashAt(moment, moment % 4 === 1), () => runFile(file, results)).then(
      () => "done",
      (error: unknown) => error,
    );
    if (outcome === "done") break;
    assert.instance(outcome, Crash);
    crashes += 1;
  }
  assert.ok(crashes > 5);
  assert.equal(deterministic(results), expected);
  const environment = JSON.parse(String(filesBelow(results).get("crash/v001/env.json"))) as {
    sessions: number;
  };
  assert.ok(environment.sessions > 5);
});

test.run();
