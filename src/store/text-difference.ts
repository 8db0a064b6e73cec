import { parse } from "csv-parse/sync";

/** Where two texts of one file part first. */
export interface TextDifference {
  /** `line 3`, in a table `line 3, val_loss`. */
  readonly where: string;
  readonly before: string;
  readonly after: string;
}

/** The first place at which two texts differ, in a CSV down to the column. They are not equal. */
export function firstDifference(file: string, before: string, after: string): TextDifference {
  const [old, own] = [before.split("\n"), after.split("\n")];
  const line = old.findIndex((text, index) => text !== own[index]);
  const at = line < 0 ? old.length : line;
  const [first, second] = [old[at] ?? "", own[at] ?? ""];
  const where = `line ${at + 1}`;
  if (!file.endsWith(".csv")) return { where, before: first.trim(), after: second.trim() };
  const [cells, others] = [cellsOf(first), cellsOf(second)];
  const column = cells.findIndex((cell, index) => cell !== others[index]);
  const name = cellsOf(old[0]!)[column];
  if (column < 0 || name === undefined || at === 0) return { where, before: first, after: second };
  return { where: `${where}, ${name}`, before: cells[column]!, after: others[column] ?? "" };
}

function cellsOf(line: string): string[] {
  return (parse(line, { relax_quotes: true, relax_column_count: true }) as string[][])[0] ?? [];
}
