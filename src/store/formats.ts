import { stringify as csvText } from "csv-stringify/sync";
import { stringify as yamlText } from "yaml";

/** A number as people read it: at most six significant digits; NaN and infinity as words. */
export function showNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "infinity" : "-infinity";
  return String(rounded(value));
}

/** The nearest number with six significant digits; never −0. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6)) + 0;
}

/** JSON with sorted keys, one figure a line, numbers rounded, ending in a newline. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(tidy(value), undefined, 2)}\n`;
}

/** CSV with a header row, numbers rounded. Rows may lack columns. */
export function table(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): string {
  const cell = (value: unknown) => (typeof value === "number" ? showNumber(value) : (value ?? ""));
  const lines = rows.map((row) => columns.map((name) => cell(row[name])));
  return csvText([[...columns], ...lines], { record_delimiter: "\n" });
}

/** YAML in the order given, without anchors and folded lines. */
export function documentText(value: unknown): string {
  return yamlText(value, { aliasDuplicateObjects: false, lineWidth: 0 });
}

function tidy(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? rounded(value) : showNumber(value);
  if (Array.isArray(value)) return value.map(tidy);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, tidy(inner)]));
}
