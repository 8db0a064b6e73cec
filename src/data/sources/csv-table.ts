import { isUtf8 } from "node:buffer";
import type { Info } from "csv-parse/sync";
import { OptionProblem } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";

/** A table of text: the columns' names and its rows, each as long as the names. */
export interface Table {
  /** The file as the person wrote it, and the option that names it, for messages. */
  readonly path: string;
  readonly option: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The line of the file each row begins on, counting from 1. */
  readonly lines: readonly number[];
}

interface Format {
  readonly header: boolean;
  readonly delimiter: string;
}

interface Row {
  readonly record: readonly string[];
  readonly info: Info;
}

/** Reads CSV (RFC 4180). Without a header, columns are called `1`, `2`, …. Throws an OptionProblem. */
export async function parseTable(
  file: Uint8Array,
  path: string,
  option: string,
  format: Format,
): Promise<Table> {
  const rows = await recordsOf(file, path, option, format.delimiter);
  const [first] = rows;
  if (first === undefined || (format.header && rows.length === 1)) {
    throw new OptionProblem([option], `${path} has no rows`);
  }
  const columns = format.header ? [...first.record] : first.record.map((_, index) => String(index + 1));
  const body = format.header ? rows.slice(1) : rows;
  const ragged = body.find(({ record }) => record.length !== columns.length);
  if (ragged !== undefined) {
    const message = `${path}:${lineOf(ragged)}: ${ragged.record.length} cells, and the first row has ${columns.length}`;
    throw new OptionProblem([option], message, "a delimiter inside a cell needs quotes around the cell");
  }
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new OptionProblem([option], `${path} has two columns called ${quoted(twice)}`);
  }
  return { path, option, columns, rows: body.map(({ record }) => record), lines: body.map(lineOf) };
}

async function recordsOf(
  file: Uint8Array,
  path: string,
  option: string,
  delimiter: string,
): Promise<readonly Row[]> {
  if (/["\r\n]/.test(delimiter)) {
    throw new OptionProblem(["delimiter"], "cells cannot be separated by quotes or line breaks");
  }
  if (!isUtf8(file)) throw new OptionProblem([option], `${path} is not UTF-8 text`, "save it as UTF-8");
  if (file.includes(0)) throw new OptionProblem([option], `${path} holds a NUL byte, so it is no text`);
  const { CsvError, parse } = await import("csv-parse/sync"); // when it is needed: most experiments read no table
  try {
    return parse(Buffer.from(file.buffer, file.byteOffset, file.byteLength), {
      bom: true,
      delimiter,
      info: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as Row[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const reason = REASONS[error.code] ?? `cannot be read as CSV: ${error.message}`;
    throw new OptionProblem(
      [option],
      `${path}:${error.lines}: ${reason}`,
      "a quote inside a cell is written twice, and the cell in quotes",
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "the file ends inside a quoted cell",
  CSV_INVALID_CLOSING_QUOTE: "a quoted cell goes on after its closing quote",
  INVALID_OPENING_QUOTE: "a quote stands inside a cell that does not begin with one",
};

/** The parser counts to the line that a record ends on. */
function lineOf({ record, info }: Row): number {
  return info.lines - record.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

/** The position of a column; throws an OptionProblem at the option that names it where there is none. */
export function columnAt(table: Table, name: string, option: readonly (string | number)[]): number {
  const index = table.columns.indexOf(name);
  if (index >= 0) return index;
  const near = nearest(name, table.columns);
  const all = `its columns are ${listed(table.columns)}`;
  throw new OptionProblem(
    option,
    `${table.path} has no column \`${name}\``,
    near === undefined ? all : `did you mean \`${near}\`? ${all}`,
  );
}

/** Whether a cell says that its value is missing. */
export function isMissing(cell: string): boolean {
  return cell === "" || /^(na|n\/a|nan|null|\?)$/i.test(cell);
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A cell as a 32-bit number; undefined where it is none, or one too large. */
export function numberOf(cell: string): number | undefined {
  const value = DECIMAL.test(cell) ? Math.fround(Number(cell)) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

const SHOWN = 40;

/** Text of a cell for a message, cut where it is long. */
export function quoted(cell: string): string {
  return JSON.stringify(cell.length > SHOWN ? `${cell.slice(0, SHOWN)}…` : cell);
}

/** Names for a message, the first few where they are many. */
export function listed(names: readonly string[]): string {
  const most = 20;
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
