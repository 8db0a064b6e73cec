import {
  type ObjectSchema,
  type OptionalSchema,
  type OptionSchemas,
  objectSchema,
  optionalSchema,
  type Schema,
  schema,
} from "./schema.ts";

/**
 * The vocabulary of options. Every helper takes what the option is for, in one phrase with its unit, and its
 * default where it has one. An option without a default is required unless wrapped in `optional`.
 * Only keywords that speak of one JSON type are used (`minimum` of numbers, `items` of arrays, …), so that a
 * value of the wrong type gives one error and not one for each alternative.
 */

interface Bounds {
  /** Smallest value allowed. */
  readonly min?: number;
  /** Largest value allowed. */
  readonly max?: number;
  /** The value must be larger than this. */
  readonly above?: number;
  /** The value must be smaller than this. */
  readonly below?: number;
}

function bounds(range: Bounds): Record<string, number> {
  return {
    ...(range.min === undefined ? {} : { minimum: range.min }),
    ...(range.max === undefined ? {} : { maximum: range.max }),
    ...(range.above === undefined ? {} : { exclusiveMinimum: range.above }),
    ...(range.below === undefined ? {} : { exclusiveMaximum: range.below }),
  };
}

/** All of a component's options. An option that is not listed is an error in the file. */
export function options<Properties extends OptionSchemas>(properties: Properties): ObjectSchema<Properties> {
  return objectSchema(properties);
}

/** What counts and sizes may be at most where nothing else bounds them: what 32 bits hold. */
const MOST = 2 ** 31 - 1;

/** A whole number, of 32 bits where `range` does not say otherwise. */
export function int(description: string, range: Bounds & { default?: number } = {}): Schema<number> {
  const within = bounds({ max: MOST, ...range });
  return schema<number>({ type: "integer", ...within, description, ...fallback(range.default) });
}

/** Any finite number. */
export function float(description: string, range: Bounds & { default?: number } = {}): Schema<number> {
  return schema<number>({ type: "number", ...bounds(range), description, ...fallback(range.default) });
}

/** `true` or `false`. */
export function flag(description: string, value?: boolean): Schema<boolean> {
  return schema<boolean>({ type: "boolean", description, ...fallback(value) });
}

/** Free text. */
export function text(description: string, value?: string): Schema<string> {
  return schema<string>({ type: "string", minLength: 1, description, ...fallback(value) });
}

/** A file or folder, relative to the file that names it; forward slashes on every platform. */
export function path(description: string): Schema<string> {
  return schema<string>({ type: "string", minLength: 1, format: "path", description });
}

/** One of a few words. */
export function word<const Words extends readonly string[]>(
  words: Words,
  description: string,
  value?: Words[number],
): Schema<Words[number]> {
  return schema<Words[number]>({ type: "string", enum: [...words], description, ...fallback(value) });
}

/** A list of at least `least` items. */
export function list<Item>(
  item: Schema<Item>,
  description: string,
  shape: { least?: number; most?: number; default?: readonly Item[] } = {},
): Schema<readonly Item[]> {
  return schema<readonly Item[]>({
    type: "array",
    items: item,
    minItems: shape.least ?? 0,
    ...(shape.most === undefined ? {} : { maxItems: shape.most }),
    description,
    ...fallback(shape.default),
  });
}

/**
 * A size along `axes` spatial axes: one whole number for all of them, or one for each
 * (`3` or `[3, 5]`, in the order height, width). Read it with `perAxis`.
 */
export function sizes(
  axes: number,
  description: string,
  range: Bounds & { default?: number | readonly number[] } = { min: 1 },
): Schema<number | readonly number[]> {
  const within = bounds({ max: MOST, ...range });
  return schema<number | readonly number[]>({
    type: ["integer", "array"],
    ...within,
    items: { type: "integer", ...within },
    minItems: axes,
    maxItems: axes,
    description,
    ...fallback(range.default),
  });
}

/** An option that may be left out and then has no value. */
export function optional<Value>(property: Schema<Value>): OptionalSchema<Value> {
  return optionalSchema(property);
}

/** `sizes` written out: one number for each axis. */
export function perAxis(value: number | readonly number[], axes: number): number[] {
  return typeof value === "number" ? Array<number>(axes).fill(value) : [...value];
}

function fallback(value: unknown): { default?: unknown } {
  return value === undefined ? {} : { default: value };
}
