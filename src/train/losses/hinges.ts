import { elementwise } from "./elementwise.ts";
import { rowwise } from "./rowwise.ts";

/** Losses with a margin. Labels 0 and 1 are read as −1 and 1, as Keras reads them. */

export const hinge = elementwise({
  name: "hinge",
  summary: "max(1 − y p, 0), for labels −1 and 1",
  value: (label, prediction) => Math.max(1 - sign(label) * prediction, 0),
  slope: (label, prediction) => (1 - sign(label) * prediction > 0 ? -sign(label) : 0),
});

export const squaredHinge = elementwise({
  name: "squaredHinge",
  summary: "max(1 − y p, 0)², for labels −1 and 1",
  value: (label, prediction) => Math.max(1 - sign(label) * prediction, 0) ** 2,
  slope: (label, prediction) => -2 * sign(label) * Math.max(1 - sign(label) * prediction, 0),
});

/** max(1 + the largest wrong output − the true output, 0), for one-hot labels. */
export const categoricalHinge = rowwise({
  name: "categoricalHinge",
  summary: "How far the largest wrong output comes within 1 of the true one",
  value(row) {
    const { positive, negative } = margins(row.labels, row.predictions, row.at, row.width);
    return Math.max(1 + negative - positive, 0);
  },
  slope({ labels, predictions, at, width }, gradient, scale) {
    const { positive, negative, largest } = margins(labels, predictions, at, width);
    const active = 1 + negative - positive > 0 ? scale : 0;
    for (let i = at; i < at + width; i++) {
      gradient[i] = active * ((i === largest ? 1 - labels[i]! : 0) - labels[i]!);
    }
  },
});

function sign(label: number): number {
  return label === 0 ? -1 : label;
}

function margins(labels: Float32Array, predictions: Float32Array, at: number, width: number) {
  let [positive, negative, largest] = [0, Number.NEGATIVE_INFINITY, at];
  for (let i = at; i < at + width; i++) {
    positive += labels[i]! * predictions[i]!;
    const wrong = (1 - labels[i]!) * predictions[i]!;
    if (wrong > negative) {
      negative = wrong;
      largest = i;
    }
  }
  return { positive, negative, largest };
}
