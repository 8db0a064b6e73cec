import { nearest } from "../base/nearest.ts";
import { labelsOf } from "../space/labels.ts";
import type { Issues } from "./issue.ts";
import { entryOf, type Located, type LocatedMapping, mapping, toPlain } from "./located.ts";

/** One variant of a file: its name and what `$axis` means in it. */
export interface Variant {
  /** `width=128,activation=relu`; undefined for a file without a matrix. */
  readonly label: string | undefined;
  readonly values: ReadonlyMap<string, Located>;
}

/** A value for each of some axes. */
type Choice = ReadonlyMap<string, Located>;

interface Axis {
  readonly name: string;
  readonly values: readonly Located[];
}

/** More variants than this is a slip of the pen. */
const MOST_VARIANTS = 1000;

const AXIS_NAME = /^[A-Za-z_]\w*$/;

/**
 * The variants a `matrix` makes: every combination of its axes' values but those in `exclude`, then those in
 * `include`, in the order written. Without a matrix there is one variant without a name.
 */
export function variantsOf(root: Located, issues: Issues): readonly Variant[] {
  const entry = root.kind === "mapping" ? root.entries.get("matrix") : undefined;
  if (entry === undefined) return [{ label: undefined, values: new Map() }];
  if (entry.value.kind === "unknown") return [];
  if (entry.value.kind !== "mapping") {
    issues.add("wrong-type", entry.value.at, "`matrix` takes axes, each a name with a list of values");
    return [];
  }
  const before = issues.count;
  const axes = readAxes(entry.value, issues);
  const count = axes.reduce((product, axis) => product * axis.values.length, 1);
  if (count > MOST_VARIANTS) {
    issues.add("out-of-range", entry.key, `this matrix has ${count} variants; the most is ${MOST_VARIANTS}`);
    return [];
  }
  const excluded = excludedChoices(entry.value, axes, issues);
  const crossed = combinations(axes).filter((choice) => !excluded.some((part) => agrees(choice, part)));
  const included = includedChoices(entry.value, axes, issues);
  const all = [...crossed, ...included.filter((one) => !crossed.some((other) => agrees(other, one)))];
  if (all.length === 0 && issues.count === before) {
    issues.add("empty-matrix", entry.key, "this matrix leaves no combination, so nothing would run");
  }
  return labelled(all, axes);
}

/** The root of a file as one of its variants sees it: without the matrix, with the variant's name. */
export function withVariant(root: Located, variant: Variant): Located {
  if (root.kind !== "mapping") return root;
  const entries = new Map([...root.entries].filter(([name]) => name !== "matrix"));
  const matrix = root.entries.get("matrix");
  if (variant.label !== undefined && matrix !== undefined) {
    const value: Located = { kind: "scalar", value: variant.label, at: matrix.key };
    entries.set("variant", { key: matrix.key, value });
  }
  return mapping(entries, root.at);
}

function readAxes(matrix: LocatedMapping, issues: Issues): Axis[] {
  const axes: Axis[] = [];
  for (const [name, { key, value }] of matrix.entries) {
    if (name === "include" || name === "exclude") continue;
    if (!AXIS_NAME.test(name)) {
      const hint = "use letters, digits and _, so that $name can refer to it";
      issues.add("bad-name", key, `\`${name}\` cannot name an axis`, hint);
    } else if (value.kind !== "sequence" || value.items.length === 0) {
      issues.add(
        "wrong-type",
        value.at,
        `the axis \`${name}\` needs a list of values`,
        `${name}: [first, second]`,
      );
    } else {
      const texts = value.items.map(textOf);
      const twice = texts.findIndex((text, index) => texts.indexOf(text) !== index);
      if (twice < 0) axes.push({ name, values: value.items });
      else issues.add("duplicate-value", value.items[twice]!.at, `the axis \`${name}\` has this value twice`);
    }
  }
  return axes;
}

/** Combinations to leave out, each a value for one axis or more. */
function excludedChoices(matrix: LocatedMapping, axes: readonly Axis[], issues: Issues): Choice[] {
  return readChoices(matrix, "exclude", axes, issues).filter((choice) => {
    for (const [name, value] of choice) {
      const axis = axes.find((candidate) => candidate.name === name)!;
      if (axis.values.some((candidate) => textOf(candidate) === textOf(value))) continue;
      const message = `the axis \`${name}\` has no value ${textOf(value)}, so this excludes nothing`;
      issues.add("unknown-value", value.at, message, `its values are ${axis.values.map(textOf).join(", ")}`);
      return false;
    }
    return true;
  });
}

/** Combinations to add, each a value for every axis; the value need not be one the axis lists. */
function includedChoices(matrix: LocatedMapping, axes: readonly Axis[], issues: Issues): Choice[] {
  return readChoices(matrix, "include", axes, issues).filter((choice) => {
    const missing = axes.filter(({ name }) => !choice.has(name)).map(({ name }) => name);
    if (missing.length === 0) return true;
    const at = (choice.values().next().value ?? matrix).at;
    issues.add("missing-key", at, `a combination to include needs a value for ${missing.join(" and ")} too`);
    return false;
  });
}

function readChoices(
  matrix: LocatedMapping,
  keyword: "include" | "exclude",
  axes: readonly Axis[],
  issues: Issues,
): Choice[] {
  const list = entryOf(matrix, keyword);
  if (list === undefined) return [];
  if (list.kind !== "sequence") {
    issues.add("wrong-type", list.at, `\`${keyword}\` takes a list of combinations`, "- { axis: value }");
    return [];
  }
  const names = axes.map(({ name }) => name);
  return list.items
    .map((item) => {
      if (item.kind !== "mapping") {
        issues.add(
          "wrong-type",
          item.at,
          `a combination in \`${keyword}\` gives axes their values`,
          "- { axis: value }",
        );
        return new Map();
      }
      const known = [...item.entries].filter(([name, { key }]) => {
        if (names.includes(name)) return true;
        const near = nearest(name, names);
        const hint = near === undefined ? `the axes are ${names.join(", ")}` : `did you mean \`${near}\`?`;
        issues.add("unknown-key", key, `\`${name}\` is not an axis of this matrix`, hint);
        return false;
      });
      return new Map(known.map(([name, { value }]) => [name, value]));
    })
    .filter((choice) => choice.size > 0);
}

function combinations(axes: readonly Axis[]): Choice[] {
  if (axes.length === 0) return [];
  return axes.reduce<Choice[]>(
    (choices, { name, values }) =>
      choices.flatMap((choice) => values.map((value) => new Map([...choice, [name, value]]))),
    [new Map()],
  );
}

/** Whether everything `part` says holds for `choice`. */
function agrees(choice: Choice, part: Choice): boolean {
  return [...part].every(([name, value]) => textOf(choice.get(name)!) === textOf(value));
}

function labelled(choices: readonly Choice[], axes: readonly Axis[]): Variant[] {
  const labels = axes.map(({ name }) => {
    const values = new Map(choices.map((choice) => [textOf(choice.get(name)!), choice.get(name)!]));
    const words = labelsOf([...values.values()].map((value) => toPlain(value).value));
    return new Map([...values.keys()].map((text, index) => [text, words[index]!]));
  });
  return choices.map((choice) => ({
    label: axes.map(({ name }, axis) => `${name}=${labels[axis]!.get(textOf(choice.get(name)!))}`).join(","),
    values: choice,
  }));
}

function textOf(value: Located): string {
  return JSON.stringify(toPlain(value).value) ?? "unknown";
}
