import { RunExpError } from "../base/errors.ts";
import { stream } from "../base/random.ts";
import type { Tagged } from "../component/component.ts";
import { nameOf } from "../component/component.ts";
import type { CallbackState, Control, EpochRecord } from "./callback.ts";
import { callbacks } from "./callbacks.ts";
import { rateAt } from "./learning-rate.ts";
import { evaluate, Measurement, type Yardstick } from "./measure.ts";
import { metrics } from "./metrics.ts";
import type { Training, TrainingState } from "./training.ts";

/** A training as the loop runs it. */
export interface TrainingPlan extends Yardstick {
  readonly optimizer: Tagged;
  readonly epochs: number;
  readonly callbacks: readonly Tagged[];
  readonly seed: number;
  readonly trial: number;
  /** How many samples each part has; 0 for a part that is not there. */
  readonly counts: { readonly train: number; readonly validation: number };
}

/** Where a training stands after an epoch, beside its arrays: plain JSON. */
export interface Progress {
  readonly history: readonly EpochRecord[];
  /** In the order of the plan's callbacks. */
  readonly callbacks: readonly CallbackState[];
  /** What callbacks made of the learning rate. */
  readonly rate: { readonly scale: number; readonly floor: number };
  /** The epoch whose weights are kept under each slot. */
  readonly kept: Readonly<Record<string, number>>;
  /** The slot whose weights are the final ones. */
  readonly restore: string | null;
  readonly stopReason: string | null;
}

/** Everything that a training continues from: doing so equals never having stopped. */
export interface Checkpoint {
  readonly progress: Progress;
  readonly state: TrainingState;
  readonly kept: Readonly<Record<string, readonly Float32Array[]>>;
}

/** The weights that a training ends with, from its last checkpoint, and the epoch they are of. */
export function finalWeights({ progress, state, kept }: Checkpoint): {
  readonly epoch: number;
  readonly weights: readonly Float32Array[];
} {
  const slot = progress.restore;
  if (slot === null || kept[slot] === undefined) {
    return { epoch: progress.history.length, weights: state.weights };
  }
  return { epoch: progress.kept[slot]!, weights: kept[slot] };
}

export interface TrainingHooks {
  /** Called after each epoch; the next one starts when it has settled. */
  epochEnd?(record: EpochRecord, checkpoint: () => Promise<Checkpoint>): void | Promise<void>;
  /** Called after each step; `step` counts from 1. */
  progress?(epoch: number, step: number, steps: number): void;
  /** Ends the training with a RunExpError `interrupted` before its next step. */
  readonly signal?: AbortSignal;
}

export interface TrainingResult {
  readonly history: readonly EpochRecord[];
  /** Why it ended before its last epoch; null where it did not. */
  readonly stopReason: string | null;
  /** The epoch whose weights the model ends with. */
  readonly finalEpoch: number;
  /** Whether some epoch's training loss was not a finite number. */
  readonly diverged: boolean;
  /** Weights that callbacks kept, by slot, with their epoch. */
  readonly kept: Readonly<
    Record<string, { readonly epoch: number; readonly weights: readonly Float32Array[] }>
  >;
}

/**
 * Trains until the epochs are spent or a callback ends it, and leaves the final weights in `training`. Each
 * epoch sees the training samples in an order of its own; the last batch may be smaller. Training figures are
 * those of the batches as they were trained on, as in Keras; penalties count in `loss` and in `val_loss`.
 */
export async function train(
  plan: TrainingPlan,
  training: Training,
  hooks: TrainingHooks = {},
  from?: Checkpoint,
): Promise<TrainingResult> {
  const loop = new Loop(plan, training, hooks);
  if (from !== undefined) await loop.continueFrom(from);
  return loop.run();
}

class Loop implements Control {
  readonly #plan: TrainingPlan;
  readonly #training: Training;
  readonly #hooks: TrainingHooks;
  readonly #stepsPerEpoch: number;
  readonly #logged: ReadonlyMap<string, "higher" | "lower">;
  #history: EpochRecord[] = [];
  #states: CallbackState[];
  #scale = 1;
  #floor = 0;
  #restore: string | null = null;
  #stopReason: string | null = null;
  readonly #kept = new Map<string, { epoch: number; weights: readonly Float32Array[] }>();
  /** Slots that callbacks asked to fill in the epoch that has just ended. */
  #wanted: string[] = [];

