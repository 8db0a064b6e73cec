import { OptionProblem } from "../../base/errors.ts";
import { flag, list, optional, options, path, text, word } from "../../component/options.ts";
import { type ContentPart, fileSource } from "../content.ts";
import { readNamed } from "../files.ts";
import type { Imputation, SourceFacts } from "../source.ts";
import { type FeatureColumn, type Layout, layoutOf } from "./csv-layout.ts";
import { columnAt, isMissing, numberOf, parseTable, quoted, type Table } from "./csv-table.ts";

/**
 * A table whose rows are samples. Numeric columns are one feature each; a categorical column becomes one
 * feature for each of its categories, 1 for the row's own. Categories and classes are those of the training
 * file, sorted.
 */
export const csv = fileSource({
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
  async read(chosen, { folder }) {
    const read = async (option: "path" | "testPath", file: string) =>
      parseTable(await readNamed(folder, file, [option]), file, option, chosen);
    const train = await read("path", chosen.path);
    const test = chosen.testPath === undefined ? undefined : await read("testPath", chosen.testPath);
    const layout = layoutOf(train, chosen);
    return {
      facts: factsOf(layout, train, test),
      train: partOf(train, layout, chosen.missing),
      ...(test === undefined ? {} : { test: partOf(test, layout, chosen.missing) }),
      origin: "a CSV table",
      ...imputationOf(layout, chosen.missing),
    };
  },
});

type Missing = "error" | Imputation["method"];

/** Values of the largest table that is held in memory: 2 GiB of them. */
const MOST_VALUES = 2 ** 29;

function factsOf({ width, classes }: Layout, train: Table, test: Table | undefined): SourceFacts {
  const counts = { train: train.rows.length, ...(test === undefined ? {} : { test: test.rows.length }) };
  if (classes === undefined) return { shape: [width], labels: { kind: "vector", shape: [1] }, counts };
  return { shape: [width], labels: { kind: "class", shape: [] }, classes: [...classes.keys()], counts };
}

function imputationOf({ features }: Layout, missing: Missing): { readonly imputation?: Imputation } {
  if (missing === "error") return {};
  return { imputation: { method: missing, columns: features.map(({ name, width }) => ({ name, width })) } };
}

function partOf(table: Table, layout: Layout, missing: Missing): ContentPart {
  const { rows, lines, path, option } = table;
  if (rows.length * layout.width > MOST_VALUES) {
    const message = `${path} becomes ${rows.length} samples of ${layout.width} features, too many to hold in memory`;
    throw new OptionProblem([option], message, "list fewer columns under categorical");
  }
  const at = (name: string, option: string) => columnAt(table, name, [option]);
  const target = at(layout.target, option);
  const positions = layout.features.map(({ name }) => at(name, option));
  const features = new Float32Array(rows.length * layout.width);
  const labels = new Float32Array(rows.length);
  for (const [row, cells] of rows.entries()) {
    const refuse: Refuse = (reason, hint, where = option) => {
      throw new OptionProblem([where], `${path}:${lines[row]}: ${reason}`, hint);
    };
    labels[row] = labelOf(cells[target]!, layout, table, refuse);
    let to = row * layout.width;
    for (const [index, column] of layout.features.entries()) {
      fillFeature(features, to, column, cells[positions[index]!]!, missing, refuse);
      to += column.width;
    }
  }
  return { features, labels };
}

/** Throws an OptionProblem about the row at hand. */
type Refuse = (reason: string, hint?: string, option?: string) => never;

/** Writes what a cell says of a column, from `at` on; NaN where the value is missing. */
function fillFeature(
  out: Float32Array,
  at: number,
  { name, categories, width }: FeatureColumn,
  cell: string,
  missing: Missing,
  refuse: Refuse,
): void {
  if (isMissing(cell)) {
    const how = cell === "" ? "is empty" : `holds ${quoted(cell)}, which says that its value is missing`;
    if (missing === "error") {
      refuse(`column \`${name}\` ${how}`, "say how it is filled: missing: mean, median or mostFrequent");
    }
    out.fill(Number.NaN, at, at + width);
  } else if (categories === undefined) {
    const hint = `list the column under categorical: [${name}], or leave it out of columns`;
    out[at] =
      numberOf(cell) ?? refuse(`column \`${name}\` holds ${quoted(cell)}, which is no 32-bit number`, hint);
  } else {
    const category = categories.get(cell);
    if (category === undefined) {
      refuse(`the category ${quoted(cell)} of column \`${name}\` does not occur in the training file`);
    } else {
      out[at + category] = 1;
    }
  }
}

function labelOf(cell: string, { target, classes }: Layout, { option }: Table, refuse: Refuse): number {
  if (isMissing(cell)) {
    const how = cell === "" ? "is empty" : `is ${quoted(cell)}, which says that it is missing`;
    return refuse(`the target \`${target}\` ${how}`);
  }
  if (classes === undefined) {
    const reason = `the target \`${target}\` is ${quoted(cell)}, which is no 32-bit number`;
    const where = option === "path" ? "target" : option;
    return numberOf(cell) ?? refuse(reason, "say targetKind: class if it names a class", where);
  }
  return classes.get(cell) ?? refuse(`the class ${quoted(cell)} does not occur in the training file`);
}
