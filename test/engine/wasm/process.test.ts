import { spawn } from "node:child_process";
import { suite } from "uvu";
import * as assert from "uvu/assert";

/** How a process ends that has threads asleep, and what many trainings leave behind in it. */

const test = suite("engine/wasm/process");

/** Long enough for any machine, short enough to be a failure and not a hang. */
const LIMIT_MS = 60_000;

const OPEN = `
  import { openWasm } from "./src/engine/wasm/engine.ts";
  import { jobOf, takeSteps } from "./test/engine/jobs.ts";
  const engine = await openWasm(3);
  const open = () => engine.open(jobOf({ layers: [["dense", { units: 3, activation: "softmax" }]] }));
`;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Runs a module, and calls `said` with each line that it prints. */
function run(
  source: string,
  said: (line: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
) {
  return new Promise<Ended>((resolve) => {
    const child = spawn(process.execPath, ["--expose-gc", "--input-type=module-typescript", "-e", source], {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      for (const line of String(chunk).trim().split("\n")) said(line, (signal) => child.kill(signal));
    });
    child.stderr.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    child.on("close", (code, signal) => resolve({ code, signal, output }));
  });
}

test("ends by itself when all is done, trainings closed or not", async () => {
  const ended = await run(`${OPEN}
    const [one, other] = [await open(), await open()];
    await takeSteps(one, 0, 3);
    one.close();
    console.log("done");
  `);
  assert.equal(ended, { code: 0, signal: null, output: "done\n" });
});

test("ends on an error that nobody catches", async () => {
  const { code, signal, output } = await run(`${OPEN}
    await takeSteps(await open(), 0, 3);
    throw new Error("a bug");
  `);
  assert.equal([code, signal], [1, null]);
  assert.match(output, "a bug");
});

test("ends on process.exit, also from within an event", async () => {
  const { code, signal } = await run(`${OPEN}
    await takeSteps(await open(), 0, 3);
    setTimeout(() => process.exit(7), 10);
    setInterval(() => {}, 1000);
  `);
  assert.equal([code, signal], [7, null]);
});

for (const when of ["asleep", "at work"]) {
  test(`ends on SIGINT with its threads ${when}`, async () => {
    const steps =
      when === "at work" ? "for (;;) await takeSteps(training, 0, 100);" : "setInterval(() => {}, 1000);";
    const { code, signal } = await run(
      `${OPEN}
        const training = await open();
        await takeSteps(training, 0, 3);
        console.log("ready");
        ${steps}
      `,
      (line, kill) => line === "ready" && kill("SIGINT"),
    );
    assert.equal([code, signal], [null, "SIGINT"]);
  });
}

test("two hundred trainings leave nothing behind after the tenth", async () => {
  const { code, output } = await run(`
    import { Team } from "./src/engine/wasm/team.ts";
    import { WasmTraining } from "./src/engine/wasm/training.ts";
    import { jobOf, takeSteps } from "./test/engine/jobs.ts";
    const team = await Team.start(2);
    const layers = [["dense", { units: 50, activation: "relu" }], ["dropout", { rate: 0.5 }], ["dense", { units: 3 }]];
    const memory = () => {
      gc();
      const { rss, heapUsed } = process.memoryUsage();
      return { rss, heapUsed, wasm: team.heap.memory.buffer.byteLength };
    };
    let early;
    for (let index = 1; index <= 200; index++) {
      const training = WasmTraining.open(team, jobOf({ layers, seed: index, optimizer: ["adam"], loss: "meanSquaredError" }));
      await takeSteps(training, 0, 4);
      await training.forward("validation", Uint32Array.of(0, 1, 2));
      training.close();
      if (index === 10) early = memory();
    }
    const late = memory();
    console.log(JSON.stringify({ early, late, inUse: team.heap.inUse }));
  `);
  assert.is(code, 0, output);
  const { early, late, inUse } = JSON.parse(output);
  assert.is(late.wasm, early.wasm);
  assert.ok(inUse <= 64, `${inUse} bytes of the heap are still taken`);
  assert.ok(
    late.heapUsed - early.heapUsed < 2e6,
    `JavaScript's heap: ${early.heapUsed}, then ${late.heapUsed}`,
  );
  assert.ok(late.rss - early.rss < 40e6, `resident: ${early.rss}, then ${late.rss}`);
});

test("a step and an inference make no JavaScript objects", async () => {
  const { code, output } = await run(`
    import { Team } from "./src/engine/wasm/team.ts";
    import { WasmTraining } from "./src/engine/wasm/training.ts";
    import { jobOf, stepOf } from "./test/engine/jobs.ts";
    const team = await Team.start(1); // where a thread falls asleep, Node itself makes a number of how long it may
    const layers = [["dense", { units: 20, activation: "relu" }], ["dropout", { rate: 0.5 }], ["dense", { units: 3, activation: "softmax" }]];
    const training = WasmTraining.open(team, jobOf({ layers, optimizer: ["adam"] }));
    const steps = [stepOf(0), stepOf(1), { ...stepOf(2), indices: Uint32Array.of(7, 8) }];
    const takeSteps = (count) => {
      for (let at = 0; at < count; at++) {
        training.step(steps[at % 3]);
        training.forward("validation", steps[at % 3].indices);
      }
    };
    const bytesOf = (count) => {
      const before = process.memoryUsage().heapUsed;
      takeSteps(count);
      return process.memoryUsage().heapUsed - before;
    };
    // Until a function is compiled for speed, every number it returns is an object. When that happens depends on the
    // load of the machine, so the steps go on until they settle, or until it is clear that they never will. The heap
    // shrinks at a collection, which says nothing.
    const windows = [];
    const settled = () => windows.length >= 5 && windows.slice(-5).every((bytes) => bytes >= 0 && bytes < 8);
    while (!settled() && windows.length < 500) windows.push(bytesOf(300) / 300);
    console.log(JSON.stringify({ settled: settled(), last: windows.slice(-5) }));
  `);
  assert.is(code, 0, output);
  assert.ok(JSON.parse(output).settled, `bytes a step: ${output}`);
});

test.run();
