import { alternatives, followed, isFamily, type Keywords, takes } from "./definitions.ts";
import { faultsOf } from "./faults.ts";
import { definitions } from "./schema.ts";

/**
 * How a value of another form is written where a schema wants a mapping, a list or a single value: `64` as
 * `{ units: 64 }`, `[32, 128]` as `{ min: 32, max: 128 }`, `accuracy` as `[accuracy]`, a mapping as an item of
 * a list, `[10]` as `10`. Undefined where
 * that would not be valid either.
 */
export function writtenForm(data: unknown, reference: Keywords): string | undefined {
  const schema = followed(reference, definitions);
  if (takes(schema, "object") && !isFamily(schema)) return asMapping(data, schema);
  if (Array.isArray(data)) return data.length === 1 && fits(data[0], schema) ? text(data[0]) : undefined;
  const { items } = schema;
  if (!takes(schema, "array") || items === undefined || !fits(data, items)) return undefined;
  if (typeof data !== "object") return `[${text(data)}]`;
  const [[name, options] = []] = Object.entries(data as object);
  return typeof options === "object" ? `- ${name}: …` : `[${name}]`;
}

/** The values under the names of all keys that must be there, if they are as many, or else under the first key. */
function asMapping(data: unknown, { properties = {}, required = [] }: Keywords): string | undefined {
  const without = required.filter((key) => properties[key]?.default === undefined);
  const needed = without.length > 0 ? without : Object.keys(properties).slice(0, 1);
  const values = Array.isArray(data) && needed.length > 1 ? inOrder(data as unknown[], needed) : [data];
  const fitting =
    needed.length === values.length && needed.every((key, at) => fits(values[at], properties[key]!));
  if (!fitting || needed.length === 0) return undefined;
  return `{ ${needed.map((key, at) => `${key}: ${text(values[at])}`).join(", ")} }`;
}

/** Values as their keys want them: the bounds of a range may come in any order. */
function inOrder(values: readonly unknown[], keys: readonly string[]): readonly unknown[] {
  const [low, high] = values;
  const swapped = keys.join() === "min,max" && Number(low) > Number(high);
  return swapped ? [high, low, ...values.slice(2)] : values;
}

/** Whether a value may stand there as it is; of a component its name alone is looked at. */
function fits(data: unknown, schema: Keywords): boolean {
  if (faultsOf(data, schema).length === 0) return true;
  const name = typeof data === "object" && data !== null ? Object.keys(data)[0] : data;
  return (
    typeof name === "string" &&
    alternatives(schema, definitions).some(
      ({ title, properties = {} }) => title !== undefined && Object.hasOwn(properties, name),
    )
  );
}

/** A value as YAML on one line, where it is no mapping. */
function text(data: unknown): string {
  return typeof data === "string" && /^[\w$./-]+$/.test(data) ? data : JSON.stringify(data);
}
