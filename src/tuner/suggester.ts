import { RunExpError } from "../base/errors.ts";
import type { Configuration } from "../space/space.ts";
import { Schedule, type Search } from "./schedule.ts";
import type { Place, Result } from "./tuner.ts";

/** What to try next. */
export interface Suggestion {
  /** Counts from 1. A trial that goes on keeps its number. */
  readonly trial: number;
  /** A value for every hyperparameter that is there, `units[0]` for a member of a family; a component by its name. */
  readonly configuration: Configuration;
  /** Train until so many epochs are done in all; absent for a tuner that leaves that to the program. */
  readonly epochs?: number;
  /** Where a tuner with rungs has it. */
  readonly place?: Place;
}

/** What a suggestion came to: its objective, or why there is none. */
export type Report = number | { readonly failed: string };

/** A suggestion with its objective. */
export interface Reported extends Suggestion {
  readonly value: number;
}

/** Reports by suggestion, as JSON can hold them: what is not finite as a word, null where none has come yet. */
export type SavedReports = readonly (number | string | { readonly failed: string } | null)[];

/** Suggests trials to a program, which reports what they came to. */
export class Suggester {
  readonly #schedule: Schedule;
  readonly #goal: Search["goal"];
  readonly #suggestions: Suggestion[] = [];
  readonly #reports = new Map<number, Report>();

  constructor(search: Search) {
    this.#schedule = new Schedule(search);
    this.#goal = search.goal;
  }

  /**
   * The next trial, which counts as begun; `wait` where nothing can be suggested before another report; undefined once
   * the search is over and everything has been reported.
   */
  suggest(): Suggestion | "wait" | undefined {
    const next = this.#schedule.next();
    if (next.type === "done") return undefined;
    if (next.type === "await") return "wait";
    const { trial, configuration, epochs, place } = next.step;
    const suggestion = Object.freeze({
      trial,
      configuration,
      ...(epochs === undefined ? {} : { epochs }),
      ...(place === undefined ? {} : { place }),
    });
    this.#suggestions.push(suggestion);
    return suggestion;
  }

  /**
   * Says what a trial's last suggestion came to; the order of reports changes nothing. A value that is not finite is a
   * training that diverged. Throws a RunExpError `bad-report` for a trial that is not running, and for what is neither
   * a number nor a failure.
   */
  report(trial: number, report: Report): void {
    const index = this.#suggestions.findLastIndex((suggestion) => suggestion.trial === trial);
    if (index < 0 || this.#reports.has(index)) throw this.#notRunning(trial);
    if (typeof report !== "number" && typeof report?.failed !== "string") {
      const message = `a report is a number or { failed: reason }, not ${JSON.stringify(report)}`;
      throw new RunExpError("bad-report", `trial ${trial}: ${message}`);
    }
    this.#take(index, report);
  }

  /** The best of what was reported; of equals the earliest. Undefined where nothing finite was. */
  get best(): Reported | undefined {
    let best: Reported | undefined;
    for (const [index, suggestion] of this.#suggestions.entries()) {
      const value = this.#reports.get(index);
      if (typeof value !== "number" || !Number.isFinite(value)) continue;
      const better = best === undefined || (this.#goal === "max" ? value > best.value : value < best.value);
      if (better) best = { ...suggestion, value };
    }
    return best;
  }

  /** What has been reported of each suggestion so far. */
  save(): SavedReports {
    return this.#suggestions.map((_, index) => {
      const report = this.#reports.get(index) ?? null;
      return typeof report === "number" && !Number.isFinite(report) ? String(report) : report;
    });
  }

  /**
   * Brings a new suggester of the same search to where another was saved. False where the two do not go together: the
   * other could not have come so far.
   */
  resume(saved: SavedReports): boolean {
    for (const [index, report] of saved.entries()) {
      if (typeof this.suggest() !== "object") return false;
      if (report !== null) this.#take(index, typeof report === "string" ? Number(report) : report);
    }
    return true;
  }

  #take(index: number, report: Report): void {
    this.#reports.set(index, report);
    const result: Result =
      typeof report === "number"
        ? { status: "complete", value: report }
        : { status: "failed", reason: report.failed };
    this.#schedule.finish(index, result);
  }

  #notRunning(trial: number): RunExpError {
    const running = this.#suggestions.flatMap((other, index) =>
      this.#reports.has(index) ? [] : [other.trial],
    );
    const hint = running.length === 0 ? "no trial is running" : `running: ${running.join(", ")}`;
    return new RunExpError("bad-report", `trial ${trial} is not running`, hint);
  }
}
