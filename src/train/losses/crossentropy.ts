import { options } from "../../component/options.ts";
import { loss } from "../loss.ts";
import { clipped, EPSILON, elementwise } from "./elementwise.ts";
import { rowwise } from "./rowwise.ts";

/**
 * Cross-entropies take probabilities, kept within [10⁻⁷, 1 − 10⁻⁷] for their value. The gradient divides by
 * the probability so kept but is never cut to 0, so that a sample that is badly wrong is still learnt from.
 */

/** −Σ y log p over a row. */
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
      gradient[i] = (-labels[i]! / Math.max(predictions[i]!, EPSILON)) * scale;
    }
  },
});

/** −log p of the true class. */
export const sparseCategoricalCrossentropy = loss({
  name: "sparseCategoricalCrossentropy",
  summary: "Cross-entropy of class numbers and probabilities",
  options: options({}),
  labels: "class",
  evaluate({ count, rows, width, predictions, labels }, losses, gradient) {
    gradient?.fill(0, 0, count * rows * width);
    for (let sample = 0; sample < count; sample++) {
      let sum = 0;
      for (let row = sample * rows; row < (sample + 1) * rows; row++) {
        const at = row * width + labels[row]!;
        sum -= Math.log(clipped(predictions[at]!));
        if (gradient !== undefined) gradient[at] = -1 / (Math.max(predictions[at]!, EPSILON) * rows);
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
    return (1 - label) / Math.max(1 - prediction, EPSILON) - label / Math.max(prediction, EPSILON);
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
      gradient[i] = (-y / Math.max(predictions[i]!, EPSILON)) * scale;
    }
  },
});
