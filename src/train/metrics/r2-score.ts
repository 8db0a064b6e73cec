import { options } from "../../component/options.ts";
import { metric } from "../metric.ts";
import { Sum } from "../sum.ts";
import { needs } from "./mean-metric.ts";

/**
 * 1 − Σ(y − p)² / Σ(y − ȳ)² of each output, and the unweighted mean over the outputs, as in Keras. An output whose
 * labels are all alike scores 1 where it is always right and else 0, as in scikit-learn.
 */
export const r2Score = metric({
  name: "r2Score",
  summary: "Share of the labels' variance that predictions explain; 1 is perfect",
  options: options({}),
  better: "higher",
  logName: () => "r2_score",
  start(context) {
    if (context.width > 1) needs(context, "vector", "r2Score");
    const outputs = Array.from({ length: context.width }, () => new Explained());
    return {
      update({ count, rows, width, predictions, labels }) {
        for (let at = 0; at < count * rows * width; at++) {
          outputs[at % width]!.add(labels[at]!, predictions[at]!);
        }
      },
      result: () => outputs.reduce((sum, output) => sum + output.value, 0) / outputs.length,
    };
  },
});

/** One output: the squares of its errors, and those around the mean by Welford's update (Technometrics 4, 1962). */
class Explained {
  readonly #errors = new Sum();
  readonly #squares = new Sum();
  #mean = 0;
  #count = 0;

  add(label: number, prediction: number): void {
    this.#errors.add((label - prediction) ** 2);
    const difference = label - this.#mean;
    this.#count += 1;
    this.#mean += difference / this.#count;
    this.#squares.add(difference * (label - this.#mean));
  }

  get value(): number {
    if (this.#count === 0) return Number.NaN;
    const [errors, squares] = [this.#errors.value, this.#squares.value];
    if (squares === 0) return errors === 0 ? 1 : errors > 0 ? 0 : Number.NaN;
    return 1 - errors / squares;
  }
}
