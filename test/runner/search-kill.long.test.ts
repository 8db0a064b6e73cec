import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { milliseconds } from "../../src/base/clock.ts";
import { stream } from "../../src/base/random.ts";
import type { RunEvent } from "../../src/runner/events.ts";
import { type RunRecord, stepsOf, trainedReplicate } from "../../src/runner/record.ts";
import { readEvents } from "../../src/store/journal.ts";
import { withFault } from "../faults.ts";
import { deterministic, filesBelow, scratch } from "../scratch.ts";
import { type Child, child } from "./children.ts";
import { childrenOf, isAlive } from "./processes.ts";
import { project, runFile, searching } from "./tiny.ts";

/**
 * A search is killed with SIGKILL: the process that runs it, one of its workers, or all, at random moments.
 * RUN_EXP_KILLS says at how many.
 */
const test = suite("runner/search-kill");

const KILLS = Number(process.env.RUN_EXP_KILLS ?? 3);

const { write } = project();
const file = write(
  "killed",
  searching({
    tuner: "  tuner: { hyperband: { maxEpochs: 4, factor: 2 } }",
    trial: "",
    more: "  final: { confirm: { top: 2, seeds: 2 } }",
  }),
);

const reference = scratch();
await runFile(file, reference, () => {}, { workers: 2 });
const expected = deterministic(reference);

/** What a run that was killed has written down. */
async function journalIn(results: string): Promise<readonly RunRecord[]> {
  if (!existsSync(results)) return [];
  const name = [...filesBelow(results).keys()].find((path) =>
    /^killed\/\.[0-9a-f]+\/journal\.jsonl$/.test(path),
  );
  return name === undefined ? [] : readEvents<RunRecord>(join(results, name));
}

/** Steps of trials as `trial until epoch`, those of a journal that have ended. */
function endedIn(records: readonly RunRecord[]): string[] {
  return stepsOf(records).flatMap(({ proposed, ended }) =>
    ended === undefined ? [] : [`${proposed.trial} until ${proposed.epochs}`],
  );
}

/** Runs to the end what was killed: nothing that was finished is run again, and the bytes are those expected. */
async function assertFinishes(results: string, where: string): Promise<void> {
  const before = await journalIn(results);
  const events: RunEvent[] = [];
  await runFile(file, results, (event) => events.push(event), { workers: 2 });
  const begun = events.flatMap((event) =>
    event.type === "trialStarted" ? [`${event.trial} until ${event.epochs}`] : [],
  );
  const again = begun.filter((step) => endedIn(before).includes(step));
  assert.equal(again, [], `${where}: trained again`);
  if (trainedReplicate(before, 1) !== undefined) {
    assert.not.ok(
      events.some(({ type }) => type === "epoch"),
      where,
    );
  }
  const left = deterministic(results);
  assert.equal(Object.keys(left), Object.keys(expected), `${where}: other files`);
  for (const [name, text] of Object.entries(expected))
    assert.ok(left[name] === text, `${where}: ${name} differs`);
}

/** Kills one worker, or the process itself and with it, or before it, its workers. */
function kill(running: Child, who: "parent" | "worker" | "all", draw: number): void {
  const workers = childrenOf(running.pid);
  const victims = { parent: [], worker: [workers[Math.floor(draw * workers.length)]], all: workers }[who];
  for (const worker of victims) {
    if (worker !== undefined && isAlive(worker)) process.kill(worker, "SIGKILL");
  }
  if (who !== "worker") running.kill();
}

/** Waits until none of these processes is there. */
async function gone(processes: readonly number[]): Promise<void> {
  while (processes.some(isAlive)) await setTimeout(10);
}

test("killed at any moment, whoever it is, it ends in the same bytes, and nothing finished is run again", async () => {
  const first = await child(file, join(scratch(), "results"));
  const began = milliseconds();
  first.begin();
  assert.is(await first.ended(), "done");
  const duration = milliseconds() - began;

  const draws = stream(2, "kill");
  const seen = { parent: 0, worker: 0, all: 0 };
  const kills = () => seen.parent + seen.worker + seen.all;
  for (let round = 0; kills() < KILLS && round < 3 * KILLS; round++) {
    const who = (["parent", "worker", "all"] as const)[round % 3]!;
    const share = draws.uniform(2 * round);
    const results = join(scratch(), "results");
    const running = await child(file, results);
    running.begin();
    await setTimeout(share * 0.8 * duration);
    const workers = childrenOf(running.pid);
    kill(running, who, draws.uniform(2 * round + 1));
    const end = await running.ended();
    await gone(workers);
    if (who === "worker" ? workers.length > 0 : end === "killed") seen[who] += 1;
    if (who === "worker") assert.is(end, "done");
    await assertFinishes(results, `${who} killed after ${Math.round(share * 80)} % of the time`);
  }
  console.log(
    `note: killed ${seen.parent} times alone, ${seen.all} times with its workers, a worker ${seen.worker} times`,
  );
  assert.is(kills(), KILLS, "too many had ended before they were killed");
});

test("killed before any change of the disk, it ends in the same bytes, and nothing finished is run again", async () => {
  const changes = await withFault(
    () => "pass",
    () => runFile(file, join(scratch(), "results"), () => {}, { workers: 2 }),
  );
  for (let round = 0; round < KILLS; round++) {
    const change = 1 + Math.floor(((round + 0.5) / KILLS) * changes);
    const results = join(scratch(), "results");
    const running = await child(file, results, String(change));
    running.begin();
    assert.is(await running.ended(), "killed");
    await assertFinishes(results, `killed at change ${change} of ${changes}`);
  }
});

test("killed again and again, it comes to its end", async () => {
  const results = join(scratch(), "results");
  let kills = 0;
  for (let change = 20; ; change += 25) {
    const running = await child(file, results, String(change));
    running.begin();
    if ((await running.ended()) !== "killed") break;
    kills += 1;
  }
  assert.ok(kills > 1);
  await assertFinishes(results, `killed ${kills} times`);
});

test.run();
