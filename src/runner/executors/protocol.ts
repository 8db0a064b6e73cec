import type { DatasetSection } from "../../data/dataset.ts";
import type { Task, TaskEvent, TaskOutcome } from "./executor.ts";

/** What a worker process must know before its first task. */
export interface Setup {
  readonly dataset: DatasetSection;
  /** Of the dataset, as it was when the search began. */
  readonly fingerprint: string;
  /** Share of the training samples that tasks are trained on, in (0, 1]. */
  readonly share: number;
  readonly seed: number;
  /** Absolute path that relative paths in the dataset start from. */
  readonly folder: string;
  readonly engine: string;
  readonly threads: number;
  /** The folder of the checkpoints. */
  readonly checkpoints: string;
  /** A checkpoint is written after an epoch that ends so long after the last one was, in milliseconds. */
  readonly betweenCheckpoints: number;
}

/** From the process that runs a search to a worker. */
export type Order =
  | { readonly type: "setup"; readonly setup: Setup }
  | { readonly type: "run"; readonly task: Task };

/** From a worker back. */
export type Answer =
  | { readonly type: "event"; readonly event: TaskEvent }
  | { readonly type: "ended"; readonly outcome: TaskOutcome }
  /** Nothing can be run here, for a reason that a person can mend. */
  | { readonly type: "refused"; readonly code: string; readonly message: string; readonly hint: string }
  /** Something is wrong with run-exp itself. */
  | { readonly type: "bug"; readonly stack: string };
