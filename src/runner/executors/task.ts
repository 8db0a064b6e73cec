import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { milliseconds } from "../../base/clock.ts";
import { RunExpError } from "../../base/errors.ts";
import { writeWhole } from "../../base/files.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Engine } from "../../engine/engine.ts";
import { keeping, whereMissing } from "../../store/failures.ts";
import { showFigure, showNumber } from "../../store/formats.ts";
import type { EpochRecord } from "../../train/callback.ts";
import type { Bar } from "../../tuner/pruner.ts";
import { Checkpoints } from "../checkpoints.ts";
import { bestSoFar, isBetter } from "../objective.ts";
import { modelFor } from "../prepare.ts";
import { runTrial } from "../training.ts";
import type { Task, TaskEvent, TaskOutcome } from "./executor.ts";

/** What a worker has at hand for every task. */
export interface Workbench {
  readonly data: Dataset;
  readonly engine: Engine;
  /** The folder of the checkpoints. */
  readonly checkpoints: string;
  /** See `Setup`. */
  readonly betweenCheckpoints: number;
}

/** Trains a task from its newest checkpoint to its end. */
export async function runTask(
  task: Task,
  { data, engine, checkpoints, betweenCheckpoints }: Workbench,
  tell: (event: TaskEvent) => void,
): Promise<TaskOutcome> {
  const { experiment, epochs, limit } = task;
  const saved = new Checkpoints(folderOf(checkpoints), task.name);
  const from = await saved.newest((message) => tell({ type: "notice", message }));
  const before = from?.progress.history ?? [];
  tell({ type: "started", history: before });
  const over = endOf(task, before);
  if (over !== undefined) return { ...over, history: before };
  const study = { experiment, data, model: modelFor(experiment, data), engine };
  const began = milliseconds();
  const history = [...before];
  let end: End | undefined;
  let lastSaved = began;
  const result = await runTrial(
    study,
    { seed: task.seed, trial: task.trial, until: epochs, ...(from === undefined ? {} : { from }) },
    {
      progress: () => refuseBeyond(limit, began),
      async epochEnd(record, checkpoint) {
        history.push(record);
        tell({ type: "epoch", record });
        end = endOf(task, history);
        const due = milliseconds() - lastSaved > betweenCheckpoints;
        if (!due && !task.goesOn) return end?.stopReason;
        const state = await checkpoint();
        const last = record.epoch === epochs || state.progress.stopReason !== null;
        if (due || last) {
          await saved.save(state);
          lastSaved = milliseconds();
        }
        return end?.stopReason;
      },
    },
  );
  return end === undefined
    ? { status: "complete", history: result.history, stopReason: result.stopReason }
    : { ...end, history: result.history };
}

/** Why a task ends before its last epoch. */
interface End {
  readonly status: "pruned" | "diverged";
  readonly stopReason: string;
}

/** Whether a task has come to its end with the last epoch; undefined where it goes on. */
function endOf(task: Task, history: readonly EpochRecord[]): End | undefined {
  const last = history.at(-1);
  const wild = Object.entries(last?.logs ?? {}).find(([, value]) => !Number.isFinite(value));
  if (wild !== undefined) {
    return {
      status: "diverged",
      stopReason: `${wild[0]} was ${showNumber(wild[1])} after epoch ${last!.epoch}`,
    };
  }
  const given = givenUp(task, history);
  return given === undefined ? undefined : { status: "pruned", stopReason: given };
}

/** Why a task is given up after the last epoch; undefined where it goes on. */
function givenUp({ bars, objective }: Task, history: readonly EpochRecord[]): string | undefined {
  const bar: Bar | undefined = bars.find(({ epoch }) => epoch === history.length);
  if (bar === undefined) return undefined;
  const value = bestSoFar(history, objective);
  if (value === bar.value || isBetter(value, bar.value, objective)) return undefined;
  const side = objective.better === "higher" ? "below" : "above";
  const is = Number.isFinite(value) ? `is ${side}` : "is not";
  return `${objective.name} ${showFigure(value)} after epoch ${bar.epoch} ${is} ${showFigure(bar.value)}, ${bar.what}`;
}

/** Throws a RunExpError `limit-broken` where a task takes more than it may. */
function refuseBeyond({ minutes, memory }: Task["limit"], began: number): void {
  // What it took would not be the same the next time, so it is not told.
  if (minutes !== undefined && milliseconds() - began > 60_000 * minutes) {
    throw beyond(`${minutes} ${minutes === 1 ? "minute" : "minutes"}`);
  }
  if (memory !== undefined && process.memoryUsage.rss() > memory * 2 ** 20) throw beyond(`${memory} MiB`);
}

function beyond(limit: string): RunExpError {
  return new RunExpError("limit-broken", `it took more than its limit of ${limit}`);
}

/** A folder as checkpoints are kept in. */
export function folderOf(path: string): ConstructorParameters<typeof Checkpoints>[0] {
  return {
    saved: (name) => keeping(path, () => readFile(join(path, name)).catch(whereMissing(undefined))),
    save: (name, bytes) => keeping(path, () => writeWhole(join(path, name), bytes)),
    remove: (name) => keeping(path, () => rm(join(path, name), { force: true })),
  };
}
