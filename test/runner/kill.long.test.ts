import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { milliseconds } from "../../src/base/clock.ts";
import { stream } from "../../src/base/random.ts";
import { type Change, withFault } from "../faults.ts";
import { deterministic, scratch } from "../scratch.ts";
import { child } from "./children.ts";
import { project, runFile } from "./tiny.ts";

/**
 * Real processes, killed with SIGKILL. RUN_EXP_KILLS says at how many random moments; `crash.test.ts` tries every
 * change of the disk without a process for each.
 */
const test = suite("runner/kill");

const KILLS = Number(process.env.RUN_EXP_KILLS ?? 6);

const { write } = project();
const file = write("killed", { epochs: "  epochs: 6", replicates: "replicates: 2" });

const reference = scratch();
await runFile(file, reference);
const expected = deterministic(reference);

async function assertFinishes(results: string, where: string): Promise<void> {
  await runFile(file, results);
  const left = deterministic(results);
  assert.equal(Object.keys(left), Object.keys(expected), `${where}: other files`);
  for (const [name, text] of Object.entries(expected))
    assert.ok(left[name] === text, `${where}: ${name} differs`);
}

/** Runs two at a time. */
async function inPairs<Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  };
  await Promise.all([lane(), lane()]);
}

test("killed at any moment and run again, it ends in the same bytes, and nothing else is left", async () => {
  const first = await child(file, join(scratch(), "results"));
  const began = milliseconds();
  first.begin();
  assert.is(await first.ended(), "done");
  const duration = milliseconds() - began;

  const draws = stream(1, "kill");
  const shares = Array.from({ length: KILLS }, (_, index) => draws.uniform(index));
  let killed = 0;
  await inPairs(shares, async (share) => {
    const results = join(scratch(), "results");
    const running = await child(file, results);
    running.begin();
    await setTimeout(share * duration);
    running.kill();
    if ((await running.ended()) === "killed") killed += 1;
    await assertFinishes(results, `killed after ${Math.round(share * 100)} % of the time`);
  });
  assert.ok(killed > KILLS / 2, `only ${killed} of ${KILLS} were killed before they had ended`);
});

test("killed where it hurts: a checkpoint half saved, a version half written, a version not yet in the index", async () => {
  const changes: Change[] = [];
  await withFault(
    (change) => {
      changes.push(change);
      return "pass";
    },
    () => runFile(file, join(scratch(), "results")),
  );
  const at = (call: Change["call"], path: RegExp, later = 0) =>
    changes.find((change) => change.call === call && path.test(change.path))!.number + later;
  const moments = {
    "before a checkpoint takes its name": at("rename", /checkpoint-1-1/),
    "between a checkpoint and its line in the journal": at("rename", /checkpoint-2-0/, 2),
    "between the files of the version": at("rename", /metrics\.json/, 1),
    "before the files become the version": at("rename", /v001$/),
    "between the version and the index": at("rename", /v001$/, 1),
    "while it tidies up": at("rename", /v001$/, 2),
    "before the index takes its name": at("rename", /index\.csv/),
  };
  await inPairs(Object.entries(moments), async ([where, change]) => {
    const results = join(scratch(), "results");
    const running = await child(file, results, String(change));
    running.begin();
    assert.is(await running.ended(), "killed", where);
    await assertFinishes(results, where);
  });
});

test("of two processes that run one experiment at once, one makes the version, and the other says so", async () => {
  for (let round = 0; round < 2; round++) {
    const results = join(scratch(), "results");
    const both = await Promise.all([child(file, results), child(file, results)]);
    for (const one of both) one.begin();
    const said = (await Promise.all(both.map((one) => one.ended()))).sort();
    assert.match(said.join(), /^done,(experiment-busy|up to date)$|^experiment-busy,done$/);
    assert.equal(deterministic(results), expected);
  }
});

test("two experiments at once in one results folder end as they do one after the other", async () => {
  const other = write("other", { seed: "seed: 4" });
  const oneByOne = scratch();
  await runFile(file, oneByOne);
  await runFile(other, oneByOne);
  const results = join(scratch(), "results");
  const both = await Promise.all([child(file, results), child(other, results)]);
  for (const one of both) one.begin();
  assert.equal(await Promise.all(both.map((one) => one.ended())), ["done", "done"]);
  assert.equal(deterministic(results), deterministic(oneByOne));
});

test("a process that is killed leaves the experiment to the next at once", async () => {
  const results = join(scratch(), "results");
  const [first, second] = await Promise.all([child(file, results), child(file, results)]);
  first.begin();
  await setTimeout(100);
  first.kill();
  assert.is(await first.ended(), "killed");
  second.begin();
  assert.match(await second.ended(), /^(done|resumed)$/);
});

test.run();
