import { syncBuiltinESMExports } from "node:module";
import threads, { Worker } from "node:worker_threads";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../../src/base/errors.ts";
import type { KernelName } from "../../../src/engine/wasm/kernels.ts";
import type { Op } from "../../../src/engine/wasm/op.ts";
import { jobOf, takeSteps } from "../jobs.ts";

/** Every worker that was started. */
const workers: Worker[] = [];

/** What a start does instead, by turns. */
let starts: (() => ConstructorParameters<typeof Worker> | undefined)[] = [];

threads.Worker = class extends Worker {
  constructor(...given: ConstructorParameters<typeof Worker>) {
    const instead = starts.shift();
    super(...(instead?.() ?? given));
    workers.push(this);
  }
};
syncBuiltinESMExports();
const { Team } = await import("../../../src/engine/wasm/team.ts");
const { openWasm } = await import("../../../src/engine/wasm/engine.ts");

const test = suite("engine/wasm/team");

type Running = Awaited<ReturnType<typeof Team.start>>;

const COUNT = 1000;

/** y ← y + x, all ones, `times` times over. */
function adding(team: Running, times: number): { readonly y: Float32Array; readonly ops: Op[] } {
  const [x, y] = [team.heap.allocate(COUNT * 4), team.heap.allocate(COUNT * 4)];
  team.heap.floats(x, COUNT).fill(1);
  const values = team.heap.floats(y, COUNT).fill(0);
  return { y: values, ops: Array(times).fill({ kernel: "accumulate", numbers: [x, COUNT, y] }) };
}

/** A step whose memory begins so many bytes before the end of what can be addressed: it traps behind that. */
function trapping(team: Running, room: number): Op {
  const y = team.heap.memory.buffer.byteLength - room;
  return { kernel: "accumulate", numbers: [y, COUNT, y] };
}

async function refused(action: () => unknown): Promise<RunExpError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof RunExpError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

for (const count of [1, 2, 3, 8]) {
  test(`${count} threads share every step, and meet after it`, async () => {
    const team = await Team.start(count);
    const { y, ops } = adding(team, 40);
    const program = team.load(ops);
    for (let run = 1; run <= 5; run++) {
      program.run();
      assert.equal(new Set(y), new Set([run * 40]));
    }
    program.unload();
    await team.dismiss();
  });
}

test("a program may have no steps", async () => {
  const team = await Team.start(2);
  const { y, ops } = adding(team, 1);
  const [nothing, something] = [team.load([]), team.load(ops)];
  for (let run = 0; run < 100; run++) {
    nothing.run();
    something.run();
  }
  assert.equal(new Set(y), new Set([100]));
  await team.dismiss();
});

test("a clock hears every kernel of a program", async () => {
  const heard: KernelName[] = [];
  const team = await Team.start(2, {
    clock(kernel, milliseconds) {
      heard.push(kernel);
      assert.ok(milliseconds >= 0);
    },
  });
  team.load(adding(team, 3).ops).run();
  assert.equal(heard, ["accumulate", "accumulate", "accumulate"]);
  await team.dismiss();
});

for (const [where, room] of [
  ["in this thread", 0],
  ["in another", (COUNT / 2) * 4],
] as const) {
  test(`a trap ${where} is an error, and the team is broken from then on`, async () => {
    const team = await Team.start(2);
    const { ops } = adding(team, 5);
    const program = team.load([...ops, trapping(team, room), ...ops]);
    const error = await refused(() => program.run());
    assert.is(error.code, "engine-failed");
    assert.match((error.cause as Error).message, /out of bounds/);
    assert.ok(team.failed);
    assert.is((await refused(() => program.run())).code, "engine-failed");
    program.unload();
  });
}

test("a thread that ends while this one waits for it is an error, and no hang", async () => {
  const team = await Team.start(3);
  const program = team.load(adding(team, 1).ops);
  void workers.at(-1)!.terminate();
  const error = await refused(() => {
    for (;;) program.run(); // events do not reach this thread meanwhile
  });
  assert.is(error.code, "engine-failed");
  assert.ok(team.failed);
});

test("a thread that has ended between two programs is an error at the next", async () => {
  const team = await Team.start(2);
  const program = team.load(adding(team, 1).ops);
  await workers.at(-1)!.terminate();
  assert.ok(team.failed);
  assert.is((await refused(() => program.run())).code, "engine-failed");
});

for (const [how, instead] of [
  ["a file that is not there", () => [new URL("./nowhere.js", import.meta.url)]],
  ["a worker that ends at once", () => ["process.exit(3)", { eval: true }]],
  ["a worker that throws", () => ["throw new Error('no room')", { eval: true }]],
  [
    "a system that refuses",
    () => {
      throw new Error("ERR_WORKER_INIT_FAILED");
    },
  ],
] as const) {
  test(`threads that cannot be started (${how}) are an error, and those that could be end`, async () => {
    const before = workers.length;
    starts = [() => undefined, instead as () => ConstructorParameters<typeof Worker>];
    const error = await refused(() => Team.start(4));
    assert.is(error.code, "engine-unavailable");
    assert.match(error.message, /cannot start 4 threads: /);
    for (const worker of workers.slice(before)) assert.is(worker.threadId, -1);
  });
}

test("after a training whose threads failed, and after a start that failed, the next one works", async () => {
  const engine = await openWasm(3);
  const job = jobOf({ layers: [["dense", { units: 3, activation: "softmax" }]] });
  const expected = await engine.open(job);
  await takeSteps(expected, 0, 3);
  const state = await expected.exportState();

  await Promise.all(workers.map((worker) => worker.terminate()));
  assert.is((await refused(() => takeSteps(expected, 3, 1))).code, "engine-failed");
  expected.close();
  starts = [() => ["process.exit(3)", { eval: true }]];
  assert.is((await refused(() => engine.open(job))).code, "engine-unavailable");

  const [next, other] = await Promise.all([engine.open(job), engine.open(job)]);
  for (const training of [next, other]) {
    await takeSteps(training, 0, 3);
    assert.equal(await training.exportState(), state);
    training.close();
  }
});

test("several teams work beside each other", async () => {
  const teams = [await Team.start(2), await Team.start(3), await Team.start(2)];
  const programs = teams.map((team) => ({ ...adding(team, 3), team }));
  const loaded = programs.map(({ team, ops }) => team.load(ops));
  for (let run = 0; run < 10; run++) for (const program of loaded) program.run();
  for (const { y } of programs) assert.equal(new Set(y), new Set([30]));
  await teams[0]!.dismiss();
  loaded[1]!.run();
  loaded[2]!.run();
  assert.equal(new Set(programs[1]!.y), new Set([33]));
  await Promise.all(teams.map((team) => team.dismiss()));
});

test.run();
