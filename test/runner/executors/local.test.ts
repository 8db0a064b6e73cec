import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../../src/base/errors.ts";
import type { Task, TaskEvent, TaskOutcome } from "../../../src/runner/executors/executor.ts";
import { LocalExecutor } from "../../../src/runner/executors/local.ts";
import type { Setup } from "../../../src/runner/executors/protocol.ts";
import { prepare } from "../../../src/runner/prepare.ts";
import { scratch } from "../../scratch.ts";
import { childrenOf } from "../processes.ts";
import { experimentIn, project } from "../tiny.ts";

/** Tasks in worker processes, some of which are killed. */
const test = suite("runner/executors/local");

const { experiment, folder } = await experimentIn(project().write("task", { callbacks: "  callbacks: []" }));
const { opened } = await prepare(experiment, { folder, offline: true, emit: () => {} });

/** What workers are told, with checkpoints in a folder of their own. */
function setup(changes: Partial<Setup> = {}): Setup {
  return {
    dataset: experiment.dataset,
    fingerprint: opened.fingerprint,
    share: 1,
    seed: experiment.seed,
    folder,
    engine: "wasm",
    threads: 1,
    checkpoints: join(scratch(), "trials"),
    betweenCheckpoints: 0,
    ...changes,
  };
}

/** So many epochs that a worker is always killed before it has ended. */
const LONG = 150;

function task(changes: Partial<Task> = {}): Task {
  const epochs = changes.epochs ?? 3;
  return {
    name: "one",
    experiment: { ...experiment, train: { ...experiment.train, epochs } },
    seed: experiment.seed,
    trial: 1,
    epochs,
    goesOn: false,
    objective: { name: "val_accuracy", better: "higher" },
    bars: [],
    limit: {},
    ...changes,
  };
}

/** The workers of this process. */
const workers = () => childrenOf(process.pid);

async function failing(run: Promise<unknown>): Promise<Error> {
  return run.then(
    () => assert.unreachable("it did not fail") as never,
    (error: Error) => error,
  );
}

/** Runs a task, and kills its worker once it hears of the epoch that a list names next; 0 is the start. */
async function killedAt(epochs: readonly number[], own: Task, executor: LocalExecutor) {
  const left = [...epochs];
  const events: TaskEvent[] = [];
  let dying = false;
  const outcome = await executor.run(own, (event) => {
    events.push(event);
    if (event.type === "started") dying = false;
    if (dying || event.type === "notice") return; // what it still said before it died
    const epoch = event.type === "epoch" ? event.record.epoch : 0;
    if (epoch < (left[0] ?? Number.POSITIVE_INFINITY)) return;
    left.shift();
    dying = true;
    for (const worker of workers()) process.kill(worker, "SIGKILL");
  });
  return { outcome, events };
}

async function withExecutor<Result>(
  run: (executor: LocalExecutor) => Promise<Result>,
  own = setup(),
  count = 1,
): Promise<Result> {
  const executor = await LocalExecutor.open(count, own);
  try {
    return await run(executor);
  } finally {
    await executor.close();
  }
}

const uninterrupted: TaskOutcome = await withExecutor((executor) =>
  executor.run(task({ epochs: LONG }), () => {}),
);

test("a task whose worker is killed goes on in another, and comes to the same", async () => {
  const { outcome, events } = await withExecutor((executor) =>
    killedAt([10], task({ epochs: LONG }), executor),
  );
  assert.equal(outcome, uninterrupted);
  const notices = events.filter(({ type }) => type === "notice");
  assert.equal(notices, [
    { type: "notice", message: "a worker process ended (SIGKILL); its trial goes on in another one" },
  ]);
  const begins = events.flatMap((event) => (event.type === "started" ? [event.history.length] : []));
  assert.is(begins.length, 2);
  assert.ok(begins[1]! >= 9, `it went on after epoch ${begins[1]}`);
});

