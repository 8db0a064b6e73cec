import { options } from "../../component/options.ts";
import { type Loss, loss } from "../loss.ts";

/** One row of a batch: `width` numbers from `at` on in each array. */
export interface Row {
  readonly labels: Float32Array;
  readonly predictions: Float32Array;
  readonly at: number;
  readonly width: number;
}

/** A loss that is the mean over a sample's rows of a function of whole rows, whose values it compares. */
interface Rowwise<Name extends string> {
  readonly name: Name;
  readonly summary: string;
  value(row: Row): number;
  /** Writes d value / d prediction, times `scale`, to the same places of `gradient`. */
  slope(row: Row, gradient: Float32Array, scale: number): void;
}

export function rowwise<const Name extends string>(
  definition: Rowwise<Name>,
): Loss<Name, Record<never, never>> {
  const { name, summary, value, slope } = definition;
  return loss({
    name,
    summary,
    options: options({}),
    labels: "vector",
    leastWidth: 2,
    evaluate({ count, rows, width, predictions, labels }, losses, gradient) {
      for (let sample = 0; sample < count; sample++) {
        let sum = 0;
        for (let index = 0; index < rows; index++) {
          const row = { labels, predictions, at: (sample * rows + index) * width, width };
          sum += value(row);
          if (gradient !== undefined) slope(row, gradient, 1 / rows);
        }
        losses[sample] = sum / rows;
      }
    },
  });
}
