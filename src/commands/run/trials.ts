import type { Monitor, SearchEvent } from "../../runner/events.ts";
import { isBetter } from "../../runner/objective.ts";
import type { Configuration } from "../../space/space.ts";
import { showFigure, showNumber } from "../../store/formats.ts";
import { durationText, plural } from "../units.ts";

/** A trial that is being trained. */
export interface RunningTrial {
  readonly trial: number;
  /** Epochs that are done, and those at which it ends at most. */
  readonly epoch: number;
  readonly epochs: number;
  /** The objective after each epoch of this stretch. */
  readonly values: readonly number[];
}

/** Of the trials that have ended, so many are remembered by how they did. */
const LATEST = 3;

/** Follows a search by its events: what runs, what is best, how long it may take. */
export class TrialsBoard {
  readonly #clock: () => number;
  #search: Extract<SearchEvent, { type: "searching" }> | undefined;
  #running = new Map<number, RunningTrial>();
  #configurations = new Map<number, Configuration>();
  #best: { readonly trial: number; readonly value: number } | undefined;
  #ended = 0;
  #trained = 0;
  #began = 0;
  #confirming: Extract<SearchEvent, { type: "confirming" }> | undefined;
  #latest: readonly string[] = [];
  #over = false;

  /** `clock` counts milliseconds. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Whether trials are running now. */
  get active(): boolean {
    return this.#search !== undefined && !this.#over;
  }

  get running(): readonly RunningTrial[] {
    return [...this.#running.values()];
  }

  get objective(): Monitor {
    return this.#search!.objective;
  }

  /** The best so far: its number, its objective, its configuration. */
  get best():
    | { readonly trial: number; readonly value: number; readonly configuration: Configuration }
    | undefined {
    if (this.#best === undefined) return undefined;
    return { ...this.#best, configuration: this.#configurations.get(this.#best.trial) ?? {} };
  }

  /** How the trials ended that ended last, the last one first. */
  get latest(): readonly string[] {
    return this.#latest;
  }

  /** The best trials that are being trained again. */
  get confirming(): { readonly trials: readonly number[]; readonly seeds: number } | undefined {
    return this.#confirming;
  }

  /** Steps of trials that have ended, of how many at most; undefined where nobody knows. */
  get progress(): { readonly ended: number; readonly steps: number | undefined } {
    return { ended: this.#ended, steps: this.#search?.steps ?? undefined };
  }

  /** About how many seconds the trials still take, at the speed so far. */
  get secondsLeft(): number | undefined {
    const steps = this.#search?.steps;
    if (steps === undefined || steps === null || this.#trained === 0) return undefined;
    return ((this.#clock() - this.#began) / 1000 / this.#trained) * Math.max(0, steps - this.#ended);
  }

  note(event: SearchEvent): void {
    switch (event.type) {
      case "searching":
        this.#search = event;
        this.#began = this.#clock();
        return;
      case "trialStarted": {
        const { trial, configuration, from, epochs } = event;
        this.#configurations.set(trial, configuration);
        this.#running.set(trial, { trial, epoch: from, epochs, values: [] });
        return;
      }
      case "trialEpoch": {
        const own = this.#running.get(event.trial);
        if (own === undefined) return;
        const values = [...own.values, event.value];
        this.#running.set(event.trial, { ...own, epoch: event.record.epoch, values });
        return;
      }
      case "trialEnded": {
        this.#ended += 1;
        if (this.#running.delete(event.trial)) this.#trained += 1;
        this.#remember(`trial ${event.trial}: ${endText(event, this.objective)}`);
        this.#configurations.set(event.trial, event.configuration);
        const { value } = event;
        if (value === undefined || !Number.isFinite(value)) return;
        if (this.#best === undefined || isBetter(value, this.#best.value, this.objective)) {
          this.#best = { trial: event.trial, value };
        }
        return;
      }
      case "confirming":
        this.#running.clear();
        this.#confirming = event;
        return;
      case "confirmed": {
        const { trial, index, value } = event;
        this.#remember(`trial ${trial} again, seed ${index}: ${showFigure(value)}`);
        return;
      }
      case "searched":
        this.#over = true;
    }
  }

  #remember(line: string): void {
    this.#latest = [line, ...this.#latest].slice(0, LATEST);
  }
}

/** `units [256, 384], rate 0.1, optimizer adam` */
export function configurationText(configuration: Configuration): string {
  const words = new Map<string, string[]>();
  for (const [name, value] of Object.entries(configuration)) {
    const parameter = name.replace(/\[\d+\]$/, "");
    const word = typeof value === "number" ? showNumber(value) : String(value);
    words.set(parameter, [...(words.get(parameter) ?? []), word]);
  }
  const text = (parameter: string, own: readonly string[]) =>
    Object.hasOwn(configuration, parameter) ? own[0] : `[${own.join(", ")}]`;
  return [...words].map(([parameter, own]) => `${parameter} ${text(parameter, own)}`).join(", ");
}

/** How a step of a trial ended: `val_accuracy 0.8912 after 7 epochs`. */
export function endText(event: Extract<SearchEvent, { type: "trialEnded" }>, objective: Monitor): string {
  if (event.status === "failed" || event.status === "diverged") return `${event.status}: ${event.reason}`;
  if (event.status === "pruned") return event.reason ?? "";
  return `${objective.name} ${showFigure(event.value!)} after ${plural(event.epochs, "epoch")}`;
}

/** `about 3 min 20 s left`; empty while nobody can tell. */
export function trialsLeftText(secondsLeft: number | undefined): string {
  return secondsLeft === undefined ? "" : `about ${durationText(secondsLeft)} left`;
}

const LEVELS = "▁▂▃▄▅▆▇█";

/** Values as a line of little bars, the last `width` of them, the smallest lowest; what is not finite is a gap. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  const finite = shown.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  return shown
    .map((value) => {
      if (!Number.isFinite(value)) return " ";
      if (low === high) return LEVELS[3];
      return LEVELS[Math.round(((value - low) / (high - low)) * (LEVELS.length - 1))];
    })
    .join("");
}
