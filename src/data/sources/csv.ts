import { OptionProblem } from "../../base/errors.ts";
import { bytesOf, sha256OfPieces } from "../../base/hash.ts";
import { flag, list, optional, options, path, text, word } from "../../component/options.ts";
import { readNamed } from "../files.ts";
import { type Imputation, type RawData, type RawPart, type SourceFacts, source } from "../source.ts";
import { columnOf, isMissing, numberOf, parseTable, type Table } from "./csv-table.ts";

/**
 * A table whose rows are samples. Numeric columns are one feature each; a categorical column becomes one
 * feature for each of its categories, 1 for the row's own. Categories and classes are those of the training
 * file, sorted.
 */
export const csv = source({
  name: "csv",
  summary: "A table with a column to be predicted",
  options: options({
    path: path("The file"),
    testPath: optional(path("A file of test samples with the same columns")),
    target: text("The column to be predicted; without a header, its number from 1"),
    targetKind: word(["class", "number"], "Whether the target names a class or is a number", "class"),
    columns: optional(
      list(text("A column"), "The columns used as features; all but the target if left out", { least: 1 }),
    ),
    categorical: list(text("A column"), "Features that name a category", { default: [] }),
    missing: word(
      ["error", "mean", "median", "mostFrequent"],
      "What happens to empty cells: an error, or filled from the training samples",
      "error",
    ),
    header: flag("Whether the first row names the columns", true),
    delimiter: text("What separates cells", ","),
  }),
  facts: async (chosen, { folder }) => factsOf(await readLayout(chosen, folder), chosen),
  open: async (chosen, { folder }) => dataOf(await readLayout(chosen, folder), chosen),
});

interface Options {
  readonly path: string;
  readonly testPath?: string;
  readonly target: string;
  readonly targetKind: "class" | "number";
  readonly columns?: readonly string[];
  readonly categorical: readonly string[];
  readonly missing: "error" | Imputation["method"];
  readonly header: boolean;
  readonly delimiter: string;
}

/** The tables with the meaning of their columns. */
interface Layout {
  readonly train: Table;
  readonly test: Table | undefined;
  readonly target: string;
  readonly features: readonly { readonly name: string; readonly categories?: readonly string[] }[];
  readonly classes: readonly string[];
  readonly width: number;
}

async function readLayout(chosen: Options, folder: string): Promise<Layout> {
  const read = async (file: string, option: string) =>
    parseTable((await readNamed(folder, file, [option])).toString("utf8"), { ...chosen, path: file }, option);
  const train = await read(chosen.path, "path");
  const test = chosen.testPath === undefined ? undefined : await read(chosen.testPath, "testPath");
  const target = columnOf(train, chosen.target, chosen.path, ["target"]);
  chosen.columns?.forEach((name, index) => {
    columnOf(train, name, chosen.path, ["columns", index]);
    if (name === chosen.target)
      throw new OptionProblem(["columns", index], `\`${name}\` is the target, and no feature`);
  });
  chosen.categorical.forEach((name, index) => {
    columnOf(train, name, chosen.path, ["categorical", index]);
  });
  const names = chosen.columns ?? train.columns.filter((name) => name !== chosen.target);
  const features = names.map((name) =>
    chosen.categorical.includes(name) ? { name, categories: distinct(train, name) } : { name },
  );
  if (test !== undefined)
    for (const { name } of features) columnOf(test, name, chosen.testPath!, ["testPath"]);
  const classes = chosen.targetKind === "class" ? distinct(train, train.columns[target]!) : [];
  const width = features.reduce((sum, { categories }) => sum + (categories?.length ?? 1), 0);
  if (width === 0) throw new OptionProblem(["path"], `${chosen.path} has no column but the target`);
  return { train, test, target: chosen.target, features, classes, width };
}