test("killed again once it has come further, it goes on again", async () => {
  const { outcome } = await withExecutor((executor) =>
    killedAt([10, 30, 60], task({ epochs: LONG }), executor),
  );
  assert.equal(outcome, uninterrupted);
});

test("killed again before it has come any further, the task has failed, and the next one is run", async () => {
  const rarely = setup({ betweenCheckpoints: 60_000 });
  await withExecutor(async (executor) => {
    const { outcome } = await killedAt([300, 0], task({ epochs: 3000 }), executor);
    assert.is(outcome.status, "failed");
    assert.match(
      (outcome as { reason: string }).reason,
      /^its worker process ended twice, at last in epoch \d+ \(SIGKILL\)$/,
    );
    assert.is((await executor.run(task({ name: "two" }), () => {})).status, "complete");
  }, rarely);
});

test("an idle worker that is killed costs nothing", async () => {
  await withExecutor(async (executor) => {
    const first = await executor.run(task(), () => {});
    for (const worker of workers()) process.kill(worker, "SIGKILL");
    await setTimeout(50);
    assert.equal(await executor.run(task({ name: "two" }), () => {}), first);
  });
});

test("a task goes on where one of its name has ended, and its history is that of a whole one", async () => {
  await withExecutor(async (executor) => {
    const whole = task({ epochs: 6, name: "whole" });
    const expected = await executor.run(whole, () => {});
    const part = { ...whole, name: "part", goesOn: true };
    await executor.run({ ...part, epochs: 2 }, () => {});
    const told: number[] = [];
    const outcome = await executor.run(part, (event) => {
      if (event.type === "epoch") told.push(event.record.epoch);
    });
    assert.equal(outcome, expected);
    assert.equal(told, [3, 4, 5, 6]);
    await executor.forget("part");
    const again: string[] = [];
    await executor.run(part, ({ type }) => again.push(type));
    assert.is(again.filter((type) => type === "epoch").length, 6);
  });
});

test("a bug in a worker is told with its stack", async () => {
  const error = await failing(
    withExecutor((executor) => executor.run(task(), () => {}), setup({ engine: "none" })),
  );
  assert.not.instance(error, RunExpError);
  assert.match(error.stack!, /TypeError: .*\n +at .*engines/);
});

test("data that have changed, and a folder that cannot be written, end more than the task", async () => {
  const changed = await failing(
    withExecutor((executor) => executor.run(task(), () => {}), setup({ fingerprint: "another" })),
  );
  assert.is((changed as RunExpError).code, "data-changed");
  const refused = await failing(
    LocalExecutor.open(1, setup({ checkpoints: join(import.meta.filename, "trials") })),
  );
  assert.is((refused as RunExpError).code, "results-refused");
});

test("closed, it rejects what runs, what waits and what comes, and leaves no process behind", async () => {
  const executor = await LocalExecutor.open(2, setup());
  const runs = ["one", "two", "three"].map((name) =>
    failing(executor.run(task({ name, epochs: LONG }), () => {})),
  );
  await setTimeout(100);
  assert.is(workers().length, 2);
  await Promise.all([executor.close(), executor.close()]);
  assert.equal(workers(), []);
  for (const error of [...(await Promise.all(runs)), await failing(executor.run(task(), () => {}))]) {
    assert.is((error as RunExpError).code, "interrupted");
  }
});

test("a signal closes it, also one that has fired before", async () => {
  const interrupt = new AbortController();
  const executor = await LocalExecutor.open(1, setup(), interrupt.signal);
  const run = failing(executor.run(task({ epochs: LONG }), () => interrupt.abort()));
  assert.is(((await run) as RunExpError).code, "interrupted");
  await executor.close();
  assert.equal(workers(), []);
  const late = await LocalExecutor.open(1, setup(), interrupt.signal);
  assert.is(((await failing(late.run(task(), () => {}))) as RunExpError).code, "interrupted");
});

test.run();
