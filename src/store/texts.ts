import { stringify as csvText } from "csv-stringify/sync";
import { stringify as yamlText } from "yaml";
import { type Cell, rounded, showNumber } from "./formats.ts";

/** JSON with sorted keys, one figure a line, numbers as `showNumber` rounds them, ending in a newline. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(tidy(value), undefined, 2)}\n`;
}

/** CSV (RFC 4180, but for newlines: a line feed) with a header row, numbers as `showNumber` writes them. */
export function csv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = rows.map((row) => row.map((cell) => (typeof cell === "number" ? showNumber(cell) : cell)));
  return csvText([[...columns], ...lines], { record_delimiter: "\n" });
}

/** YAML in the order given, without anchors and folded lines, numbers exact. */
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
