import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { milliseconds } from "../../base/clock.ts";
import { writeWhole } from "../../base/files.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Engine } from "../../engine/engine.ts";
import { whereMissing } from "../../store/failures.ts";
import type { EpochRecord } from "../../train/callback.ts";
import { Checkpoints } from "../checkpoints.ts";
import { bestSoFar, isBetter } from "../objective.ts";
import { modelFor } from "../prepare.ts";
import { withShare } from "../shares.ts";
import { runTrial } from "../training.ts";
import type { Bar, Task, TaskEvent, TaskOutcome } from "./executor.ts";

/** What a worker has at hand for every task. */
export interface Workbench {
  readonly data: Dataset;
  readonly engine: Engine;
  /** The folder of the checkpoints. */
  readonly checkpoints: string;
  /** The experiment's. */
  readonly seed: number;
}

/** A checkpoint is written after an epoch that ends so long after the last one was, in milliseconds. */
const BETWEEN_CHECKPOINTS = 2000;

/** Trains a task from its newest checkpoint to its end. */
export async function runTask(
  task: Task,
  { data, engine, checkpoints, seed }: Workbench,
  tell: (event: TaskEvent) => void,
): Promise<TaskOutcome> {
  const { experiment, epochs, limit } = task;
  const saved = new Checkpoints(folderOf(checkpoints), task.name);
  const from = await saved.newest((message) => tell({ type: "notice", message }));
  const before = from?.progress.history ?? [];
  tell({ type: "started", history: before });
  const given = givenUp(task, before);
  if (given !== undefined) return { status: "pruned", history: before, stopReason: given };
  const own = { ...experiment, train: { ...experiment.train, epochs } };
  const study = {
    experiment: own,
    data: withShare(data, task.share, seed),
    model: modelFor(own, data),
    engine,
  };
  const began = milliseconds();
  const history = [...before];
  let pruned: string | undefined;
  let lastSaved = began;
  const result = await runTrial(
    study,
    { seed: task.seed, trial: task.trial, ...(from === undefined ? {} : { from }) },
    {
      async epochEnd(record, checkpoint) {
        history.push(record);
        tell({ type: "epoch", record });
        pruned = givenUp(task, history);
        const state = await checkpoint();
        const last = record.epoch === epochs || state.progress.stopReason !== null;
        if ((last && task.goesOn) || milliseconds() - lastSaved > BETWEEN_CHECKPOINTS) {
          await saved.save(state);
          lastSaved = milliseconds();
        }
        return pruned ?? broken(limit, began);
      },
    },
  );
  const exceeded = broken(limit, began);
  if (exceeded !== undefined && result.stopReason === exceeded) return { status: "failed", reason: exceeded };
  return {
    status: pruned === undefined ? "complete" : "pruned",
    history: result.history,
    stopReason: result.stopReason,
  };
}

/** Why a task is given up after the last epoch; undefined where it goes on. */
function givenUp({ bars, objective }: Task, history: readonly EpochRecord[]): string | undefined {
  const bar: Bar | undefined = bars.find(({ epoch }) => epoch === history.length);
  if (bar === undefined) return undefined;
  const value = bestSoFar(history, objective);
  if (value === bar.value || isBetter(value, bar.value, objective)) return undefined;
  return `pruned: ${objective.name} ${figure(value)} after epoch ${bar.epoch}, and ${bar.what} is ${figure(bar.value)}`;
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Which limit a task has broken; undefined where it has broken none. */
function broken({ minutes, memory }: Task["limit"], began: number): string | undefined {
  if (minutes !== undefined && milliseconds() - began > 60_000 * minutes) {
    return `it took longer than its limit of ${minutes} minutes`;
  }
  const taken = Math.round(process.memoryUsage.rss() / 2 ** 20);
  if (memory !== undefined && taken > memory) {
    return `its worker took ${taken} MiB of memory, above its limit of ${memory}`;
  }
  return undefined;
}

/** A folder as checkpoints are kept in. */
export function folderOf(path: string): ConstructorParameters<typeof Checkpoints>[0] {
  return {
    saved: (name) => readFile(join(path, name)).catch(whereMissing(undefined)),
    async save(name, bytes) {
      await mkdir(path, { recursive: true });
      await writeWhole(join(path, name), bytes);
    },
    remove: (name) => rm(join(path, name), { force: true }),
  };
}
