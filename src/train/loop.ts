import { stream } from "../base/random.ts";
import type { Tagged } from "../component/component.ts";
import { type CallbackState, type Control, type EpochRecord, FINAL } from "./callback.ts";
import { callbacks } from "./callbacks.ts";
import { rateAt } from "./learning-rate.ts";
import { evaluate, Measurement, type Yardstick } from "./measure.ts";
import { metrics } from "./metrics.ts";
import type { Training, TrainingState } from "./training.ts";

/** A training as the loop runs it. */
export interface TrainingPlan extends Yardstick {
  readonly optimizer: Tagged;
  readonly epochs: number;
  /** It pauses once so many epochs are done, as if the rest were still to come; absent: it goes on to its end. */
  readonly until?: number;
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
  /** The epoch of the weights that callbacks keep, by what they are called. */
  readonly kept: Readonly<Record<string, number>>;
  readonly stopReason: string | null;
}

/** Everything that a training continues from: doing so equals never having stopped. */
export interface Checkpoint {
  readonly progress: Progress;
  readonly state: TrainingState;
  /** The weights that callbacks keep, by what they are called. */
  readonly kept: Readonly<Record<string, readonly Float32Array[]>>;
}

/** The weights of an epoch that a callback chose. */
export interface KeptWeights {
  readonly epoch: number;
  readonly weights: readonly Float32Array[];
}

/** The weights that a training ends with, from its last checkpoint. */
export function finalWeights({ progress, state, kept }: Checkpoint): KeptWeights {
  const weights = kept[FINAL];
  if (weights === undefined) return { epoch: progress.history.length, weights: state.weights };
  return { epoch: progress.kept[FINAL]!, weights };
}

export interface TrainingHooks {
  /** Called after each epoch; the next one starts when it has settled. A reason that it gives ends the training. */
  epochEnd?(
    record: EpochRecord,
    checkpoint: () => Promise<Checkpoint>,
  ): string | undefined | Promise<string | undefined>;
  /** Called after each step; `step` counts from 1. */
  progress?(epoch: number, step: number, steps: number): void;
}

export interface TrainingResult {
  readonly history: readonly EpochRecord[];
  /** Why it ended before its last epoch; null where it did not. */
  readonly stopReason: string | null;
  /** The epoch whose weights the model ends with. */
  readonly finalEpoch: number;
  /** Whether some logged value was not a finite number. */
  readonly diverged: boolean;
}

/**
 * Trains until the epochs are spent or a callback ends it, and leaves the final weights in `training`. Each
 * epoch sees the training samples in an order of its own; the last batch may be smaller. Training figures are
 * those of the batches as they were trained on, as in Keras, each sample counting once. Unlike there, `loss` is
 * without class weights, and the penalties in `loss` and `val_loss` are those after the epoch, not their mean over it.
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

class Loop {
  readonly #plan: TrainingPlan;
  readonly #training: Training;
  readonly #hooks: TrainingHooks;
  readonly #stepsPerEpoch: number;
  readonly #logged: ReadonlyMap<string, "higher" | "lower">;
  #history: EpochRecord[] = [];
  #states: CallbackState[];
  #scale = 1;
  #floor = 0;
  #stopReason: string | null = null;
  readonly #kept = new Map<string, KeptWeights>();

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
    this.#stopReason = progress.stopReason;
    for (const [name, weights] of Object.entries(kept)) {
      this.#kept.set(name, { epoch: progress.kept[name]!, weights });
    }
    await this.#training.importState(state);
  }

  async run(): Promise<TrainingResult> {
    while (this.#history.length < this.#last && this.#stopReason === null) {
      const record = await this.#runEpoch(this.#history.length + 1);
      this.#history.push(record);
      await this.#runCallbacks(record);
      const reason = await this.#hooks.epochEnd?.(record, () => this.#checkpoint());
      this.#stopReason ??= reason ?? null;
    }
    return this.#finish();
  }

  /** The last epoch of this stretch. */
  get #last(): number {
    return Math.min(this.#plan.until ?? this.#plan.epochs, this.#plan.epochs);
  }

  async #runEpoch(epoch: number): Promise<EpochRecord> {
    const { batchSize, counts, seed, trial } = this.#plan;
    const order = stream(seed, "shuffle", trial, epoch).permutation(counts.train);
    const measurement = new Measurement(this.#plan.metrics, this.#plan.context);
    let learningRate = 0;
    for (let index = 0; index < this.#stepsPerEpoch; index++) {
      const step = (epoch - 1) * this.#stepsPerEpoch + index;
      learningRate = this.#rate(step);
      const indices = order.subarray(index * batchSize, (index + 1) * batchSize);
      measurement.update(await this.#training.step({ indices, step, epoch, learningRate }));
      this.#hooks.progress?.(epoch, index + 1, this.#stepsPerEpoch);
    }
    const own = measurement.logs("", await this.#training.penalty());
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
    const context = { logged: this.#logged, epochs: this.#plan.epochs };
    const wanted: string[] = [];
    for (const [index, tagged] of this.#plan.callbacks.entries()) {
      const { component, options } = callbacks.open(tagged);
      const name = component.keeps?.(options);
      const control = this.#control(() => {
        if (name === undefined) throw new Error(`${component.name} does not say what it calls its weights`);
        wanted.push(name);
      });
      component.epochEnd(record, this.#states[index]!, control, options, context);
    }
    if (wanted.length === 0) return;
    const { weights } = await this.#training.exportState();
    for (const name of wanted) this.#kept.set(name, { epoch: record.epoch, weights });
  }

  #control(keepWeights: () => void): Control {
    return {
      keepWeights,
      stop: (reason) => {
        this.#stopReason ??= reason;
      },
      scaleLearningRate: (factor, floor) => {
        this.#scale *= factor;
        this.#floor = Math.max(this.#floor, floor);
      },
    };
  }

  async #checkpoint(): Promise<Checkpoint> {
    const progress: Progress = {
      history: [...this.#history],
      callbacks: this.#states.map((own) => ({ ...own })),
      rate: { scale: this.#scale, floor: this.#floor },
      kept: Object.fromEntries([...this.#kept].map(([name, { epoch }]) => [name, epoch])),
      stopReason: this.#stopReason,
    };
    const kept = Object.fromEntries([...this.#kept].map(([name, { weights }]) => [name, weights]));
    return { progress, state: await this.#training.exportState(), kept };
  }

  async #finish(): Promise<TrainingResult> {
    const final = this.#kept.get(FINAL);
    if (final !== undefined) {
      const state = await this.#training.exportState();
      await this.#training.importState({ ...state, weights: final.weights });
    }
    const early = this.#history.length < this.#last;
    return {
      history: this.#history,
      stopReason: early ? this.#stopReason : null,
      finalEpoch: final?.epoch ?? this.#history.length,
      diverged: this.#history.some(({ logs }) => !Object.values(logs).every(Number.isFinite)),
    };
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
