import type { EpochRecord } from "../train/callback.ts";
import type { Step } from "../tuner/tuner.ts";
import type { Monitor } from "./events.ts";
import type { TaskOutcome } from "./executors/executor.ts";
import { bestOverEpochs, isBetter, valueIn } from "./objective.ts";

/** A trial as its last step left it. */
export interface Trial extends Pick<Step, "trial" | "configuration" | "epochs" | "place"> {
  readonly outcome: TaskOutcome;
  /** The best objective; NaN where there is none. */
  readonly value: number;
}

/** What the steps of a search came to. */
export class TrialOutcomes {
  readonly #objective: Monitor;
  /** By the step's index. */
  readonly #outcomes = new Map<number, TaskOutcome>();
  /** Of the last step of each trial that has ended. */
  readonly #latest = new Map<number, TaskOutcome>();

  constructor(objective: Monitor) {
    this.#objective = objective;
  }

  add(index: number, trial: number, outcome: TaskOutcome): void {
    this.#outcomes.set(index, outcome);
    this.#latest.set(trial, outcome);
  }

  has(index: number): boolean {
    return this.#outcomes.has(index);
  }

  /** The epochs of a trial so far. */
  historyOf(trial: number): readonly EpochRecord[] {
    const outcome = this.#latest.get(trial);
    return outcome === undefined || outcome.status === "failed" ? [] : outcome.history;
  }

  /** The best objective after each epoch of a trial; NaN all along where it diverged. */
  courseOf(trial: number): number[] {
    const history = this.historyOf(trial);
    if (this.#latest.get(trial)?.status === "diverged") return history.map(() => Number.NaN);
    return bestOverEpochs(history, this.#objective);
  }

  /** The trials of steps that have all ended, in the order of their numbers. */
  trialsOf(steps: readonly Step[]): readonly Trial[] {
    const trials = new Map<number, Trial>();
    for (const [index, { result: _, ...step }] of steps.entries()) {
      const outcome = this.#outcomes.get(index)!;
      trials.set(step.trial, { ...step, outcome, value: valueIn(outcome, this.#objective) });
    }
    return [...trials.values()].sort((a, b) => a.trial - b.trial);
  }
}

/** The best trial first; equal ones by their number. Trials without a finite value are left out. */
export function ranked(trials: readonly Trial[], objective: Monitor): Trial[] {
  const rank = (a: Trial, b: Trial) => {
    if (isBetter(a.value, b.value, objective)) return -1;
    return isBetter(b.value, a.value, objective) ? 1 : a.trial - b.trial;
  };
  return trials.filter(({ value }) => Number.isFinite(value)).sort(rank);
}
