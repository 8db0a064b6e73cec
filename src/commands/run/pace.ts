import type { Monitor, RunEvent } from "../../runner/events.ts";

/** Where a training stands. */
export interface Standing {
  readonly replicate: number;
  readonly replicates: number;
  /** The running epoch, counting from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Of the running epoch. */
  readonly step: number;
  readonly steps: number;
  /** Of all epochs of all replicates, 0 … 1. */
  readonly share: number;
  /** How long it takes at most, at the speed so far; undefined before there is any. */
  readonly secondsLeft: number | undefined;
  readonly monitor: Monitor;
  /** The monitored value of the last epoch, and the best so far with its epoch. */
  readonly last?: number;
  readonly best?: { readonly value: number; readonly epoch: number };
}

/** Follows a training by its events: how far it is, how long it may still take, how well it goes. */
export class Pace {
  readonly #clock: () => number;
  /** When the first step was done: it takes longer than any other, for engines make ready in it. */
  #began: number | undefined;
  #standing: Standing | undefined;
  /** Epochs, and parts of one, that were computed since then. */
  #worked = 0;

  /** `clock` counts milliseconds. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Undefined before a training has begun. */
  get standing(): Standing | undefined {
    return this.#standing;
  }

  note(event: RunEvent): void {
    if (event.type === "started") {
      const { replicate, replicates, epochs, history, monitor } = event;
      const epoch = Math.min(history.length + 1, epochs);
      const own = { replicate, replicates, epochs, epoch, step: 0, steps: 0, monitor };
      this.#standing = { ...own, ...this.#outlook(own, history.length) };
      for (const record of history) this.#judge(record.epoch, record.logs[monitor.name]);
    } else if (event.type === "step") {
      const { epoch, step, steps } = event;
      if (this.#began === undefined) this.#began = this.#clock();
      else this.#worked += 1 / steps;
      const outlook = this.#outlook(this.#standing!, epoch - 1 + step / steps);
      this.#standing = { ...this.#standing!, epoch, step, steps, ...outlook };
    } else if (event.type === "epoch") {
      this.#judge(event.record.epoch, event.record.logs[this.#standing!.monitor.name]);
    }
  }

  /** How much is done, once `done` epochs of the running replicate are, and how long the rest may take. */
  #outlook(
    { replicate, replicates, epochs }: Pick<Standing, "replicate" | "replicates" | "epochs">,
    done: number,
  ): Pick<Standing, "share" | "secondsLeft"> {
    const before = (replicate - 1) * epochs + done;
    const left = replicates * epochs - before;
    const seconds = (this.#clock() - (this.#began ?? 0)) / 1000;
    const secondsLeft = this.#worked === 0 ? undefined : (seconds / this.#worked) * left;
    return { share: before / (before + left), secondsLeft };
  }

  #judge(epoch: number, value: number | undefined): void {
    if (value === undefined) return;
    const { best, monitor } = this.#standing!;
    const better =
      best === undefined || (monitor.better === "higher" ? value > best.value : value < best.value);
    this.#standing = {
      ...this.#standing!,
      last: value,
      ...(better && !Number.isNaN(value) ? { best: { value, epoch } } : {}),
    };
  }
}
