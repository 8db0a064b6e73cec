import { milliseconds } from "../base/clock.ts";
import { RunExpError } from "../base/errors.ts";
import { sizeOf } from "../base/shape.ts";
import { weightsOf } from "../model/model.ts";
import type { Configuration } from "../space/space.ts";
import { trialName } from "../store/search-files.ts";
import type { EpochRecord } from "../train/callback.ts";
import type { Bar } from "../tuner/pruner.ts";
import { pruners } from "../tuner/pruners.ts";
import { type Next, Schedule } from "../tuner/schedule.ts";
import type { Proposal, Result, Step } from "../tuner/tuner.ts";
import { tuners } from "../tuner/tuners.ts";
import type { Monitor } from "./events.ts";
import type { Executor, TaskOutcome } from "./executors/executor.ts";
import { bestOverEpochs, isBetter, valueIn } from "./objective.ts";
import { modelFor, type PreparedSearch } from "./prepare.ts";
import { type EndedRecord, stepsOf } from "./record.ts";
import { recorded } from "./recorded.ts";
import type { Session } from "./replicates.ts";
import { objectiveOf, taskOf } from "./trial-task.ts";

/** A trial as its last step left it. */
export interface Trial {
  /** Counts from 1. */
  readonly trial: number;
  readonly configuration: Configuration;
  readonly place?: Step["place"];
  /** It was to be trained until so many epochs were done. */
  readonly epochs: number;
  readonly outcome: TaskOutcome;
  /** The best objective; NaN where there is none. */
  readonly value: number;
}

/** Runs every trial of a search that the journal does not hold as finished, and returns all in the order of their numbers. */
export async function runTrials(
  prepared: PreparedSearch,
  earlier: readonly { readonly configuration: Configuration; readonly value: number }[],
  executor: Executor,
  session: Session,
): Promise<readonly Trial[]> {
  return new Trials(prepared, earlier, executor, session).run();
}

class Trials {
  readonly #prepared: PreparedSearch;
  readonly #executor: Executor;
  readonly #session: Session;
  readonly #objective: Monitor;
  /** The steps that the journal holds from before. */
  readonly #before: ReturnType<typeof stepsOf>;
  /** Whether a trial may go on after its step. */
  readonly #goesOn: boolean;
  readonly #schedule: Schedule;
  /** What each step came to, by its index; absent while it runs. */
  readonly #ended = new Map<number, EndedRecord>();
  readonly #running = new Map<number, Promise<void>>();

