import { availableParallelism } from "node:os";
import type { PreparedSearch } from "../prepare.ts";
import type { Executor } from "./executor.ts";
import { LocalExecutor } from "./local.ts";

export interface ExecutorRequest {
  readonly prepared: PreparedSearch;
  /** Absolute path that relative paths in the experiment start from. */
  readonly folder: string;
  readonly workers: number;
  /** A folder for checkpoints. */
  readonly checkpoints: string;
  /** Closes the executor. */
  readonly signal?: AbortSignal;
}

/** An executor for a search's trials: worker processes on this machine, which share its cores. */
export function openExecutor({ prepared, folder, workers, checkpoints, signal }: ExecutorRequest): Executor {
  const { search, engine } = prepared;
  const executor = new LocalExecutor(workers, {
    dataset: search.dataset,
    seed: search.seed,
    folder,
    engine: engine.name,
    threads: Math.max(1, Math.floor(availableParallelism() / workers)),
    checkpoints,
  });
  signal?.addEventListener("abort", () => void executor.close(), { once: true });
  return executor;
}
