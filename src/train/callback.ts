import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";

/** One finished epoch, as history.csv holds it. */
export interface EpochRecord {
  /** Counts from 1. */
  readonly epoch: number;
  /** The learning rate of the epoch's last step. */
  readonly learningRate: number;
  /** Logged values by name, in their order: `loss`, `accuracy`, `val_loss`, `val_accuracy`, … */
  readonly logs: Readonly<Record<string, number>>;
}

/** What a callback may do to the training it watches. */
export interface Control {
  /** Ends the training after this epoch; the first reason given is kept. */
  stop(reason: string): void;
  /** Keeps a copy of the present weights, in place of those that this callback kept before. */
  keepWeights(): void;
  /** Multiplies the learning rate of all later steps, schedule included; never below `floor`. */
  scaleLearningRate(factor: number, floor: number): void;
}

/** A callback's memory between epochs: plain JSON, so that a checkpoint holds it and a resume continues it. */
export type CallbackState = { [name: string]: number | string | boolean | null };

/** What a callback calls the weights it keeps when they are to be the model's own at the end. */
export const FINAL = "final";

/** What a callback must know of the training to be checked before it starts. */
export interface CallbackContext {
  /** Every name that will be logged, with the way that is better. */
  readonly logged: ReadonlyMap<string, "higher" | "lower">;
  readonly epochs: number;
}

/** Something that watches a training and may steer it at the end of each epoch. */
export interface Callback<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /** Throws an OptionProblem where the options do not fit the training: a monitor that is never logged. */
  check?(options: OptionsOf<Properties>, context: CallbackContext): void;
  /**
   * What the weights that it keeps are called: `FINAL`, or a name under which they are left in the version
   * folder. Absent or undefined: it keeps none. No two callbacks of a training share a name.
   */
  keeps?(options: OptionsOf<Properties>): string | undefined;
  /**
   * It is served from outside of the training, which it does not touch: the loop never calls it, and an experiment is the
   * same with and without it.
   */
  readonly onlyWatches?: true;
  initialState(options: OptionsOf<Properties>): CallbackState;
  /** Runs after each epoch; changes `state` in place. */
  epochEnd(
    record: EpochRecord,
    state: CallbackState,
    control: Control,
    options: OptionsOf<Properties>,
    context: CallbackContext,
  ): void;
}

export function callback<const Name extends string, Properties extends OptionSchemas>(
  definition: Callback<Name, Properties>,
): Callback<Name, Properties> {
  return Object.freeze(definition);
}