  constructor(
    prepared: PreparedSearch,
    earlier: readonly { readonly configuration: Configuration; readonly value: number }[],
    executor: Executor,
    session: Session,
  ) {
    const { search } = prepared;
    const { component, options } = tuners.open(search.search.tuner);
    this.#prepared = prepared;
    this.#executor = executor;
    this.#session = session;
    this.#objective = objectiveOf(prepared);
    this.#before = stepsOf(session.journal.events);
    this.#goesOn = component.outline(options, search.space, search.search.parallel).rungs !== undefined;
    this.#schedule = new Schedule({
      tuner: recorded(
        component,
        this.#before.map(({ proposed }) => proposed),
      ),
      options,
      space: search.space,
      seed: search.seed,
      goal: search.goal,
      parallel: search.search.parallel,
      start: search.start,
      earlier,
      costOf: (proposal, done) => (this.#epochsOf(proposal) - done) * this.#parametersOf(proposal),
    });
  }

  async run(): Promise<readonly Trial[]> {
    for (;;) {
      const next = this.#schedule.next();
      await this.#refuseFailures();
      if (next.type === "done") return this.#trials();
      if (next.type === "start") await this.#start(next);
      else await this.#await(next.index);
    }
  }

  /** Begins a step, or takes it from the journal. */
  async #start({ index, step }: Extract<Next, { type: "start" }>): Promise<void> {
    const { journal, emit, elapsed } = this.#session;
    const known = this.#schedule.steps.filter(({ result }) => result !== undefined).length;
    if (this.#before[index] === undefined) {
      const { trial, configuration, epochs, place } = step;
      await journal.append({
        ...{ type: "proposed", step: index, trial, configuration, known, elapsed: elapsed() },
        ...(epochs === undefined ? {} : { epochs }),
        ...(place === undefined ? {} : { place }),
      });
    }
    const ended = this.#before[index]?.ended;
    if (ended !== undefined) {
      this.#end(index, step, ended);
      return;
    }
    const from = this.#historyOf(step.trial).length;
    const epochs = this.#epochsOf(step);
    emit({ type: "trialStarted", trial: step.trial, configuration: step.configuration, from, epochs });
    // Now, because more may be visible once the step runs.
    const running = this.#run(index, step, epochs, this.#barsFor(epochs));
    running.catch(() => {}); // told to whoever waits for any step
    this.#running.set(index, running);
  }

  async #run(index: number, step: Step, epochs: number, bars: readonly Bar[]): Promise<void> {
    const { journal, elapsed } = this.#session;
    const began = milliseconds();
    const { outcome, name } = await this.#outcomeOf(step, epochs, bars);
    const seconds = (milliseconds() - began) / 1000;
    const record: EndedRecord = {
      type: "ended",
      step: index,
      trial: step.trial,
      outcome,
      seconds,
      elapsed: elapsed(),
    };
    await journal.append(record);
    if (!this.#goesOn && name !== undefined) await this.#executor.forget(name);
    this.#end(index, step, record);
  }

  /** What became of a step, and the name of its task; a configuration that makes no experiment has none. */
  async #outcomeOf(
    { trial, configuration }: Step,
    epochs: number,
    bars: readonly Bar[],
  ): Promise<{ readonly outcome: TaskOutcome; readonly name?: string }> {
    const { emit } = this.#session;
    try {
      const task = await taskOf(this.#prepared, {
        name: `trial-${trialName(trial)}`,
        configuration,
        seed: this.#prepared.search.seed,
        trial,
        epochs,
        goesOn: this.#goesOn,
        bars,
      });
      const outcome = await this.#executor.run(task, (event) => {
        if (event.type === "notice") emit(event);
        if (event.type !== "epoch") return;
        const value = event.record.logs[this.#objective.name] ?? Number.NaN;
        emit({ type: "trialEpoch", trial, record: event.record, value });
      });
      return { outcome, name: task.name };
    } catch (error) {
      if (error instanceof RunExpError && error.code === "bad-configuration") {
        return { outcome: { status: "failed", reason: error.message } };
      }
      throw error;
    }
  }

  /** Takes in what a step came to. */
  #end(index: number, step: Step, record: EndedRecord): void {
    this.#ended.set(index, record);
    const { outcome } = record;
    const value = valueIn(outcome, this.#objective);
    this.#schedule.finish(index, resultOf(outcome, value));
    const { trial, configuration } = step;
    const told = { type: "trialEnded", trial, configuration, status: outcome.status } as const;
    const { emit } = this.#session;
    if (outcome.status === "failed") emit({ ...told, epochs: 0, reason: outcome.reason });
    else {
      const reason = outcome.status === "complete" ? {} : { reason: outcome.stopReason ?? "" };
      emit({ ...told, epochs: outcome.history.length, value, ...reason });
    }
    this.#running.delete(index);
  }

  /** Waits until a step has ended. Throws at once where another that runs beside it cannot go on. */
  async #await(index: number): Promise<void> {
    while (!this.#ended.has(index)) await Promise.race(this.#running.values());
  }

  /**
   * Ends the search where too many steps have failed one after another. It looks at those that the tuner sees, so that
   * it does not depend on how fast they really were.
   */
  async #refuseFailures(): Promise<void> {
    const { maxConsecutiveFailures: most } = this.#prepared.search.search;
    const { steps } = this.#schedule;
    let failed = 0;
    for (const [index, { result }] of steps.entries()) {
      failed = result?.status === "failed" ? failed + 1 : 0;
      if (failed < most || result?.status !== "failed") continue;
      const { journal, elapsed } = this.#session;
      await journal.append({ type: "voided", from: index - most + 1, elapsed: elapsed() });
      throw new RunExpError(
        "search-failed",
        `${most} trials failed one after another: ${result.reason}`,
        "once that is mended, the same command tries them again; search.maxConsecutiveFailures sets how many may fail",
      );
    }
  }

  #epochsOf({ epochs, configuration }: Pick<Proposal, "epochs" | "configuration">): number {
    const { search } = this.#prepared;
    return epochs ?? search.search.trial?.epochs ?? search.resolve(configuration).train.epochs;
  }

  #parametersOf({ configuration }: Proposal): number {
    try {
      const model = modelFor(this.#prepared.search.resolve(configuration), this.#prepared.opened);
      return weightsOf(model).reduce((sum, { spec }) => sum + sizeOf(spec.shape), 1);
    } catch {
      return 1; // it makes no model, and will fail at once
    }
  }

  #historyOf(trial: number): readonly EpochRecord[] {
    const records = [...this.#ended.values()].filter((record) => record.trial === trial);
    const outcome = records.at(-1)?.outcome;
    return outcome === undefined || outcome.status === "failed" ? [] : outcome.history;
  }

  /** What the pruner makes of the trials whose results may be seen. */
  #barsFor(epochs: number): readonly Bar[] {
    const { search, goal } = this.#prepared.search;
    if (search.pruner === undefined) return [];
    const { component, options } = pruners.open(search.pruner);
    const visible = this.#schedule.steps.flatMap(({ result, trial }) =>
      result === undefined || result.status === "failed" ? [] : [trial],
    );
    const histories = [...new Set(visible)].map((trial) => this.#courseOf(trial));
    return component.bars(histories, goal, epochs, options);
  }

  /** The best objective after each epoch of a trial; NaN all along where it diverged. */
  #courseOf(trial: number): number[] {
    const history = this.#historyOf(trial);
    const last = [...this.#ended.values()].findLast((record) => record.trial === trial);
    if (last?.outcome.status === "diverged") return history.map(() => Number.NaN);
    return bestOverEpochs(history, this.#objective);
  }

  #trials(): readonly Trial[] {
    const trials = new Map<number, Trial>();
    for (const [index, step] of this.#schedule.steps.entries()) {
      const { outcome } = this.#ended.get(index)!;
      const { trial, configuration, place } = step;
      const found = { epochs: this.#epochsOf(step), outcome, value: valueIn(outcome, this.#objective) };
      trials.set(trial, { trial, configuration, ...found, ...(place === undefined ? {} : { place }) });
    }
    return [...trials.values()].sort((a, b) => a.trial - b.trial);
  }
}

/** The best trial first; equal ones by their number. Trials without a finite value are left out. */
export function ranked(trials: readonly Trial[], objective: Monitor): Trial[] {
  return trials
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) =>
      isBetter(a.value, b.value, objective)
        ? -1
        : isBetter(b.value, a.value, objective)
          ? 1
          : a.trial - b.trial,
    );
}

function resultOf(outcome: TaskOutcome, value: number): Result {
  if (outcome.status === "failed") return outcome;
  return { status: outcome.status === "diverged" ? "complete" : outcome.status, value };
}
