import { options } from "../../component/options.ts";
import type { Outcome } from "../loss.ts";
import { type Meter, type Metric, type MetricContext, metric } from "../metric.ts";
import { largest, trueClass } from "./mean-metric.ts";

/**
 * Precision, recall and F1. With one output they speak of the yes answers above one half, as in Keras. With
 * several, the answer is the largest output, each class is taken in turn, and the unweighted mean over all classes
 * is given (macro average). A ratio with nothing below the line is 0, so a class that neither occurs nor is
 * answered counts as 0: Keras's F1Score with `average: macro`. Keras's own precision and recall count every
 * output above one half instead.
 */
interface Counts {
  readonly right: number;
  /** Rows that were said to be of the class. */
  readonly said: number;
  /** Rows that are of the class. */
  readonly there: number;
}

const formulas = {
  precision: ({ right, said }: Counts) => ratio(right, said),
  recall: ({ right, there }: Counts) => ratio(right, there),
  f1: ({ right, said, there }: Counts) => ratio(2 * right, said + there),
};

export const precision = retrieval(
  "precision",
  "precision",
  "Of what is said to be of a class, the share that is",
);
export const recall = retrieval("recall", "recall", "Of what is of a class, the share that is said to be");
export const f1 = retrieval("f1", "f1_score", "Harmonic mean of precision and recall");

function retrieval<const Name extends keyof typeof formulas>(
  name: Name,
  logged: string,
  summary: string,
): Metric<Name, Record<never, never>> {
  return metric({
    name,
    summary,
    options: options({}),
    better: "higher",
    logName: () => logged,
    start: (context) => meter(context, formulas[name]),
  });
}

function meter(context: MetricContext, formula: (counts: Counts) => number): Meter {
  const classes = context.width === 1 ? 2 : context.width;
  const [right, said, there] = [0, 1, 2].map(() => new Float64Array(classes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const of = (index: number): Counts => ({ right: right[index]!, said: said[index]!, there: there[index]! });
  let rows = 0;
  return {
    update(outcome) {
      for (let row = 0; row < outcome.count * outcome.rows; row++) {
        const [answer, truth] = answerAndTruth(outcome, row, context);
        said[answer]! += 1;
        there[truth]! += 1;
        if (answer === truth) right[answer]! += 1;
        rows += 1;
      }
    },
    result() {
      if (rows === 0) return Number.NaN;
      if (context.width === 1) return formula(of(1));
      const each = Array.from({ length: classes }, (_, index) => formula(of(index)));
      return each.reduce((sum, value) => sum + value, 0) / classes;
    },
  };
}

function answerAndTruth(outcome: Outcome, row: number, context: MetricContext): [number, number] {
  if (context.width > 1) {
    return [largest(outcome.predictions, row, context.width), trueClass(outcome, row, context)];
  }
  return [outcome.predictions[row]! > 0.5 ? 1 : 0, outcome.labels[row]! > 0.5 ? 1 : 0];
}

function ratio(above: number, below: number): number {
  return below === 0 ? 0 : above / below;
}
