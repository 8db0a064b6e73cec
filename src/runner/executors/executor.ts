import type { Experiment } from "../../spec/experiment.ts";
import type { EpochRecord } from "../../train/callback.ts";
import type { Bar } from "../../tuner/pruner.ts";
import type { Monitor } from "../events.ts";

/** One stretch of training, in plain data: a trial or a part of one, which another machine could take on. */
export interface Task {
  /** Names its checkpoints: tasks of one name go on where the one before ended. */
  readonly name: string;
  /** Its epochs are those of the whole training, of which this may be a part. */
  readonly experiment: Experiment;
  /** Key all its randomness. */
  readonly seed: number;
  readonly trial: number;
  /** It ends once so many epochs are done, those before this stretch included. */
  readonly epochs: number;
  /** Whether its state is kept for a task of the same name. */
  readonly goesOn: boolean;
  readonly objective: Monitor;
  /** What the best objective so far must reach after an epoch, or the task is given up. Ascending by epoch. */
  readonly bars: readonly Bar[];
  readonly limit: { readonly minutes?: number; readonly memory?: number };
}

/** What happens to a task while it runs. */
export type TaskEvent =
  | { readonly type: "started"; readonly history: readonly EpochRecord[] }
  | { readonly type: "epoch"; readonly record: EpochRecord }
  | { readonly type: "notice"; readonly message: string };

/** What became of a task. */
export type TaskOutcome =
  | {
      /** `diverged`: a logged value was no finite number, which ended it. */
      readonly status: "complete" | "pruned" | "diverged";
      /** All epochs of its name, the earlier stretches' included. */
      readonly history: readonly EpochRecord[];
      /** Why it ended before its last epoch; null where it did not. */
      readonly stopReason: string | null;
    }
  | { readonly status: "failed"; readonly reason: string };

/** What runs tasks, here or elsewhere. A task that is cut off goes on from its newest checkpoint when it is run again. */
export interface Executor {
  /** How many tasks it runs side by side; further ones wait. */
  readonly workers: number;
  /**
   * Throws a RunExpError `interrupted` once the executor is closed, and what keeps it from running anything: the disk is
   * full, the data have changed. Any other error is a bug in a worker.
   */
  run(task: Task, tell: (event: TaskEvent) => void): Promise<TaskOutcome>;
  /** Lets what is kept for tasks of this name go. */
  forget(name: string): Promise<void>;
  close(): Promise<void>;
}
