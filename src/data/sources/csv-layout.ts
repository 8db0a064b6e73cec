import { OptionProblem } from "../../base/errors.ts";
import { columnAt, isMissing, numberOf, quoted, type Table } from "./csv-table.ts";

/** What the options say of a table's columns. */
export interface ColumnOptions {
  readonly target: string;
  readonly targetKind: "class" | "number";
  readonly columns?: readonly string[];
  readonly categorical: readonly string[];
}

export interface FeatureColumn {
  readonly name: string;
  /** The position of each category; absent for a numeric column. */
  readonly categories?: ReadonlyMap<string, number>;
  /** How many features the column becomes. */
  readonly width: number;
}

/** A table's columns with their meaning. */
export interface Layout {
  readonly target: string;
  /** The number of each class; absent where the target is a number. */
  readonly classes?: ReadonlyMap<string, number>;
  readonly features: readonly FeatureColumn[];
  /** Features in all. */
  readonly width: number;
}

const MOST_CATEGORIES = 65_536;

/** The layout that the training table has under these options. Throws an OptionProblem where they contradict it. */
export function layoutOf(table: Table, options: ColumnOptions): Layout {
  const names = featureNames(table, options);
  const features = names.map((name): FeatureColumn => {
    if (!options.categorical.includes(name)) return { name, width: 1 };
    const option = ["categorical", options.categorical.indexOf(name)];
    const categories = distinct(table, name, option);
    if (categories.size === 0) throw new OptionProblem(option, `column \`${name}\` is empty in every row`);
    return { name, categories, width: categories.size };
  });
  const width = features.reduce((sum, feature) => sum + feature.width, 0);
  if (options.targetKind === "number") return { target: options.target, features, width };
  const classes = distinct(table, options.target, ["target"]);
  if (classes.size === 1) {
    const message = `\`${options.target}\` is ${quoted([...classes.keys()][0]!)} in every row, and there must be two classes`;
    throw new OptionProblem(["target"], message);
  }
  return { target: options.target, classes, features, width };
}

function featureNames(table: Table, { target, columns, categorical }: ColumnOptions): readonly string[] {
  columnAt(table, target, ["target"]);
  refuseUnfit(table, target, columns ?? [], "columns");
  refuseUnfit(table, target, categorical, "categorical");
  const names = columns ?? table.columns.filter((name) => name !== target);
  const idle = categorical.findIndex((name) => !names.includes(name));
  if (idle >= 0) {
    const message = `\`${categorical[idle]}\` is not among columns, so it is no feature`;
    throw new OptionProblem(["categorical", idle], message);
  }
  if (names.length > 0) return names;
  throw new OptionProblem(["path"], `${table.path} has no column but the target`);
}

/** Refuses a name in a list of features that is no column, is the target, or stands there twice. */
function refuseUnfit(table: Table, target: string, names: readonly string[], option: string): void {
  names.forEach((name, index) => {
    columnAt(table, name, [option, index]);
    if (name === target) {
      throw new OptionProblem([option, index], `\`${name}\` is the target, and no feature`);
    }
    if (names.indexOf(name) !== index) {
      throw new OptionProblem([option, index], `\`${name}\` is listed twice`);
    }
  });
}

/**
 * The values of a column, each with its place in order: as numbers where all are numbers, else as text, code unit
 * by code unit.
 */
function distinct(
  table: Table,
  name: string,
  option: readonly (string | number)[],
): ReadonlyMap<string, number> {
  const at = table.columns.indexOf(name);
  const values = [...new Set(table.rows.map((cells) => cells[at]!))].filter((cell) => !isMissing(cell));
  if (values.length > MOST_CATEGORIES) {
    const message = `column \`${name}\` has ${values.length} different values, too many to be categories`;
    throw new OptionProblem(option, message);
  }
  const numbers = new Map(values.map((value) => [value, numberOf(value)]));
  const numeric = values.every((value) => numbers.get(value) !== undefined);
  values.sort((a, b) => (numeric ? numbers.get(a)! - numbers.get(b)! : a < b ? -1 : 1));
  const same = numeric
    ? values.findIndex((value, index) => numbers.get(value) === numbers.get(values[index + 1] ?? ""))
    : -1;
  if (same >= 0) {
    const message = `column \`${name}\` holds ${quoted(values[same]!)} and ${quoted(values[same + 1]!)}, which are one number and two names`;
    throw new OptionProblem(option, message, "write it in one way");
  }
  return new Map(values.map((value, index) => [value, index]));
}
