import { OptionProblem } from "../../base/errors.ts";
import { float, int, options } from "../../component/options.ts";
import { metric } from "../metric.ts";
import { largest, meanOverRows, needs, needsSeveral, type RowScore, trueClass } from "./mean-metric.ts";

/** The share of outputs of a row that fall on the right side of the threshold. */
function binaryScore(threshold: number): RowScore {
  return ({ predictions, labels, width }, row) => {
    let right = 0;
    for (let at = row * width; at < (row + 1) * width; at++) {
      if (predictions[at]! > threshold === labels[at]! > 0.5) right += 1;
    }
    return right / width;
  };
}

const threshold = float("An output above it says yes", { min: 0, max: 1, default: 0.5 });

/** Keras's choice by the output's width, and its first of several largest outputs. */
export const accuracy = metric({
  name: "accuracy",
  summary: "Share of right answers: of the largest output, or of a single output against one half",
  options: options({}),
  better: "higher",
  logName: () => "accuracy",
  start(context) {
    if (context.width === 1) return meanOverRows(binaryScore(0.5));
    return meanOverRows((outcome, row) =>
      largest(outcome.predictions, row, context.width) === trueClass(outcome, row, context) ? 1 : 0,
    );
  },
});

export const binaryAccuracy = metric({
  name: "binaryAccuracy",
  summary: "Share of outputs on the right side of a threshold",
  options: options({ threshold }),
  better: "higher",
  logName: () => "binary_accuracy",
  start(context, chosen) {
    if (context.width > 1) needs(context, "vector", "binaryAccuracy");
    return meanOverRows(binaryScore(chosen.threshold));
  },
});

export const categoricalAccuracy = metric({
  name: "categoricalAccuracy",
  summary: "Share of rows whose largest output is where the one-hot label is",
  options: options({}),
  better: "higher",
  logName: () => "categorical_accuracy",
  start(context) {
    needs(context, "vector", "categoricalAccuracy");
    needsSeveral(context, "categoricalAccuracy");
    return accuracy.start(context, {});
  },
});

export const sparseCategoricalAccuracy = metric({
  name: "sparseCategoricalAccuracy",
  summary: "Share of rows whose largest output is that of the class number",
  options: options({}),
  better: "higher",
  logName: () => "sparse_categorical_accuracy",
  start(context) {
    needs(context, "class", "sparseCategoricalAccuracy");
    needsSeveral(context, "sparseCategoricalAccuracy");
    return accuracy.start(context, {});
  },
});

/** A tie counts for the row, as in Keras: the true class is among the k when fewer than k are larger. */
export const topK = metric({
  name: "topK",
  summary: "Share of rows whose true class is among the k largest outputs",
  options: options({ k: int("How many outputs count", { min: 1, default: 5 }) }),
  better: "higher",
  logName: ({ k }) => `top_${k}_accuracy`,
  start(context, { k }) {
    needsSeveral(context, "topK");
    if (k >= context.width) {
      const message = `the ${k} largest of ${context.width} outputs always hold the true class`;
      throw new OptionProblem(["k"], message, `use k below ${context.width}`);
    }
    return meanOverRows((outcome, row) => {
      const at = row * context.width;
      const own = outcome.predictions[at + trueClass(outcome, row, context)]!;
      let larger = 0;
      for (let i = at; i < at + context.width; i++) if (outcome.predictions[i]! > own) larger += 1;
      return larger < k && !Number.isNaN(own) ? 1 : 0;
    });
  },
});
