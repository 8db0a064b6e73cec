import { CsvError, parse } from "csv-parse/sync";
import { parseDocument } from "yaml";
import { RunExpError } from "../base/errors.ts";
import { conflicted } from "./conflicts.ts";

/** The files of a version, in a folder or in git. */
export interface StoredFiles {
  /** As the person named it. */
  readonly name: string;
  /** Absent where git holds them. */
  readonly folder?: string;
  /** The text of a file by its path in the version; undefined where it is not there. */
  text(path: string): Promise<string | undefined>;
}

/** The rows of a table by column. */
export type StoredTable = readonly Readonly<Record<string, string>>[];

/** A mapping, as JSON and YAML have them. */
export type StoredMapping = Readonly<Record<string, unknown>>;

/** The text of a file. Throws a RunExpError `version-damaged` where it is not there. */
export async function textOf({ name, text }: StoredFiles, path: string): Promise<string> {
  const found = await text(path);
  if (found !== undefined) return found;
  throw damaged(name, path, "is missing");
}

/** The mapping in a JSON file. Throws a RunExpError `version-damaged` where it is not there, or none. */
export async function jsonOf(files: StoredFiles, path: string): Promise<StoredMapping> {
  const text = await textOf(files, path);
  return parsedJson(text) ?? refuse(files, path, text, "no JSON object");
}

/** The mapping in a YAML file. Throws a RunExpError `version-damaged` where it is not there, or none. */
export async function yamlOf(files: StoredFiles, path: string): Promise<StoredMapping> {
  const text = await textOf(files, path);
  return parsedYaml(text) ?? refuse(files, path, text, "no YAML mapping");
}

/** The rows of a CSV file. Throws a RunExpError `version-damaged` where it is not there, or no table with these columns. */
export async function tableOf(
  files: StoredFiles,
  path: string,
  columns: readonly string[],
): Promise<StoredTable> {
  return tableIn(files, path, await textOf(files, path), columns);
}

/** The rows of a CSV file; undefined where it is not there. Throws as `tableOf` does. */
export async function tableIfThere(
  files: StoredFiles,
  path: string,
  columns: readonly string[],
): Promise<StoredTable | undefined> {
  const text = await files.text(path);
  return text === undefined ? undefined : tableIn(files, path, text, columns);
}

function tableIn(files: StoredFiles, path: string, text: string, columns: readonly string[]): StoredTable {
  return parsedTable(text, columns) ?? refuse(files, path, text, `no table with ${columns.join(", ")}`);
}

/** A RunExpError `version-damaged` that names the file at fault. */
export function damaged(name: string, path: string, what: string): RunExpError {
  return new RunExpError("version-damaged", `${name}: ${path} ${what}`, "restore its folder from git");
}

function refuse({ name }: StoredFiles, path: string, text: string, expected: string): never {
  if (text.trim() === "") throw damaged(name, path, "is empty");
  if (conflicted(text)) throw damaged(name, path, "holds the conflict marks of a merge");
  throw damaged(name, path, `cannot be read: it is ${expected}`);
}

/** Undefined for what is no JSON object. */
export function parsedJson(text: string): StoredMapping | undefined {
  try {
    return mapping(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Undefined for what is no YAML mapping. */
export function parsedYaml(text: string): StoredMapping | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0) return undefined;
  try {
    return mapping(document.toJS());
  } catch (error) {
    if (error instanceof ReferenceError) return undefined; // an alias of nothing, or of too much
    throw error;
  }
}

function parsedTable(text: string, columns: readonly string[]): StoredTable | undefined {
  try {
    const rows = parse(text, { columns: true, relax_column_count: true }) as StoredTable;
    const whole = (row: StoredTable[number]) => columns.every((name) => row[name] !== undefined);
    return rows.length > 0 && rows.every(whole) ? rows : undefined;
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}

function mapping(value: unknown): StoredMapping | undefined {
  return isMapping(value) ? value : undefined;
}

/** Whether a value is an object, and no list. */
export function isMapping(value: unknown): value is StoredMapping {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
