import type { DatasetSection } from "../../data/dataset.ts";
import type { Task, TaskEvent, TaskOutcome } from "./executor.ts";

/** What a worker process must know before its first task. */
export interface Setup {
  readonly dataset: DatasetSection;
  readonly seed: number;
  /** Absolute path that relative paths in the dataset start from. */
  readonly folder: string;
  readonly engine: string;
  readonly threads: number;
  /** The folder of the checkpoints. */
  readonly checkpoints: string;
}

/** From the process that runs a search to a worker. */
export type Order =
  | { readonly type: "setup"; readonly setup: Setup }
  | { readonly type: "run"; readonly task: Task };

/** From a worker back. */
export type Answer =
  | { readonly type: "event"; readonly event: TaskEvent }
  | { readonly type: "ended"; readonly outcome: TaskOutcome }
  /** Something is wrong with run-exp itself. */
  | { readonly type: "bug"; readonly stack: string };
