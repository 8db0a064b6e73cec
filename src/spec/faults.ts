import { followed, type Keywords } from "./definitions.ts";
import type { Path } from "./located.ts";
import { definitions } from "./schema.ts";

/** One way in which a value does not follow its schema. */
export interface Fault {
  /** The keyword that is not met: `type`, `minimum`, `required`, … */
  readonly keyword: string;
  /** From the root to the value at fault. */
  readonly path: Path;
  /** That value. */
  readonly data: unknown;
  /** The schema it should follow. */
  readonly schema: Keywords;
  /** The key that is missing (`required`) or that does not belong there (`additionalProperties`). */
  readonly key?: string;
}

/**
 * All faults of a plain value by the language's own schema, whose few keywords (JSON Schema's, with their meaning
 * there) are read as they come. Nothing is compiled: a file names few of a hundred components and is read once,
 * so a compiler would take longer than the reading.
 */
export function faultsOf(data: unknown, reference: Keywords, path: Path = []): Fault[] {
  const schema = followed(reference, definitions);
  const fault = (keyword: string): Fault => ({ keyword, path, data, schema });
  if (schema.anyOf !== undefined) return choiceFaults(data, schema.anyOf, path, fault("anyOf"));
  const types = [schema.type ?? []].flat();
  if (types.length > 0 && !types.some((type) => isOfType(data, type))) return [fault("type")];
  return [
    ...unmet(data, schema).map(fault),
    ...(Array.isArray(data) ? itemFaults(data, schema, path) : []),
    ...(isObject(data) ? entryFaults(data, schema, path) : []),
  ];
}

/** Whether a measure of a value keeps a bound. */
const atLeast = (measure: number, bound: number) => measure >= bound;
const atMost = (measure: number, bound: number) => measure <= bound;
const above = (measure: number, bound: number) => measure > bound;
const below = (measure: number, bound: number) => measure < bound;

/** What the bounds of one type of value measure; undefined for a value of another type. */
const numberOf = (data: unknown) => (typeof data === "number" ? data : undefined);
const lengthOf = (data: unknown) => (typeof data === "string" ? [...data].length : undefined);
const itemsOf = (data: unknown) => (Array.isArray(data) ? data.length : undefined);
const keysOf = (data: unknown) => (isObject(data) ? Object.keys(data).length : undefined);

const BOUNDS = {
  minimum: [numberOf, atLeast],
  maximum: [numberOf, atMost],
  exclusiveMinimum: [numberOf, above],
  exclusiveMaximum: [numberOf, below],
  minLength: [lengthOf, atLeast],
  maxLength: [lengthOf, atMost],
  minItems: [itemsOf, atLeast],
  maxItems: [itemsOf, atMost],
  minProperties: [keysOf, atLeast],
} as const;

const EVERY_BOUND = Object.entries(BOUNDS);

/** The keywords that decide what is valid; a test holds that no schema has another. */
export const KEYWORDS: readonly string[] = [
  ...Object.keys(BOUNDS),
  ...["$ref", "anyOf", "type", "enum", "pattern", "items"],
  ...["properties", "additionalProperties", "required", "maxProperties"],
];

/** Which of the keywords that look at one value alone are not met. */
function unmet(data: unknown, schema: Keywords): string[] {
  const crossed = EVERY_BOUND.filter(([keyword, [measureOf, holds]]) => {
    const bound = schema[keyword] as number | undefined;
    const measure = bound === undefined ? undefined : measureOf(data);
    return measure !== undefined && !holds(measure, bound!);
  });
  const { enum: allowed, pattern } = schema;
  return [
    ...crossed.map(([keyword]) => keyword),
    ...(allowed !== undefined && !(allowed as readonly unknown[]).includes(data) ? ["enum"] : []),
    ...(typeof pattern === "string" && typeof data === "string" && !new RegExp(pattern, "u").test(data)
      ? ["pattern"]
      : []),
  ];
}

/**
 * Where a value may be one of several things and is none, the faults of the thing it nearly is say most: one
 * deeper inside, or another than its type. Where there is no such fault, the choice itself is told.
 */
function choiceFaults(data: unknown, branches: readonly Keywords[], path: Path, choice: Fault): Fault[] {
  const attempts = branches.map((branch) => faultsOf(data, branch, path));
  if (attempts.some((faults) => faults.length === 0)) return [];
  const telling = attempts
    .flat()
    .filter((fault) => fault.path.length > path.length || !["type", "anyOf"].includes(fault.keyword));
  return telling.length > 0 ? telling : [choice];
}

function itemFaults(items: readonly unknown[], schema: Keywords, path: Path): Fault[] {
  const { items: item } = schema;
  return item === undefined ? [] : items.flatMap((data, index) => faultsOf(data, item, [...path, index]));
}

function entryFaults(data: Readonly<Record<string, unknown>>, schema: Keywords, path: Path): Fault[] {
  const { properties = {}, additionalProperties: others = true, required = [], maxProperties } = schema;
  const names = Object.keys(data);
  const known = names.filter((name) => Object.hasOwn(properties, name));
  const unknown = names.filter((name) => !Object.hasOwn(properties, name));
  const fault = (keyword: string, key?: string): Fault => ({
    keyword,
    path,
    data,
    schema,
    ...(key === undefined ? {} : { key }),
  });
  return [
    ...required.filter((name) => !Object.hasOwn(data, name)).map((name) => fault("required", name)),
    // A name that is no member's is a fault of its own, and not one member too many.
    ...(known.length > ((maxProperties as number | undefined) ?? known.length)
      ? [fault("maxProperties")]
      : []),
    ...(others === false ? unknown.map((name) => fault("additionalProperties", name)) : []),
    ...known.flatMap((name) => faultsOf(data[name], properties[name]!, [...path, name])),
    ...(typeof others === "object"
      ? unknown.flatMap((name) => faultsOf(data[name], others, [...path, name]))
      : []),
  ];
}

function isOfType(data: unknown, type: string): boolean {
  switch (type) {
    case "object":
      return isObject(data);
    case "array":
      return Array.isArray(data);
    case "integer":
      return Number.isInteger(data);
    case "number":
      return Number.isFinite(data);
    default:
      return typeof data === type;
  }
}

function isObject(data: unknown): data is Readonly<Record<string, unknown>> {
  return data !== null && typeof data === "object" && !Array.isArray(data);
}
