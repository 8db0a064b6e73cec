import { OptionProblem, RunExpError } from "../../base/errors.ts";
import { cacheFolder } from "../../data/cache.ts";
import type { Dataset } from "../../data/dataset.ts";
import { openDataset } from "../../data/open.ts";
import type { Engine } from "../../engine/engine.ts";
import { engineNamed } from "../../engine/engines.ts";
import type { TaskEvent, TaskOutcome } from "./executor.ts";
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

async function open({ dataset, seed, folder, engine, threads, checkpoints }: Setup): Promise<Workbench> {
  const [data, opened]: [Dataset, Engine] = await Promise.all([
    openDataset(dataset, {
      folder,
      cache: cacheFolder(),
      offline: true,
      seed,
      notify() {},
      progress() {},
    }).then((own) => own.load()),
    engineNamed(engine, threads),
  ]);
  return { data, engine: opened, checkpoints, seed };
}

/** What a person can mend ends the task; anything else is a bug. */
async function outcomeOf(run: () => Promise<TaskOutcome>): Promise<TaskOutcome> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RunExpError || error instanceof OptionProblem || error instanceof RangeError) {
      return { status: "failed", reason: error.message };
    }
    throw error;
  }
}

async function take(order: Order): Promise<void> {
  if (order.type === "setup") {
    workbench = open(order.setup);
    workbench.catch(() => {}); // told with the first task
    return;
  }
  const tell = (event: TaskEvent) => send({ type: "event", event });
  const outcome = await outcomeOf(async () => runTask(order.task, await workbench!, tell));
  send({ type: "ended", outcome });
}

process.on("message", (order: Order) => {
  take(order).catch((bug: unknown) =>
    send({ type: "bug", stack: bug instanceof Error ? bug.stack! : String(bug) }),
  );
});
process.on("disconnect", () => process.exit());
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {}); // the parent decides
