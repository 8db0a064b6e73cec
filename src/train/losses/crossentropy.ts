import { options } from "../../component/options.ts";
import { loss } from "../loss.ts";
import { clipped, EPSILON, elementwise, SMALLEST } from "./elementwise.ts";
import { rowwise } from "./rowwise.ts";

/**
 * Cross-entropies take probabilities, kept within [10⁻⁷, 1 − 10⁻⁷] for their value, as Keras does; unlike there,
 * a row of outputs is not first divided by its sum. The gradient is that of the logarithm itself, down to
 * probabilities of 10⁻³⁰: behind a softmax it comes to p − y however sure the model is of a wrong class, where
 * the clipped value's own would be 0 and nothing would be learnt.
 */

/** −Σ y log p over a row: Keras's, for outputs that sum to 1. */
export const categoricalCrossentropy = rowwise({
  name: "categoricalCrossentropy",
  summary: "Cross-entropy of one-hot labels and probabilities",
  value({ labels, predictions, at, width }) {
    let sum = 0;
    for (let i = at; i < at + width; i++) {
      if (labels[i] !== 0) sum -= labels[i]! * Math.log(clipped(predictions[i]!));
    }
    return sum;
  },
  slope({ labels, predictions, at, width }, gradient, scale) {
    for (let i = at; i < at + width; i++) {
      gradient[i] = (-labels[i]! / Math.max(predictions[i]!, SMALLEST)) * scale;
    }
  },
});

/** −log p of the true class: to the bit what `categoricalCrossentropy` says of the one-hot label. */
export const sparseCategoricalCrossentropy = loss({
  name: "sparseCategoricalCrossentropy",
  summary: "Cross-entropy of class numbers and probabilities",
  options: options({}),
  labels: "class",
  leastWidth: 2,
  evaluate({ count, rows, width, predictions, labels }, losses, gradient) {
    gradient?.fill(0, 0, count * rows * width);
    for (let sample = 0; sample < count; sample++) {
      let sum = 0;
      for (let row = sample * rows; row < (sample + 1) * rows; row++) {
        const at = row * width + labels[row]!;
        sum -= Math.log(clipped(predictions[at]!));
        if (gradient !== undefined) gradient[at] = (-1 / Math.max(predictions[at]!, SMALLEST)) * (1 / rows);
      }
      losses[sample] = sum / rows;
    }
  },
});

/** −y log p − (1 − y) log(1 − p), the mean over outputs. */
export const binaryCrossentropy = elementwise({
  name: "binaryCrossentropy",
  summary: "Cross-entropy of independent yes-or-no probabilities",
  value(label, prediction) {
    const p = clipped(prediction);
    return -label * Math.log(p) - (1 - label) * Math.log(1 - p);
  },
  slope(label, prediction) {
    return (1 - label) / Math.max(1 - prediction, SMALLEST) - label / Math.max(prediction, SMALLEST);
  },
});

/** Σ y log(y / p) over a row, with y kept within [10⁻⁷, 1] too. */
export const kullbackLeiblerDivergence = rowwise({
  name: "kullbackLeiblerDivergence",
  summary: "How far predicted probabilities are from the true ones",
  value({ labels, predictions, at, width }) {
    let sum = 0;
    for (let i = at; i < at + width; i++) {
      const y = Math.min(Math.max(labels[i]!, EPSILON), 1);
      sum += y * Math.log(y / Math.min(Math.max(predictions[i]!, EPSILON), 1));
    }
    return sum;
  },
  slope({ labels, predictions, at, width }, gradient, scale) {
    for (let i = at; i < at + width; i++) {
      const y = Math.min(Math.max(labels[i]!, EPSILON), 1);
      gradient[i] = (-y / Math.max(predictions[i]!, SMALLEST)) * scale;
    }
  },
});
