import { milliseconds } from "../base/clock.ts";
import { RunExpError } from "../base/errors.ts";
import { sizeOf } from "../base/shape.ts";
import { weightsOf } from "../model/model.ts";
import type { Configuration } from "../space/space.ts";
import { trialName } from "../store/search-files.ts";
import type { Bar } from "../tuner/pruner.ts";
import { pruners } from "../tuner/pruners.ts";
import { type Next, Schedule } from "../tuner/schedule.ts";
import type { Result, Step } from "../tuner/tuner.ts";
import { tuners } from "../tuner/tuners.ts";
import type { Monitor } from "./events.ts";
import type { Executor, Task, TaskOutcome } from "./executors/executor.ts";
import { valueIn } from "./objective.ts";
import { modelFor, type PreparedSearch } from "./prepare.ts";
import { stepsOf } from "./record.ts";
import { recorded } from "./recorded.ts";
import type { Session } from "./replicates.ts";
import { type Trial, TrialOutcomes } from "./trial-outcomes.ts";
import { objectiveOf, taskOf } from "./trial-task.ts";

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
  readonly #outcomes: TrialOutcomes;
  /** How many parameters the model of each trial has. */
  readonly #parameters = new Map<number, number>();
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
    this.#outcomes = new TrialOutcomes(this.#objective);
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
      costOf: ({ trial, epochs }, done) => (epochs! - done) * this.#parameters.get(trial)!,
    });
  }

  async run(): Promise<readonly Trial[]> {
    for (;;) {
      const next = this.#schedule.next();
      await this.#refuseFailures();
      if (next.type === "done") return this.#outcomes.trialsOf(this.#schedule.steps);
      if (next.type === "start") await this.#start(next);
      else await this.#await(next.index);
    }
  }

  /** Begins a step, or takes it from the journal. */
  async #start({ index, step }: Extract<Next, { type: "start" }>): Promise<void> {
    const { journal, elapsed } = this.#session;
    const known = this.#schedule.steps.filter(({ result }) => result !== undefined).length;
    if (this.#before[index] === undefined) {
      const { trial, configuration, epochs, place } = step;
      await journal.append({
        ...{ type: "proposed", step: index, trial, configuration, known, elapsed: elapsed() },
        ...(epochs === undefined ? {} : { epochs }),
        ...(place === undefined ? {} : { place }),
      });
    }
    const task = await this.#taskOf(step);
    this.#parameters.set(step.trial, task instanceof RunExpError ? 1 : this.#parametersOf(task));
    const ended = this.#before[index]?.ended;
    if (ended !== undefined) this.#end(index, step, ended.outcome);
    else if (task instanceof RunExpError) await this.#fail(index, step, task);
    else this.#begin(index, step, task);
  }

  /** Ends a step whose configuration makes no experiment. */
  async #fail(index: number, step: Step, { message }: RunExpError): Promise<void> {
    const outcome = { status: "failed", reason: message } as const;
    await this.#record(index, step.trial, outcome, 0);
    this.#end(index, step, outcome);
  }

  /** A step's training; the reason where its configuration makes none. */
  async #taskOf({ trial, configuration, epochs }: Step): Promise<Task | RunExpError> {
    try {
      return await taskOf(this.#prepared, {
        name: `trial-${trialName(trial)}`,
        configuration,
        seed: this.#prepared.search.seed,
        trial,
        ...(epochs === undefined ? {} : { epochs }),
        goesOn: this.#goesOn,
        bars: [],
      });
    } catch (error) {
      if (error instanceof RunExpError && error.code === "bad-configuration") return error;
      throw error;
    }
  }

  #begin(index: number, step: Step, task: Task): void {
    const { trial, configuration } = step;
    const from = this.#outcomes.historyOf(trial).length;
    this.#session.emit({ type: "trialStarted", trial, configuration, from, epochs: task.epochs });
    // The bars are set now, because more may be visible once the step runs.
    const running = this.#run(index, step, { ...task, bars: this.#barsFor(task.epochs) });
    running.catch(() => {}); // told to whoever waits for any step
    this.#running.set(index, running);
  }

  async #run(index: number, step: Step, task: Task): Promise<void> {
    const { trial } = step;
    const { emit } = this.#session;
    const began = milliseconds();
    const outcome = await this.#executor.run(task, (event) => {
      if (event.type === "notice") emit(event);
      if (event.type !== "epoch") return;
      const value = event.record.logs[this.#objective.name] ?? Number.NaN;
      emit({ type: "trialEpoch", trial, record: event.record, value });
    });
    await this.#record(index, trial, outcome, (milliseconds() - began) / 1000);
    if (!this.#goesOn) await this.#executor.forget(task.name);
    this.#end(index, step, outcome);
  }

  #record(step: number, trial: number, outcome: TaskOutcome, seconds: number): Promise<void> {
    const { journal, elapsed } = this.#session;
    return journal.append({ type: "ended", step, trial, outcome, seconds, elapsed: elapsed() });
  }

  /** Takes in what a step came to. */
  #end(index: number, { trial, configuration }: Step, outcome: TaskOutcome): void {
    this.#outcomes.add(index, trial, outcome);
    const value = valueIn(outcome, this.#objective);
    this.#schedule.finish(index, resultOf(outcome, value));
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
    while (!this.#outcomes.has(index)) await Promise.race(this.#running.values());
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

  #parametersOf({ experiment }: Task): number {
    const model = modelFor(experiment, this.#prepared.opened);
    return weightsOf(model).reduce((sum, { spec }) => sum + sizeOf(spec.shape), 1);
  }

  /** What the pruner makes of the trials whose results may be seen. */
  #barsFor(epochs: number): readonly Bar[] {
    const { search, goal } = this.#prepared.search;
    if (search.pruner === undefined) return [];
    const { component, options } = pruners.open(search.pruner);
    const visible = this.#schedule.steps.flatMap(({ result, trial }) =>
      result === undefined || result.status === "failed" ? [] : [trial],
    );
    const histories = [...new Set(visible)].map((trial) => this.#outcomes.courseOf(trial));
    return component.bars(histories, goal, epochs, options);
  }
}

function resultOf(outcome: TaskOutcome, value: number): Result {
  if (outcome.status === "failed") return outcome;
  return { status: outcome.status === "diverged" ? "complete" : outcome.status, value };
}
