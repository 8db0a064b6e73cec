import type { Tagged } from "../component/component.ts";
import type { Outcome } from "../train/loss.ts";
import { losses } from "../train/losses.ts";

/** The loss of one training: run-exp's own arithmetic over a model's predictions, in arrays used again and again. */
export class Objective {
  readonly #loss: ReturnType<typeof losses.open>;
  readonly #classWeights: Float32Array | undefined;
  readonly #losses: Float32Array;
  readonly #gradient: Float32Array;

  /** `gradient` has room for a batch of predictions. */
  constructor(
    loss: Tagged,
    classWeights: Float32Array | undefined,
    batchSize: number,
    gradient: Float32Array,
  ) {
    this.#loss = losses.open(loss);
    this.#classWeights = classWeights;
    this.#losses = new Float32Array(batchSize);
    this.#gradient = gradient;
  }

  /** The outcome of a batch: the loss of each sample beside what was predicted. */
  measure(batch: Omit<Outcome, "losses">): Outcome {
    this.#loss.component.evaluate(batch, this.#losses, undefined, this.#loss.options);
    return { ...batch, losses: this.#losses };
  }

  /**
   * The outcome of a batch, and the gradient by its predictions of the mean over its samples of their losses,
   * in which each row counts as much as its class weighs.
   */
  differentiate(batch: Omit<Outcome, "losses">): { outcome: Outcome; gradient: Float32Array } {
    const { count, rows, width } = batch;
    const gradient = this.#gradient.subarray(0, count * rows * width);
    this.#loss.component.evaluate(batch, this.#losses, gradient, this.#loss.options);
    for (let row = 0; row < count * rows; row++) {
      const weight = (this.#classWeights?.[classOf(batch, row)] ?? 1) / count;
      for (let at = row * width; at < (row + 1) * width; at++) gradient[at]! *= weight;
    }
    return { outcome: { ...batch, losses: this.#losses }, gradient };
  }
}

/** The class of one row: its number, or where its label vector is largest. */
function classOf({ labels, count, rows, width }: Omit<Outcome, "losses">, row: number): number {
  if (labels.length === count * rows) return Math.round(labels[row]!);
  const vector = labels.subarray(row * width, (row + 1) * width);
  return vector.indexOf(Math.max(...vector));
}
