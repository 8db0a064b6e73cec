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

/** So much of a trial is lost at most when its worker dies, in milliseconds, or one epoch where that takes longer. */
const BETWEEN_CHECKPOINTS = 2000;

/** An executor for a search's trials: worker processes on this machine, which share its cores. */
export async function openExecutor({
  prepared,
  folder,
  workers,
  checkpoints,
  signal,
}: ExecutorRequest): Promise<Executor> {
  const { search, engine, opened } = prepared;
  const setup = {
    dataset: search.dataset,
    fingerprint: opened.fingerprint,
    share: search.search.trial?.share ?? 1,
    seed: search.seed,
    folder,
    engine: engine.name,
    threads: Math.max(1, Math.floor(availableParallelism() / workers)),
    checkpoints,
    betweenCheckpoints: BETWEEN_CHECKPOINTS,
  };
  return LocalExecutor.open(workers, setup, signal);
}
