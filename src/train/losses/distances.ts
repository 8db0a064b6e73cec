import { float, options } from "../../component/options.ts";
import { loss } from "../loss.ts";
import { EPSILON, elementwise } from "./elementwise.ts";
import { rowwise } from "./rowwise.ts";

/** Losses for regression: how far predictions are from labels. */

export const meanSquaredError = elementwise({
  name: "meanSquaredError",
  summary: "Mean of squared differences",
  value: (label, prediction) => (prediction - label) ** 2,
  slope: (label, prediction) => 2 * (prediction - label),
});

export const meanAbsoluteError = elementwise({
  name: "meanAbsoluteError",
  summary: "Mean of absolute differences",
  value: (label, prediction) => Math.abs(prediction - label),
  slope: (label, prediction) => Math.sign(prediction - label),
});

/** 100 |p − y| / |y|, with |y| kept at or above 10⁻⁷. */
export const meanAbsolutePercentageError = elementwise({
  name: "meanAbsolutePercentageError",
  summary: "Mean of absolute differences in percent of the label",
  value: (label, prediction) => (100 * Math.abs(prediction - label)) / Math.max(Math.abs(label), EPSILON),
  slope: (label, prediction) => (100 * Math.sign(prediction - label)) / Math.max(Math.abs(label), EPSILON),
});

/** (log(1 + p) − log(1 + y))², both kept at or above 10⁻⁷. */
export const meanSquaredLogarithmicError = elementwise({
  name: "meanSquaredLogarithmicError",
  summary: "Mean of squared differences of logarithms",
  value: (label, prediction) => logDifference(label, prediction) ** 2,
  slope: (label, prediction) =>
    prediction < EPSILON ? 0 : (2 * logDifference(label, prediction)) / (1 + prediction),
});

/** log cosh(p − y), computed without overflow. */
export const logcosh = elementwise({
  name: "logcosh",
  summary: "Squared for small differences, absolute for large ones, smooth between",
  value(label, prediction) {
    const distance = Math.abs(prediction - label);
    return distance + Math.log1p(Math.exp(-2 * distance)) - Math.LN2;
  },
  slope: (label, prediction) => Math.tanh(prediction - label),
});

/** Huber, "Robust estimation of a location parameter", 1964. */
export const huber = loss({
  name: "huber",
  summary: "Squared up to delta, absolute beyond",
  options: options({ delta: float("Difference at which it changes", { above: 0, default: 1 }) }),
  labels: "vector",
  leastWidth: 1,
  evaluate({ count, rows, width, predictions, labels }, losses, gradient, { delta }) {
    const size = rows * width;
    for (let sample = 0; sample < count; sample++) {
      let sum = 0;
      for (let at = sample * size; at < (sample + 1) * size; at++) {
        const difference = predictions[at]! - labels[at]!;
        const distance = Math.abs(difference);
        sum += distance <= delta ? 0.5 * difference * difference : delta * (distance - 0.5 * delta);
        if (gradient !== undefined) gradient[at] = Math.max(-delta, Math.min(delta, difference)) / size;
      }
      losses[sample] = sum / size;
    }
  },
});

/** For outputs above 0, such as those of exponential or softplus. */
export const poisson = elementwise({
  name: "poisson",
  summary: "p − y log p, for counts",
  value: (label, prediction) => prediction - label * Math.log(Math.max(prediction + EPSILON, EPSILON)),
  slope: (label, prediction) => 1 - label / Math.max(prediction + EPSILON, EPSILON),
});

/** −Σ y p / (‖y‖ ‖p‖) over a row: Keras's CosineSimilarity. */
export const cosineProximity = rowwise({
  name: "cosineProximity",
  summary: "Minus the cosine of the angle between label and prediction",
  value: (row) => -cosine(row.labels, row.predictions, row.at, row.width).value,
  slope({ labels, predictions, at, width }, gradient, scale) {
    const { value, labelNorm, norm } = cosine(labels, predictions, at, width);
    const turning = norm > SHORTEST ? value / (norm * norm) : 0; // a norm that is kept up does not change
    for (let i = at; i < at + width; i++) {
      gradient[i] = (turning * predictions[i]! - labels[i]! / (labelNorm * norm)) * scale;
    }
  },
});

function logDifference(label: number, prediction: number): number {
  return Math.log1p(Math.max(prediction, EPSILON)) - Math.log1p(Math.max(label, EPSILON));
}

/** Norms are kept at or above it. */
const SHORTEST = 1e-6;

function cosine(
  labels: Float32Array,
  predictions: Float32Array,
  at: number,
  width: number,
): { readonly value: number; readonly labelNorm: number; readonly norm: number } {
  let [product, squares, labelSquares] = [0, 0, 0];
  for (let i = at; i < at + width; i++) {
    product += labels[i]! * predictions[i]!;
    squares += predictions[i]! * predictions[i]!;
    labelSquares += labels[i]! * labels[i]!;
  }
  const norm = Math.max(Math.sqrt(squares), SHORTEST);
  const labelNorm = Math.max(Math.sqrt(labelSquares), SHORTEST);
  return { value: product / (norm * labelNorm), labelNorm, norm };
}
