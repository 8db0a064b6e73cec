import type { Samples } from "./dataset.ts";
import type { Parts } from "./preprocessor.ts";
import type { Imputation } from "./source.ts";

/** Fills missing values (NaN) of every part, in place, by what the training part holds. */
export function impute(parts: Parts, { method, categories }: Imputation): void {
  const width = parts.train.features.shape[0]!;
  const fill = new Float32Array(width);
  const inCategory = new Set(categories.flatMap(([from, to]) => range(from, to)));
  for (const column of range(0, width)) {
    if (!inCategory.has(column)) fill[column] = typical(columnOf(parts.train, column), method);
  }
  for (const [from, to] of categories) {
    const counts = range(from, to).map((column) =>
      columnOf(parts.train, column).reduce((sum, value) => sum + value, 0),
    );
    fill[from + counts.indexOf(Math.max(...counts))] = 1;
  }
  for (const { features } of [parts.train, parts.validation, parts.test].filter(
    (part) => part !== undefined,
  )) {
    const { storage } = features;
    for (let at = 0; at < storage.length; at++)
      if (Number.isNaN(storage[at]!)) storage[at] = fill[at % width]!;
  }
}

/** The values of one column that are there. */
function columnOf({ features, count }: Samples, column: number): number[] {
  const width = features.shape[0]!;
  return range(0, count)
    .map((row) => features.storage[row * width + column]!)
    .filter((value) => !Number.isNaN(value));
}

function typical(values: number[], method: Imputation["method"]): number {
  if (values.length === 0) return 0;
  if (method === "mean") return values.reduce((sum, value) => sum + value, 0) / values.length;
  values.sort((a, b) => a - b);
  if (method === "median") {
    const middle = values.length >> 1;
    return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
  }
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
