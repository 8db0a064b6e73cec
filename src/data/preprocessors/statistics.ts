import { sizeOf } from "../../base/shape.ts";
import type { Samples } from "../dataset.ts";
import { valueAt } from "../features.ts";

/** Over which values a statistic is taken: each last-axis channel, or everything. */
export type Axis = "channel" | "all";

/** Mean and standard deviation (of the population), smallest and largest value of each group of values. */
export interface Statistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly smallest: readonly number[];
  readonly largest: readonly number[];
}

/** In one pass (Welford 1962), in the order of the samples. */
export function statisticsOf({ features, count }: Samples, axis: Axis): Statistics {
  const groups = axis === "all" ? 1 : (features.shape.at(-1) ?? 1);
  const size = sizeOf(features.shape);
  const zeros = () => Array<number>(groups).fill(0);
  const [seen, mean, squares] = [zeros(), zeros(), zeros()];
  const smallest = zeros().fill(Number.POSITIVE_INFINITY);
  const largest = zeros().fill(Number.NEGATIVE_INFINITY);
  for (let at = 0; at < count * size; at++) {
    const group = groups === 1 ? 0 : at % groups;
    const value = valueAt(features, at);
    seen[group]! += 1;
    const before = value - mean[group]!;
    mean[group]! += before / seen[group]!;
    squares[group]! += before * (value - mean[group]!);
    smallest[group] = Math.min(smallest[group]!, value);
    largest[group] = Math.max(largest[group]!, value);
  }
  return { mean, deviation: squares.map((sum, group) => Math.sqrt(sum / seen[group]!)), smallest, largest };
}
