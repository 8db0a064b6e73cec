import type { Part } from "../data/dataset.ts";
import type { Outcome } from "./loss.ts";

/** One training step. Samples are `indices` of the training part, at most `batchSize` of them. */
export interface Step {
  readonly indices: Uint32Array;
  /** Counts from 0 over the whole training; keys dropout. */
  readonly step: number;
  /** Counts from 1; keys augmentation together with the sample's index. */
  readonly epoch: number;
  readonly learningRate: number;
}

/** The complete state of a training between two steps: exporting it and importing it changes nothing. */
export interface TrainingState {
  /** In the order of `weightsOf(model)`. */
  readonly weights: readonly Float32Array[];
  /** For each trainable weight, in that order, the optimizer's slots. */
  readonly slots: readonly (readonly Float32Array[])[];
  /** Optimizer steps taken. */
  readonly steps: number;
}

/** One model being trained. Every call is made after the one before it has settled. */
export interface Training {
  /** One step forward, back and update. The outcome is of the forward pass, before the update. */
  step(step: Step): Outcome | Promise<Outcome>;
  /** The model's answer to samples of any part, as in inference; at most `batchSize` indices. */
  forward(part: Part, indices: Uint32Array): Outcome | Promise<Outcome>;
  /** The sum of all weight penalties at the present weights, which training adds to its loss. */
  penalty(): number | Promise<number>;
  /** Copies; valid for ever. */
  exportState(): TrainingState | Promise<TrainingState>;
  importState(state: TrainingState): void | Promise<void>;
  /** Frees everything; once more does nothing. Every other call throws from then on. */
  close(): void;
}
