import { parse } from "csv-parse/sync";
import { OptionProblem } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";

/** A table of text: the columns' names and its rows, each as long as the names. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The line of the file each row begins on, counting from 1. */
  readonly lines: readonly number[];
}

interface Format {
  readonly path: string;
  readonly header: boolean;
  readonly delimiter: string;
}

/** Reads CSV (RFC 4180). Without a header, columns are called `1`, `2`, …. Throws an OptionProblem at `option`. */
export function parseTable(text: string, { path, header, delimiter }: Format, option: string): Table {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, { bom: true, delimiter, info: true, skip_empty_lines: true, trim: true }) as never;
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    throw new OptionProblem([option], `${path} cannot be read as CSV: ${error.message}`);
  }
  const [first, ...others] = records;
  if (first === undefined || (header && others.length === 0)) {
    throw new OptionProblem([option], `${path} has no rows`);
  }
  const columns = header ? first.record : first.record.map((_, index) => String(index + 1));
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined)
    throw new OptionProblem([option], `${path} has two columns called ${JSON.stringify(twice)}`);
  const body = header ? others : records;
  return { columns, rows: body.map(({ record }) => record), lines: body.map(({ info }) => info.lines) };
}

/** The position of a column that an option names. */
export function columnOf(
  table: Table,
  name: string,
  path: string,
  option: readonly (string | number)[],
): number {
  const index = table.columns.indexOf(name);
  if (index >= 0) return index;
  const near = nearest(name, table.columns);
  const all = `its columns are ${table.columns.join(", ")}`;
  throw new OptionProblem(
    option,
    `${path} has no column \`${name}\``,
    near === undefined ? all : `did you mean \`${near}\`? ${all}`,
  );
}

/** Whether a cell says that its value is missing. */
export function isMissing(cell: string): boolean {
  return cell === "" || /^(na|n\/a|nan|null|\?)$/i.test(cell);
}

/** A cell as a number; NaN where it is missing. Throws an OptionProblem that names line and column. */
export function numberOf(cell: string, line: number, column: string, path: string): number {
  if (isMissing(cell)) return Number.NaN;
  const value = Number(cell);
  if (Number.isFinite(value)) return value;
  throw new OptionProblem(
    ["path"],
    `${path}:${line}: column \`${column}\` holds ${JSON.stringify(cell)}, which is no number`,
    `list the column under categorical: [${column}], or leave it out of columns`,
  );
}
