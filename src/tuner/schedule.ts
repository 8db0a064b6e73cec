import type { Configuration } from "../space/space.ts";
import { begun } from "./fresh.ts";
import type { Knowledge, Proposal, Result, Step, Tuner } from "./tuner.ts";

/** What a search is made of. */
export interface Search extends Omit<Knowledge, "steps"> {
  readonly tuner: Tuner;
  /** The tuner's, complete. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Configurations that are tried first, in place of those that the tuner would begin with. */
  readonly start: readonly Configuration[];
  /**
   * How long a step takes, in any unit, above 0; `done` is how many epochs its trial has done before. Asked only for a
   * tuner whose results are seen by cost, and not before whoever starts the step asks what is next.
   */
  costOf(step: Step, done: number): number;
}

/** What must happen for a search to go on; steps count from 0. */
export type Next =
  | { readonly type: "start"; readonly index: number; readonly step: Step }
  /** Nothing can begin before the result of this step is told. */
  | { readonly type: "await"; readonly index: number }
  /** Every step has ended, and no other will begin. */
  | { readonly type: "done" };

interface Running {
  readonly index: number;
  /** In virtual time. */
  readonly finishes: number;
}

/**
 * The order of a search: which step begins when, and what the tuner has seen by then. `parallel` steps run side by side
 * in a virtual time in which each takes 1, or what it costs; the tuner sees a result when its step finishes there. So
 * the same results give the same steps, however many really run and in whatever order they end.
 */
export class Schedule {
  readonly #search: Search;
  readonly #start: readonly Configuration[];
  readonly #steps: Step[] = [];
  readonly #results = new Map<number, Result>();
  #running: Running[] = [];
  /** The step that was started last and how many epochs its trial had done before, until what it costs is known. */
  #started: { readonly index: number; readonly done: number } | undefined;
  #now = 0;
  /** What the tuner said last, for as long as it would say so again. */
  #said: "wait" | "done" | undefined;

  constructor(search: Search) {
    this.#search = search;
    this.#start = search.start.map((configuration) => Object.freeze({ ...configuration }));
  }

  /** The steps so far, each with its result once the tuner may see it. */
  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** What is to happen now. A step that is to start counts as begun. */
  next(): Next {
    this.#run();
    for (;;) {
      const answer = this.#ask();
      if (answer !== undefined) return this.#begin(answer);
      const first = this.#first();
      if (first === undefined) return { type: "done" };
      const result = this.#results.get(first.index);
      if (result === undefined) return { type: "await", index: first.index };
      this.#see(first, result);
    }
  }

  /** Tells what a step came to: any step that has begun, in any order, each once. */
  finish(index: number, result: Result): void {
    if (this.#steps[index] === undefined) throw new Error(`step ${index} has not begun`);
    if (this.#results.has(index)) throw new Error(`step ${index} has ended already`);
    this.#results.set(index, result);
  }

  #ask(): Proposal | undefined {
    const { tuner, options, space, seed, goal, parallel, earlier } = this.#search;
    if (this.#said !== undefined || this.#running.length >= parallel) return undefined;
    const answer = tuner.propose({ space, seed, goal, parallel, earlier, steps: this.#steps }, options);
    if (answer !== "wait" && answer !== "done") return answer;
    if (answer === "wait" && this.#running.length === 0) {
      throw new Error(`the tuner ${tuner.name} waits for a result, and nothing is running`);
    }
    this.#said = answer;
    return undefined;
  }

  #begin(proposal: Proposal): Next {
    const step = this.#stepOf(proposal);
    const index = this.#steps.length;
    this.#started = { index, done: this.#epochsDone(step.trial) };
    this.#steps.push(step);
    return { type: "start", index, step };
  }

  /** Has the step that was started last run in virtual time. */
  #run(): void {
    if (this.#started === undefined) return;
    const { tuner, costOf } = this.#search;
    const { index, done } = this.#started;
    const cost = tuner.results === "inOrder" ? 1 : costOf(this.#steps[index]!, done);
    this.#running.push({ index, finishes: this.#now + cost });
    this.#started = undefined;
  }

  #stepOf(proposal: Proposal): Step {
    if (proposal.trial !== undefined) return Object.freeze({ ...proposal, trial: proposal.trial });
    const before = begun(this.#steps);
    const configuration = this.#start[before] ?? proposal.configuration;
    return Object.freeze({ ...proposal, trial: before + 1, configuration });
  }

  #epochsDone(trial: number): number {
    return this.#steps.findLast((step) => step.trial === trial)?.epochs ?? 0;
  }

  /** The running step that finishes first; of two at once the one that began first. */
  #first(): Running | undefined {
    return this.#running.reduce<Running | undefined>(
      (first, other) => (first === undefined || other.finishes < first.finishes ? other : first),
      undefined,
    );
  }

  #see(running: Running, result: Result): void {
    const { index, finishes } = running;
    this.#now = finishes;
    this.#running = this.#running.filter((other) => other !== running);
    this.#steps[index] = Object.freeze({ ...this.#steps[index]!, result });
    if (this.#said === "wait") this.#said = undefined;
  }
}
