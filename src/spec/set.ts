import { alternatives, isFamily, type Keywords } from "./definitions.ts";
import type { Issues } from "./issue.ts";
import {
  type Located,
  type LocatedEntry,
  mapping,
  type Origin,
  type SourceText,
  sequence,
} from "./located.ts";
import { FORBIDDEN_KEYS, parseYaml } from "./parse.ts";
import { childSchema, definitions, experimentSchema } from "./schema.ts";

/**
 * Overrides one value: `train.epochs=5`, `model.layers[1].dense.units=64`. The value is read as YAML. A key
 * that leads nowhere is made, so that validation names it; a component in the way is replaced.
 */
export function override(root: Located, assignment: string, issues: Issues): Located {
  const source: SourceText = { name: `--set ${assignment}`, folder: process.cwd(), text: assignment };
  const equals = assignment.indexOf("=");
  const steps = equals < 1 ? undefined : stepsOf(assignment.slice(0, equals));
  if (steps === undefined) {
    const at = { source, start: 0, end: assignment.length };
    issues.add("bad-override", at, "an override is written key.key=value", "--set train.epochs=5");
    return root;
  }
  const forbidden = steps.find((step) => FORBIDDEN_KEYS.has(String(step)));
  if (forbidden !== undefined) {
    const at = { source, start: 0, end: equals };
    issues.add("forbidden-key", at, `the key ${forbidden} cannot be used in an experiment file`);
    return root;
  }
  const blank = " ".repeat(equals + 1);
  const value = parseYaml(source, issues, blank + assignment.slice(equals + 1));
  if (value === undefined) return root;
  return replaced(root, steps, { key: { source, start: 0, end: equals }, value }, experimentSchema, issues);
}

/** `a.b[0].c` as a, b, 0, c; undefined where it is not written so. */
function stepsOf(path: string): (string | number)[] | undefined {
  if (!/^[^.[\]]+(\.[^.[\]]+|\[\d+\])*$/.test(path)) return undefined;
  return [...path.matchAll(/[^.[\]]+|\[\d+\]/g)].map(([step]) =>
    step.startsWith("[") ? Number(step.slice(1, -1)) : step,
  );
}

function replaced(
  value: Located | undefined,
  steps: readonly (string | number)[],
  leaf: LocatedEntry,
  schema: Keywords | undefined,
  issues: Issues,
): Located {
  const [step, ...rest] = steps;
  if (step === undefined) return leaf.value;
  if (typeof step === "number") return replacedItem(value, step, rest, leaf, schema, issues);
  const branches = schema === undefined ? [] : alternatives(schema, definitions);
  const entries = new Map(value?.kind === "mapping" ? value.entries : []);
  const present = entries.get(step);
  if (branches.some(isFamily) && present === undefined) entries.clear();
  const inner = branches.map((branch) => childSchema(branch, step)).find((child) => child !== undefined);
  entries.set(step, {
    key: present === undefined || rest.length === 0 ? leaf.key : present.key,
    value: replaced(present?.value, rest, leaf, inner, issues),
  });
  return mapping(entries, value?.kind === "mapping" ? value.at : leaf.key);
}

function replacedItem(
  value: Located | undefined,
  index: number,
  rest: readonly (string | number)[],
  leaf: LocatedEntry,
  schema: Keywords | undefined,
  issues: Issues,
): Located {
  const items = value?.kind === "sequence" ? value.items : [];
  const present = items[index];
  if (value === undefined || present === undefined) {
    issues.add("bad-override", leaf.key, `there is no item [${index}]; the list has ${items.length}`);
    return value ?? unknownAt(leaf.key);
  }
  const item = replaced(present, rest, leaf, schema?.items, issues);
  return sequence(
    items.map((other, position) => (position === index ? item : other)),
    value.at,
  );
}

function unknownAt(at: Origin): Located {
  return { kind: "unknown", at };
}
