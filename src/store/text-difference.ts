import { parse } from "csv-parse/sync";

/** Where two texts of one file part first. */
export interface TextDifference {
  /** `line 3`, in a table `line 3, val_loss`, in JSON `line 9, test.accuracy`. */
  readonly where: string;
  readonly before: string;
  readonly after: string;
}

/** The first place at which two texts differ, in a CSV down to the column, in JSON to the value. They are not equal. */
export function firstDifference(file: string, before: string, after: string): TextDifference {
  const [old, own] = [before.split("\n"), after.split("\n")];
  const line = old.findIndex((text, index) => text !== own[index]);
  const at = line < 0 ? old.length : line;
  const [first, second] = [old[at] ?? "", own[at] ?? ""];
  const where = `line ${at + 1}`;
  const path = file.endsWith(".json") ? pathAt(old.slice(0, at + 1)) : undefined;
  if (path !== undefined && path === pathAt(own.slice(0, at + 1))) {
    return { where: `${where}, ${path}`, before: valueIn(first), after: valueIn(second) };
  }
  if (!file.endsWith(".csv")) return { where, before: first.trim(), after: second.trim() };
  const [cells, others] = [cellsOf(first), cellsOf(second)];
  const column = cells.findIndex((cell, index) => cell !== others[index]);
  const name = cellsOf(old[0]!)[column];
  if (column < 0 || name === undefined || at === 0) return { where, before: first, after: second };
  return { where: `${where}, ${name}`, before: cells[column]!, after: others[column] ?? "" };
}

const ENTRY = /^( *)"([^"]+)": (.*?),?$/;

/** The path of the value in the last of the lines of a JSON text that is indented by two; undefined where it is none. */
function pathAt(lines: readonly string[]): string | undefined {
  if (!ENTRY.test(lines.at(-1)!)) return undefined;
  const path: string[] = [];
  for (const line of lines) {
    const [, indent, key] = ENTRY.exec(line) ?? [];
    if (key !== undefined) path.splice(indent!.length / 2 - 1, path.length, key);
  }
  return path.join(".");
}

function valueIn(line: string): string {
  return ENTRY.exec(line)![3]!;
}

function cellsOf(line: string): string[] {
  return (parse(line, { relax_quotes: true, relax_column_count: true }) as string[][])[0] ?? [];
}
