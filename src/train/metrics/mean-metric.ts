import { OptionProblem } from "../../base/errors.ts";
import type { Outcome } from "../loss.ts";
import type { Meter, MetricContext } from "../metric.ts";
import { Mean } from "../sum.ts";

/** What a row's metric says of one row: `row` counts over all rows of the batch. */
export type RowScore = (outcome: Outcome, row: number) => number;

/** A meter whose result is the mean of a score over all rows. */
export function meanOverRows(score: RowScore): Meter {
  const mean = new Mean();
  return {
    update(outcome) {
      for (let row = 0; row < outcome.count * outcome.rows; row++) mean.add(score(outcome, row));
    },
    result: () => mean.value,
  };
}

/** The position of the largest value of a row, the first where several are. */
export function largest(values: Float32Array, row: number, width: number): number {
  let best = row * width;
  for (let at = best + 1; at < (row + 1) * width; at++) {
    if (values[at]! > values[best]!) best = at;
  }
  return best - row * width;
}

/** The true class of a row: its number, or where its one-hot vector is largest. */
export function trueClass(outcome: Outcome, row: number, context: MetricContext): number {
  return context.labels === "class" ? outcome.labels[row]! : largest(outcome.labels, row, context.width);
}

/** Refuses labels of another kind than a metric takes. */
export function needs(context: MetricContext, labels: "class" | "vector", name: string): void {
  if (context.labels === labels) return;
  const [wanted, given] = labels === "class" ? ["class numbers", "vectors"] : ["vectors", "class numbers"];
  const hint = labels === "class" ? "leave oneHot out of preprocess" : "add oneHot to dataset.preprocess";
  throw new OptionProblem([], `${name} takes ${wanted}, and the labels are ${given}`, hint);
}

/** Refuses models with a single output where a metric compares several; `hint` says what to do. */
export function needsSeveral(context: MetricContext, name: string, hint = "use binaryAccuracy"): void {
  if (context.width > 1) return;
  throw new OptionProblem([], `${name} compares several outputs, and the model has one`, hint);
}
