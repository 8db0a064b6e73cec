/**
 * Schema and type from one value: a JSON Schema object that carries the TypeScript type of what it accepts.
 * Only `options.ts` and `family.ts` make these values, from the few keywords the experiment language needs.
 */

declare const accepted: unique symbol;
const isOptional: unique symbol = Symbol("optional");

/** A JSON Schema whose valid values have type `Value`. */
export interface Schema<Value = unknown> {
  readonly [keyword: string]: unknown;
  readonly [accepted]?: Value;
}

/** A property that may be absent. The mark is a symbol, so the JSON text does not show it. */
export interface OptionalSchema<Value = unknown> extends Schema<Value> {
  readonly [isOptional]: true;
}

/** The properties of an object by name. */
export type OptionSchemas = { readonly [name: string]: Schema };

type ValueOf<S> = S extends Schema<infer Value> ? Value : never;
type OptionalNames<P extends OptionSchemas> = {
  [Name in keyof P]: P[Name] extends OptionalSchema ? Name : never;
}[keyof P];

/** What an object with these properties holds once its defaults are filled in. */
export type OptionsOf<P extends OptionSchemas> = {
  readonly [Name in Exclude<keyof P, OptionalNames<P>>]: ValueOf<P[Name]>;
} & {
  readonly [Name in OptionalNames<P>]?: ValueOf<P[Name]>;
};

/** An object with exactly these properties. */
export interface ObjectSchema<P extends OptionSchemas = OptionSchemas> extends Schema<OptionsOf<P>> {
  readonly type: "object";
  readonly properties: P;
  /** Names of the properties that are always there once defaults are filled in. */
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

/** A JSON Schema that accepts `Value`; the caller vouches for the type. */
export function schema<Value>(keywords: Record<string, unknown>): Schema<Value> {
  return keywords as Schema<Value>;
}

/** The same property, allowed to be absent. */
export function optionalSchema<Value>(property: Schema<Value>): OptionalSchema<Value> {
  return { ...property, [isOptional]: true };
}

/** An object schema; a key that is not listed is an error. */
export function objectSchema<P extends OptionSchemas>(properties: P): ObjectSchema<P> {
  const required = Object.keys(properties).filter((name) => !(isOptional in properties[name]!));
  return { type: "object", properties, required, additionalProperties: false } as ObjectSchema<P>;
}
