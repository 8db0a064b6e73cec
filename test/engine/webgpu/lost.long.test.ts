import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { TaskEvent, TaskOutcome } from "../../../src/runner/executors/executor.ts";
import { LocalExecutor } from "../../../src/runner/executors/local.ts";
import { prepare } from "../../../src/runner/prepare.ts";
import { experimentIn, project } from "../../runner/tiny.ts";
import { scratch } from "../../scratch.ts";
import { withGpu } from "./gpu.ts";

/** A GPU that is lost while a worker process trains on it. */

/** Loses the first devices of a process's children, each once it has been handed so much work. */
const LOSING = `
  import { appendFileSync, existsSync, readFileSync } from "node:fs";
  const count = () => (existsSync(process.env.LOST) ? readFileSync(process.env.LOST).length : 0);
  const patched = (name, patch) =>
    Object.defineProperty(globalThis, name, {
      configurable: true,
      set(value) {
        Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
        patch(value.prototype);
      },
    });
  let device;
  let submits = 0;
  patched("GPUAdapter", (adapter) => {
    const { requestDevice } = adapter;
    adapter.requestDevice = async function (...given) {
      device = await requestDevice.apply(this, given);
      return device;
    };
  });
  patched("GPUQueue", (queue) => {
    const { submit } = queue;
    queue.submit = function (...given) {
      submit.apply(this, given);
      if (++submits === Number(process.env.SUBMITS) && count() < Number(process.env.LOSSES)) {
        appendFileSync(process.env.LOST, ".");
        device.destroy();
      }
    };
  });
`;

await withGpu(import.meta.filename, async () => {
  const test = suite("engine/webgpu/lost");
  const hook = join(scratch(), "losing.mjs");
  writeFileSync(hook, LOSING);

  const { experiment, folder } = await experimentIn(
    project().write("lost", { callbacks: "  callbacks: []", epochs: "  epochs: 3" }),
  );
  const { opened } = await prepare(experiment, { folder, offline: true, emit: () => {} });

  /** Trains in worker processes of which the first so many lose their GPU after so many submits. */
  const trained = async (
    losses: number,
    submits: number,
  ): Promise<{ outcome: TaskOutcome; notices: string[] }> => {
    const checkpoints = join(scratch(), "trials");
    const own = { LOST: join(scratch(), "lost"), LOSSES: String(losses), SUBMITS: String(submits) };
    Object.assign(process.env, own, { NODE_OPTIONS: `--import ${pathToFileURL(hook).href}` });
    const executor = await LocalExecutor.open(1, {
      ...{
        dataset: experiment.dataset,
        fingerprint: opened.fingerprint,
        share: 1,
        seed: experiment.seed,
        folder,
      },
      ...{ engine: "webgpu", threads: 1, checkpoints, betweenCheckpoints: 0 },
    });
    const notices: string[] = [];
    const tell = (event: TaskEvent) => event.type === "notice" && notices.push(event.message);
    const { seed } = experiment;
    const objective = { name: "val_accuracy", better: "higher" } as const;
    const task = {
      name: "one",
      experiment,
      seed,
      trial: 1,
      epochs: 3,
      goesOn: false,
      objective,
      bars: [],
      limit: {},
    };
    try {
      return { outcome: await executor.run(task, tell), notices };
    } finally {
      await executor.close();
      process.env.NODE_OPTIONS = "";
    }
  };

  test("its trial goes on in another process and comes to the same", async () => {
    const { outcome } = await trained(0, 25);
    assert.is(outcome.status, "complete");
    const { outcome: again, notices } = await trained(1, 25);
    assert.equal(again, outcome);
    assert.equal(notices, ["a worker process ended (exit code 1); its trial goes on in another one"]);
  });

  test("lost again before the trial has come further, the trial has failed, and why is told", async () => {
    const { outcome } = await trained(2, 3);
    assert.is(outcome.status, "failed");
    assert.match((outcome as { reason: string }).reason, /ended twice.*the GPU was lost/);
  });

  test.run();
});
