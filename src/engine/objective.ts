import type { Tagged } from "../component/component.ts";
import type { Outcome } from "../train/loss.ts";
import { losses } from "../train/losses.ts";
import { largest } from "../train/metrics/mean-metric.ts";

/** The loss of one training: run-exp's own arithmetic over a model's predictions. It makes no objects of its own. */
export class Objective {
  readonly #loss: ReturnType<typeof losses.open>;
  readonly #classWeights: Float32Array | undefined;

  constructor(loss: Tagged, classWeights: Float32Array | undefined) {
    this.#loss = losses.open(loss);
    this.#classWeights = classWeights;
  }

  /** Writes the loss of each sample of a batch to its `losses`. */
  measure(batch: Outcome): void {
    this.#loss.component.evaluate(batch, batch.losses, undefined, this.#loss.options);
  }

  /**
   * Writes the losses too, and to `gradient`, which has room for the predictions, the gradient by these of the mean
   * over the samples of their losses, in which each row counts as much as its class weighs.
   */
  differentiate(batch: Outcome, gradient: Float32Array): void {
    const { count, rows, width } = batch;
    this.#loss.component.evaluate(batch, batch.losses, gradient, this.#loss.options);
    for (let row = 0; row < count * rows; row++) {
      const weight = (this.#classWeights?.[classOf(batch, row)] ?? 1) / count;
      for (let at = row * width; at < (row + 1) * width; at++) gradient[at]! *= weight;
    }
  }
}

/** The class of one row: its number, or where its label vector is largest. */
function classOf({ labels, count, rows, width }: Outcome, row: number): number {
  return labels.length === count * rows ? Math.round(labels[row]!) : largest(labels, row, width);
}
