import { RunExpError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import type { Cell } from "../store/formats.ts";
import type { IndexRow } from "../store/index-file.ts";

const COMPARISONS = {
  ">=": (a: number, b: number) => a >= b,
  "<=": (a: number, b: number) => a <= b,
  ">": (a: number, b: number) => a > b,
  "<": (a: number, b: number) => a < b,
};

/** What a version must fulfil to be listed: `test_accuracy>0.9`. */
export interface Condition {
  readonly column: string;
  readonly comparison: keyof typeof COMPARISONS;
  readonly bound: number;
}

/** Throws a RunExpError `bad-condition` for what is none. */
export function parseCondition(written: string): Condition {
  const [, column, comparison, bound] = /^\s*([\w.]+)\s*([<>]=?)\s*([^\s<>=]+)\s*$/.exec(written) ?? [];
  if (column === undefined || !Number.isFinite(Number(bound))) {
    throw new RunExpError(
      "bad-condition",
      `\`${written}\` is no condition`,
      'write a figure, one of < <= > >=, and a number: --where "test_accuracy>0.9"',
    );
  }
  return { column, comparison: comparison as Condition["comparison"], bound: Number(bound) };
}

/** The versions that fulfil all conditions. Throws a RunExpError `no-figure` where no version has what one names. */
export function fulfilling(rows: readonly IndexRow[], conditions: readonly Condition[]): readonly IndexRow[] {
  for (const { column } of conditions) requireFigure(rows, column);
  return rows.filter((row) =>
    conditions.every(({ column, comparison, bound }) => {
      const value = cellOf(row, column);
      return typeof value === "number" && COMPARISONS[comparison](value, bound);
    }),
  );
}

/** A figure of a version, or its epochs. */
export function cellOf({ epochs, figures }: IndexRow, column: string): Cell | undefined {
  return column === "epochs" ? epochs : figures[column];
}

/** Throws a RunExpError `no-figure` where there are versions, but none has a figure of this name. */
export function requireFigure(rows: readonly IndexRow[], column: string): void {
  const known = [...new Set(["epochs", ...rows.flatMap(({ figures }) => Object.keys(figures))])];
  if (rows.length === 0 || known.includes(column)) return;
  const near = nearest(column, known);
  const hint = near === undefined ? `there are ${known.sort().join(", ")}` : `did you mean ${near}?`;
  throw new RunExpError("no-figure", `no version has the figure ${column}`, hint);
}
