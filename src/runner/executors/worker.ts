import { flushCompileCache } from "node:module";
import { OptionProblem, RunExpError } from "../../base/errors.ts";
import { cacheFolder } from "../../data/cache.ts";
import type { Dataset } from "../../data/dataset.ts";
import { openDataset } from "../../data/open.ts";
import { engineNamed } from "../../engine/engines.ts";
import { withShare } from "../shares.ts";
import type { Task, TaskOutcome } from "./executor.ts";
import type { Answer, Order, Setup } from "./protocol.ts";
import { runTask, type Workbench } from "./task.ts";

/**
 * The program of a worker process: it opens the data and the engine once, then runs one task after another. It ends
 * with the process that started it.
 */
const send = (answer: Answer): void => {
  process.send?.(answer);
};

let workbench: Promise<Workbench> | undefined;

async function open(setup: Setup): Promise<Workbench> {
  const { seed, engine, threads, checkpoints, betweenCheckpoints, share } = setup;
  const [data, opened] = await Promise.all([dataOf(setup), engineNamed(engine, threads)]);
  return { data: withShare(data, share, seed), engine: opened, checkpoints, betweenCheckpoints };
}

async function dataOf({ dataset, fingerprint, folder, seed }: Setup): Promise<Dataset> {
  const opened = await openDataset(dataset, {
    folder,
    cache: cacheFolder(),
    offline: true,
    seed,
    notify() {},
    progress() {},
  });
  if (opened.fingerprint === fingerprint) return opened.load();
  throw new RunExpError("data-changed", "the data have changed since the search began", "begin it again");
}

/** What is wrong with a task ends the task, what is wrong around it the search; anything else is a bug. */
async function answerTo(task: Task): Promise<Answer> {
  try {
    const bench = await workbench!;
    return { type: "ended", outcome: await outcomeOf(task, bench) };
  } catch (error) {
    if (error instanceof RunExpError) {
      const { code, message, hint } = error;
      return { type: "refused", code, message, hint };
    }
    throw error;
  }
}

async function outcomeOf(task: Task, bench: Workbench): Promise<TaskOutcome> {
  try {
    return await runTask(task, bench, (event) => send({ type: "event", event }));
  } catch (error) {
    if (error instanceof RunExpError && error.code === "results-refused") throw error;
    if (error instanceof RunExpError && error.code === "device-lost") return end(error);
    if (error instanceof RunExpError || error instanceof OptionProblem || error instanceof RangeError) {
      return { status: "failed", reason: error.message };
    }
    throw error;
  }
}

/** Ends this process, which can train no more: what started it takes the task to another one. */
function end({ message }: RunExpError): Promise<never> {
  process.stderr.write(`Error: ${message}\n`, () => process.exit(1));
  return new Promise(() => {});
}

async function take(order: Order): Promise<void> {
  if (order.type === "setup") {
    workbench = open(order.setup);
    workbench.catch(() => {}); // told with the first task
    flushCompileCache?.(); // for the next one: this one is killed in the end
    return;
  }
  send(await answerTo(order.task));
}

function tell(bug: unknown): void {
  send({ type: "bug", stack: bug instanceof Error ? bug.stack! : String(bug) });
}

process.on("message", (order: Order) => {
  take(order).catch(tell);
});
process.on("uncaughtException", tell);
process.on("disconnect", () => process.exit());
if (!process.connected) process.exit(); // what started it has ended before it could hear so
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {}); // the parent decides
