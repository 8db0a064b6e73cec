import type { EpochRecord } from "../train/callback.ts";
import type { Monitor } from "./events.ts";
import type { TaskOutcome } from "./executors/executor.ts";

/** Whether a value is better than another; what is not finite is worse than anything that is. */
export function isBetter(value: number, other: number, { better }: Pick<Monitor, "better">): boolean {
  if (!Number.isFinite(value)) return false;
  if (!Number.isFinite(other)) return true;
  return better === "higher" ? value > other : value < other;
}

/** The best objective that a task came to; NaN where there is none, or where it diverged, however good it was before. */
export function valueIn(outcome: TaskOutcome, objective: Monitor): number {
  const none = outcome.status === "failed" || outcome.status === "diverged";
  return none ? Number.NaN : bestSoFar(outcome.history, objective);
}

/** The best value of the objective over some epochs; NaN where none is finite. */
export function bestSoFar(history: readonly EpochRecord[], objective: Monitor): number {
  return bestOverEpochs(history, objective).at(-1) ?? Number.NaN;
}

/** After each epoch the best value of the objective until then. */
export function bestOverEpochs(history: readonly EpochRecord[], objective: Monitor): number[] {
  let best = Number.NaN;
  return history.map(({ logs }) => {
    const value = logs[objective.name] ?? Number.NaN;
    if (isBetter(value, best, objective)) best = value;
    return best;
  });
}