  constructor(plan: TrainingPlan, training: Training, hooks: TrainingHooks) {
    this.#plan = plan;
    this.#training = training;
    this.#hooks = hooks;
    this.#stepsPerEpoch = Math.ceil(plan.counts.train / plan.batchSize);
    this.#logged = loggedNames(plan.metrics, plan.counts.validation > 0);
    this.#states = plan.callbacks.map((tagged) => {
      const { component, options } = callbacks.open(tagged);
      return component.initialState(options);
    });
  }

  async continueFrom({ progress, state, kept }: Checkpoint): Promise<void> {
    this.#history = [...progress.history];
    this.#states = progress.callbacks.map((own) => ({ ...own }));
    this.#scale = progress.rate.scale;
    this.#floor = progress.rate.floor;
    this.#restore = progress.restore;
    this.#stopReason = progress.stopReason;
    for (const [slot, weights] of Object.entries(kept)) {
      this.#kept.set(slot, { epoch: progress.kept[slot]!, weights });
    }
    await this.#training.importState(state);
  }

  async run(): Promise<TrainingResult> {
    while (this.#history.length < this.#plan.epochs && this.#stopReason === null) {
      const record = await this.#runEpoch(this.#history.length + 1);
      this.#history.push(record);
      await this.#runCallbacks(record);
      await this.#hooks.epochEnd?.(record, () => this.#checkpoint());
    }
    return this.#finish();
  }

  stop(reason: string): void {
    this.#stopReason ??= reason;
  }

  keepWeights(slot: string): void {
    this.#wanted.push(slot);
  }

  restoreAtEnd(slot: string): void {
    this.#restore = slot;
  }

  scaleLearningRate(factor: number, floor: number): void {
    this.#scale *= factor;
    this.#floor = Math.max(this.#floor, floor);
  }

  async #runEpoch(epoch: number): Promise<EpochRecord> {
    const { batchSize, counts, seed, trial } = this.#plan;
    const order = stream(seed, "shuffle", trial, epoch).permutation(counts.train);
    const measurement = new Measurement(this.#plan.metrics, this.#plan.context);
    let learningRate = 0;
    for (let index = 0; index < this.#stepsPerEpoch; index++) {
      this.#refuseIfInterrupted();
      const step = (epoch - 1) * this.#stepsPerEpoch + index;
      learningRate = this.#rate(step);
      const indices = order.subarray(index * batchSize, Math.min((index + 1) * batchSize, counts.train));
      measurement.update(await this.#training.step({ indices, step, epoch, learningRate }));
      this.#hooks.progress?.(epoch, index + 1, this.#stepsPerEpoch);
    }
    const own = measurement.logs("", this.#training.penalty());
    const held =
      counts.validation === 0
        ? {}
        : await evaluate(this.#training, "validation", counts.validation, this.#plan, "val_");
    return { epoch, learningRate, logs: { ...own, ...held } };
  }

  #rate(step: number): number {
    const rate = rateAt(this.#plan.optimizer, step, this.#plan.epochs * this.#stepsPerEpoch);
    return Math.min(rate, Math.max(rate * this.#scale, this.#floor));
  }

  async #runCallbacks(record: EpochRecord): Promise<void> {
    this.#wanted = [];
    for (const [index, tagged] of this.#plan.callbacks.entries()) {
      const { component, options } = callbacks.open(tagged);
      const context = { logged: this.#logged, epochs: this.#plan.epochs, slot: slotOf(tagged, index) };
      component.epochEnd(record, this.#states[index]!, this, options, context);
    }
    if (this.#wanted.length === 0) return;
    const { weights } = await this.#training.exportState();
    for (const slot of this.#wanted) this.#kept.set(slot, { epoch: record.epoch, weights });
  }

  async #checkpoint(): Promise<Checkpoint> {
    const progress: Progress = {
      history: [...this.#history],
      callbacks: this.#states.map((own) => ({ ...own })),
      rate: { scale: this.#scale, floor: this.#floor },
      kept: Object.fromEntries([...this.#kept].map(([slot, { epoch }]) => [slot, epoch])),
      restore: this.#restore,
      stopReason: this.#stopReason,
    };
    const kept = Object.fromEntries([...this.#kept].map(([slot, { weights }]) => [slot, weights]));
    return { progress, state: await this.#training.exportState(), kept };
  }

  async #finish(): Promise<TrainingResult> {
    const restored = this.#restore === null ? undefined : this.#kept.get(this.#restore);
    if (restored !== undefined) {
      const state = await this.#training.exportState();
      await this.#training.importState({ ...state, weights: restored.weights });
    }
    return {
      history: this.#history,
      stopReason: this.#stopReason,
      finalEpoch: restored?.epoch ?? this.#history.length,
      diverged: this.#history.some(({ logs }) => !Number.isFinite(logs.loss)),
      kept: Object.fromEntries(this.#kept),
    };
  }

  #refuseIfInterrupted(): void {
    if (this.#hooks.signal?.aborted === true) {
      throw new RunExpError(
        "interrupted",
        "the training was interrupted",
        "the same command goes on from here",
      );
    }
  }
}

/** Every name a training logs, in order, with the way that is better. */
export function loggedNames(
  chosen: readonly Tagged[],
  hasValidation: boolean,
): ReadonlyMap<string, "higher" | "lower"> {
  const own: [string, "higher" | "lower"][] = [["loss", "lower"]];
  for (const tagged of chosen) {
    const { component, options } = metrics.open(tagged);
    own.push([component.logName(options), component.better]);
  }
  const held: typeof own = hasValidation ? own.map(([name, better]) => [`val_${name}`, better]) : [];
  return new Map([...own, ...held]);
}

/** What a callback's kept weights are called: its name, with its position where the plan has several. */
function slotOf(tagged: Tagged, index: number): string {
  return `${nameOf(tagged)}-${index + 1}`;
}
