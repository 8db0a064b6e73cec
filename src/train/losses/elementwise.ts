import { options } from "../../component/options.ts";
import { type Loss, loss } from "../loss.ts";

/** A loss that is the mean over all values of a sample of a function of label and prediction. */
interface Elementwise<Name extends string> {
  readonly name: Name;
  readonly summary: string;
  value(label: number, prediction: number): number;
  /** d value / d prediction. */
  slope(label: number, prediction: number): number;
}

export function elementwise<const Name extends string>(
  definition: Elementwise<Name>,
): Loss<Name, Record<never, never>> {
  const { name, summary, value, slope } = definition;
  return loss({
    name,
    summary,
    options: options({}),
    labels: "vector",
    leastWidth: 1,
    evaluate({ count, rows, width, predictions, labels }, losses, gradient) {
      const size = rows * width;
      for (let sample = 0; sample < count; sample++) {
        let sum = 0;
        for (let at = sample * size; at < (sample + 1) * size; at++) {
          sum += value(labels[at]!, predictions[at]!);
          if (gradient !== undefined) gradient[at] = slope(labels[at]!, predictions[at]!) / size;
        }
        losses[sample] = sum / size;
      }
    },
  });
}

/** Probabilities are kept this far from 0 and 1 before a logarithm is taken, as Keras does. */
export const EPSILON = 1e-7;

/** The least a gradient divides by: the quotient is still finite in 32 bits. */
export const SMALLEST = 1e-30;

export function clipped(probability: number): number {
  return Math.min(Math.max(probability, EPSILON), 1 - EPSILON);
}
