/** A column of a table on the terminal. */
export interface Column {
  /** Of one line or more. */
  readonly title: string;
  /** Figures stand to the right; words, by default, to the left. */
  readonly right?: boolean;
}

const GAP = "  ";
/** However little room there is, so much of the first column stays. */
const LEAST = 12;

export interface TextTable {
  /** The head first. */
  readonly lines: readonly string[];
  /** How many columns there was no room for. */
  readonly leftOut: number;
}

/**
 * A table as aligned lines. Where it is wider than `width`, cells of the first column, which hold names, are cut in
 * their middle, and where that is not enough, columns are left out from the right.
 */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): TextTable {
  const cells = [...headRows(columns), ...rows];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)));
  const span = (count: number) =>
    widths.slice(0, count).reduce((sum, own) => sum + own + GAP.length, -GAP.length);
  let shown = columns.length;
  while (shown > 1 && span(shown) - Math.max(0, widths[0]! - LEAST) > width) shown--;
  widths[0] = Math.max(Math.min(widths[0]!, LEAST), widths[0]! - Math.max(0, span(shown) - width));
  const lines = cells.map((row) =>
    row
      .slice(0, shown)
      .map((cell, at) => aligned(at === 0 ? cut(cell, widths[0]!) : cell, widths[at]!, columns[at]!))
      .join(GAP)
      .trimEnd(),
  );
  return { lines, leftOut: columns.length - shown };
}

/** The titles, a row for each of their lines; short ones stand at the bottom. */
function headRows(columns: readonly Column[]): string[][] {
  const titles = columns.map(({ title }) => title.split("\n"));
  const height = Math.max(...titles.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    titles.map((lines) => lines[row - height + lines.length] ?? ""),
  );
}

function aligned(cell: string, width: number, { right = false }: Column): string {
  return right ? cell.padStart(width) : cell.padEnd(width);
}

/** The beginning and the end of a text that is too long: names differ there. */
function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}
