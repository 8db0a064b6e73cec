import type { Samples } from "../dataset.ts";
import { eachValue } from "../features.ts";

/** Over which values a statistic is taken: each last-axis channel, or everything. */
export type Axis = "channel" | "all";

/** Mean and standard deviation (of the population), smallest and largest value of each group of values. */
export interface Statistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly smallest: readonly number[];
  readonly largest: readonly number[];
}

/** In one pass (Welford 1962), in double precision, in the order of the samples. */
export function statisticsOf(samples: Samples, axis: Axis): Statistics {
  const groups = axis === "all" ? 1 : (samples.features.shape.at(-1) ?? 1);
  const zeros = () => Array<number>(groups).fill(0);
  const [seen, mean, squares] = [zeros(), zeros(), zeros()];
  const smallest = zeros().fill(Number.POSITIVE_INFINITY);
  const largest = zeros().fill(Number.NEGATIVE_INFINITY);
  let group = 0;
  eachValue(samples, (value) => {
    seen[group]! += 1;
    const before = value - mean[group]!;
    mean[group]! += before / seen[group]!;
    squares[group]! += before * (value - mean[group]!);
    if (value < smallest[group]!) smallest[group] = value;
    if (value > largest[group]!) largest[group] = value;
    if (++group === groups) group = 0;
  });
  return { mean, deviation: squares.map((sum, at) => Math.sqrt(sum / seen[at]!)), smallest, largest };
}