function factsOf(layout: Layout, chosen: Options): SourceFacts {
  const hasTest = layout.test !== undefined;
  readPart(layout, layout.train, chosen, chosen.path);
  if (layout.test !== undefined) readPart(layout, layout.test, chosen, chosen.testPath!);
  if (chosen.targetKind === "number")
    return { shape: [layout.width], labels: { kind: "vector", shape: [1] }, hasTest };
  return { shape: [layout.width], labels: { kind: "class", shape: [] }, classes: layout.classes, hasTest };
}

function dataOf(layout: Layout, chosen: Options): RawData {
  const train = readPart(layout, layout.train, chosen, chosen.path);
  const test =
    layout.test === undefined ? undefined : readPart(layout, layout.test, chosen, chosen.testPath!);
  const arrays = [train, test].flatMap((part) =>
    part === undefined ? [] : [bytesOf(part.features.storage), bytesOf(part.labels.values)],
  );
  const described = Buffer.from(JSON.stringify([layout.features, layout.classes]));
  return {
    train,
    ...(test === undefined ? {} : { test }),
    origin: "a CSV table",
    contentHash: sha256OfPieces([described, ...arrays]),
    ...(chosen.missing === "error"
      ? {}
      : { imputation: { method: chosen.missing, categories: categoryRuns(layout) } }),
  };
}

function categoryRuns({ features }: Layout): (readonly [number, number])[] {
  let at = 0;
  return features.flatMap(({ categories }) => {
    const from = at;
    at += categories?.length ?? 1;
    return categories === undefined ? [] : [[from, at] as const];
  });
}

function readPart(layout: Layout, table: Table, chosen: Options, file: string): RawPart {
  const count = table.rows.length;
  const storage = new Float32Array(count * layout.width);
  const targetAt = columnOf(table, layout.target, file, ["target"]);
  const positions = layout.features.map(({ name }) => table.columns.indexOf(name));
  const labels = new Float32Array(count);
  for (const [row, cells] of table.rows.entries()) {
    const line = table.lines[row]!;
    labels[row] = labelOf(cells[targetAt]!, line, layout, chosen, file);
    let at = row * layout.width;
    for (const [index, { name, categories }] of layout.features.entries()) {
      const cell = cells[positions[index]!]!;
      if (isMissing(cell) && chosen.missing === "error") {
        throw new OptionProblem(
          ["path"],
          `${file}:${line}: column \`${name}\` is empty`,
          "say how it is filled: missing: mean, median or mostFrequent",
        );
      }
      if (categories === undefined) storage[at++] = numberOf(cell, line, name, file);
      else
        for (const category of categories)
          storage[at++] = isMissing(cell) ? Number.NaN : Number(cell === category);
    }
  }
  const shape = chosen.targetKind === "class" ? [] : [1];
  return { count, features: { storage, shape: [layout.width] }, labels: { values: labels, shape } };
}

function labelOf(cell: string, line: number, layout: Layout, chosen: Options, file: string): number {
  if (isMissing(cell)) {
    throw new OptionProblem(["target"], `${file}:${line}: the target \`${layout.target}\` is empty`);
  }
  if (chosen.targetKind === "number") {
    const value = Number(cell);
    if (Number.isFinite(value)) return value;
    const message = `${file}:${line}: the target \`${layout.target}\` is ${JSON.stringify(cell)}, which is no number`;
    throw new OptionProblem(["target"], message, "say targetKind: class if it names a class");
  }
  const label = layout.classes.indexOf(cell);
  if (label >= 0) return label;
  throw new OptionProblem(
    ["testPath"],
    `${file}:${line}: the class ${JSON.stringify(cell)} does not occur in ${chosen.path}`,
  );
}

/** The values of a column, each once: as numbers in order where all are numbers, else as text. */
function distinct(table: Table, name: string): string[] {
  const at = table.columns.indexOf(name);
  const values = [...new Set(table.rows.map((cells) => cells[at]!))].filter((cell) => !isMissing(cell));
  const numeric = values.every((value) => Number.isFinite(Number(value)));
  return values.sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0));
}
