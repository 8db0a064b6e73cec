import type { Tensor } from "@tensorflow/tfjs-core";
import { constraints } from "../../model/constraints.ts";
import { regularizers } from "../../model/regularizers.ts";
import { clip } from "../../train/clipping.ts";
import { emptySlots, optimizers } from "../../train/optimizers.ts";
import type { TrainingState } from "../../train/training.ts";
import type { Job } from "../engine.ts";
import type { Tfjs } from "./load.ts";
import { penaltyOn, upload, type Weight, type Weights } from "./weights.ts";

/** A weight with the values that are updated here. */
interface HostWeight extends Weight {
  readonly values: Float32Array;
}

/**
 * Weights that are moved by run-exp's own arithmetic over Float32Arrays, whose values tfjs's variables follow. It can
 * do all that a file can ask for.
 */
export class HostWeights implements Weights {
  readonly trained: readonly HostWeight[];
  readonly #tf: Tfjs;
  readonly #weights: readonly HostWeight[];
  readonly #optimizer: ReturnType<typeof optimizers.open>;
  /** For each trained weight, the optimizer's arrays. */
  readonly #slots: readonly (readonly Float32Array[])[];
  #steps = 0;

  /** `initial` is in the order of the weights, and becomes theirs. */
  constructor(tf: Tfjs, { optimizer }: Job, weights: readonly Weight[], initial: readonly Float32Array[]) {
    this.#tf = tf;
    this.#weights = weights.map((weight, index) => ({ ...weight, values: initial[index]! }));
    this.trained = this.#weights.filter(({ spec }) => spec.trainable);
    this.#optimizer = optimizers.open(optimizer);
    this.#slots = this.trained.map(({ values }) => emptySlots(optimizer, values.length));
    for (const weight of this.#weights) upload(tf, weight, weight.values);
  }

  async update(gradients: readonly (Tensor | undefined)[], learningRate: number): Promise<void> {
    const { component, options } = this.#optimizer;
    const read = await Promise.all(
      gradients.map(
        async (gradient, index) =>
          (gradient && (await this.#tf.read(gradient))) ??
          new Float32Array(this.trained[index]!.values.length),
      ),
    );
    for (const [index, weight] of this.trained.entries()) addPenaltyGradient(weight, read[index]!);
    clip(read, options);
    this.#steps++;
    for (const [index, weight] of this.trained.entries()) {
      const { values } = weight;
      component.update(values, read[index]!, this.#slots[index]!, this.#steps, learningRate, options);
      constrain(weight);
      upload(this.#tf, weight, values);
    }
  }

  penalty(): number {
    return this.trained.reduce((sum, weight) => sum + penaltyOn(weight, weight.values), 0);
  }

  async exportState(): Promise<TrainingState> {
    const weights = await Promise.all(
      this.#weights.map(async ({ spec, values, variable }) =>
        (spec.trainable ? values : await this.#tf.read(variable)).slice(),
      ),
    );
    return {
      weights,
      slots: this.#slots.map((slots) => slots.map((slot) => slot.slice())),
      steps: this.#steps,
    };
  }

  importState({ weights, slots, steps }: TrainingState): void {
    for (const [index, weight] of this.#weights.entries()) {
      weight.values.set(weights[index]!);
      upload(this.#tf, weight, weight.values);
    }
    for (const [index, own] of this.#slots.entries()) {
      for (const [position, slot] of own.entries()) slot.set(slots[index]![position]!);
    }
    this.#steps = steps;
  }

  close(): void {}
}

/** Adds the gradient of the penalty on one weight to `gradient`. */
function addPenaltyGradient({ spec, values }: HostWeight, gradient: Float32Array): void {
  if (spec.regularizer === undefined) return;
  const { component, options } = regularizers.open(spec.regularizer);
  component.addGradient(values, gradient, options);
}

/** Brings the values back into what their constraint allows. */
function constrain({ spec, values }: HostWeight): void {
  if (spec.constraint === undefined) return;
  const { component, options } = constraints.open(spec.constraint);
  component.apply(values, spec.shape, options);
}
