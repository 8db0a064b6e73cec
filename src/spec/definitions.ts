import type { Schema } from "../component/schema.ts";

/** Named schemas that `$ref: "#/$defs/<name>"` leads to. */
export type Definitions = Readonly<Record<string, Schema>>;

/** The part of JSON Schema this language is written in, as the walkers over it read it. */
export interface Keywords {
  readonly $ref?: string;
  readonly anyOf?: readonly Keywords[];
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Keywords>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Keywords;
  readonly items?: Keywords;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly default?: unknown;
  readonly [keyword: string]: unknown;
}

/** Follows a reference to its definition, keeping a default or description that stands beside it. */
export function followed(schema: Keywords, definitions: Definitions): Keywords {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace("#/$defs/", "");
  const target = definitions[name];
  if (target === undefined) throw new Error(`no schema definition ${name}`);
  return target as Keywords;
}

/** Whether a schema takes values of this JSON type. */
export function takes(schema: Keywords, type: string): boolean {
  const types =
    schema.type === undefined ? [] : typeof schema.type === "string" ? [schema.type] : schema.type;
  return types.includes(type) || (type === "number" && types.includes("integer"));
}

/** The schemas a value may follow: the alternatives of `anyOf`, or the schema alone, references followed. */
export function alternatives(schema: Keywords, definitions: Definitions): readonly Keywords[] {
  const target = followed(schema, definitions);
  return target.anyOf === undefined
    ? [target]
    : target.anyOf.flatMap((branch) => alternatives(branch, definitions));
}

/** Whether a schema is a family's: one key, the name of a member. Its title is the family's kind. */
export function isFamily(schema: Keywords): boolean {
  return schema.maxProperties === 1 && schema.properties !== undefined;
}
