/** The columns of history.csv that are no logged value. */
export const STEADY_COLUMNS: readonly string[] = ["epoch", "learning_rate"];

/** The file with the history of a replicate but the first, whose is history.csv. Replicates count from 1. */
export function replicatePath(replicate: number): string {
  return `replicates/${String(replicate).padStart(4, "0")}.csv`;
}

/** A cell of a table. */
export type Cell = string | number;

/**
 * A number as files hold it: at most six significant digits, but whole numbers (counts, seeds) in full; NaN and
 * infinity as words.
 */
export function showNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "infinity" : "-infinity";
  return String(rounded(value));
}

/** A number as files hold it: NaN and infinity are words. */
export function numberOf(value: unknown): number {
  if (value === "infinity") return Number.POSITIVE_INFINITY;
  if (value === "-infinity") return Number.NEGATIVE_INFINITY;
  return Number(value);
}

/** A figure as a report shows it: four significant digits, so that columns of a kind line up. */
export function showFigure(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e3) return value.toPrecision(4);
  return showNumber(Number.isFinite(value) ? Number(value.toPrecision(4)) : value);
}

/** A whole number as it is; any other with six significant digits. Never −0. */
export function rounded(value: number): number {
  return (Number.isSafeInteger(value) ? value : Number(value.toPrecision(6))) + 0;
}

/** For `JSON.stringify`: numbers that JSON lacks are words, as files hold them. */
export function numbersAsWords(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? showNumber(value) : value;
}
