import { OptionProblem } from "../base/errors.ts";
import type { Parts, Samples } from "./dataset.ts";
import type { Imputation } from "./source.ts";

/**
 * Fills missing values (NaN) of every part, in place, by what the training part holds. Throws an OptionProblem,
 * relative to the source's options, where it holds no value of a column.
 */
export function impute(parts: Parts, { method, columns }: Imputation): void {
  const fill: number[] = [];
  for (const { name, width } of columns) {
    const present = rowsWith(parts.train, fill.length);
    if (present.length === 0) {
      throw new OptionProblem(
        ["missing"],
        `column \`${name}\` is empty in every training sample, so nothing says how to fill it`,
        "leave it out of columns",
      );
    }
    fill.push(...typical(parts.train, present, fill.length, width, method));
  }
  for (const part of [parts.train, parts.validation, parts.test]) {
    const storage = part?.features.storage ?? [];
    for (let at = 0; at < storage.length; at++) {
      if (Number.isNaN(storage[at]!)) storage[at] = fill[at % fill.length]!;
    }
  }
}

/** The rows that have a value in a column. */
function rowsWith({ features, count }: Samples, column: number): number[] {
  const width = features.shape[0]!;
  return Array.from({ length: count }, (_, row) => row).filter(
    (row) => !Number.isNaN(features.storage[row * width + column]!),
  );
}

/** The values that stand for a column which is `width` features from `first` on. */
function typical(
  { features: { storage, shape } }: Samples,
  rows: readonly number[],
  first: number,
  width: number,
  method: Imputation["method"],
): number[] {
  const valuesOf = (column: number) => rows.map((row) => storage[row * shape[0]! + column]!);
  if (width === 1 && method === "mean") return [mean(valuesOf(first))];
  if (width === 1 && method === "median") return [median(valuesOf(first))];
  if (width === 1) return [mostFrequent(valuesOf(first))];
  const counts = Array.from({ length: width }, (_, offset) =>
    valuesOf(first + offset).reduce((sum, value) => sum + value, 0),
  );
  const best = counts.indexOf(Math.max(...counts));
  return counts.map((_, offset) => (offset === best ? 1 : 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}

/** Of values that occur equally often, the smallest. */
function mostFrequent(values: number[]): number {
  const counts = new Map<number, number>();
  for (const value of values.sort((a, b) => a - b)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
