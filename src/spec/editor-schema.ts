import { followed, isFamily, type Keywords } from "./definitions.ts";
import { definitions, experimentSchema, isSection } from "./schema.ts";

/**
 * The JSON Schemas that editors complete and check from, one for whole experiments and one for each kind of
 * part. They say what may be *written*: beside every value a `$name` or an expression, for a component its
 * bare name, `use` in place of any mapping, and no key that has a default is required.
 */
export function editorSchemas(): Readonly<Record<string, unknown>> {
  const parts = Object.entries(PARTS).map(([name, { definition, title }]): [string, unknown] => [
    `${name}.schema.json`,
    { $schema: DIALECT, title, ...reference(definition) },
  ]);
  return { "experiment.schema.json": wholeSchema(), ...Object.fromEntries(parts) };
}

const DIALECT = "http://json-schema.org/draft-07/schema#";

/** What lies in each folder of experiments/parts/, and where its schema is. */
const PARTS: Readonly<Record<string, { definition: string; title: string }>> = {
  dataset: { definition: "dataset", title: "A dataset for run-exp" },
  model: { definition: "model", title: "A model template for run-exp" },
  optimizer: { definition: "optimizer", title: "An optimizer for run-exp" },
  callbacks: { definition: "callbacks", title: "Callbacks for run-exp" },
  tuner: { definition: "tuner", title: "A tuner for run-exp" },
  space: { definition: "space", title: "A search space for run-exp" },
};

function reference(definition: string): { $ref: string } {
  return { $ref: `experiment.schema.json#/$defs/${definition}` };
}

function wholeSchema(): unknown {
  const properties = (experimentSchema.properties ?? {}) as Record<string, Keywords>;
  const train = definitions.train as Keywords;
  const search = definitions.search as Keywords;
  const defs: Record<string, Keywords> = {
    ...(definitions as Record<string, Keywords>),
    callbacks: train.properties!.callbacks!,
    space: search.properties!.space!,
    layerItem: withRepeat(definitions.layerItem as Keywords),
  };
  const written = Object.fromEntries(Object.entries(properties).filter(([name]) => name !== "variant"));
  const form = mappingOf(writable({ ...experimentSchema, properties: { ...written, matrix: MATRIX } }));
  const keys = Object.fromEntries(Object.entries(form.properties!).filter(([name]) => name !== "use"));
  return {
    $schema: DIALECT,
    title: "An experiment for run-exp",
    ...form,
    properties: { ...keys, extends: EXTENDS },
    if: { required: ["extends"] },
    else: demands({ ...experimentSchema, properties: written }),
    $defs: withLayersOnce(
      Object.fromEntries(Object.entries(defs).map(([name, own]) => [name, writable(own)])),
    ),
  };
}

/** A layer's options stand in the schema once; as an item of a list it refers to them. */
function withLayersOnce(defs: Record<string, Keywords>): Record<string, Keywords> {
  const layers = defs.layer!.anyOf![0]!.properties!;
  const [item, ...others] = defs.layerItem!.anyOf!;
  const properties = Object.entries(item!.properties!).map(([name, schema]): [string, Keywords] => [
    name,
    name in layers && name !== "use" ? { $ref: `#/$defs/layer/anyOf/0/properties/${name}` } : schema,
  ]);
  const slim = { ...item, properties: Object.fromEntries(properties) };
  return { ...defs, layerItem: { ...defs.layerItem, anyOf: [slim, ...others] } };
}

const EXTENDS = { type: "string", description: "Start from a whole experiment in another file" };
const USE = { type: "string", description: "Take this part from another file" };
const USE_ALONE: Keywords = {
  type: "object",
  properties: { use: USE },
  required: ["use"],
  additionalProperties: false,
};
const REFERENCE = { type: "string", pattern: "^\\$[A-Za-z_]\\w*(\\[[^\\]]*\\])?$" };

const MATRIX: Keywords = {
  type: "object",
  description: "Axes whose combinations are variants of this file; $axis stands for the value",
  properties: {
    include: { type: "array", items: { type: "object" }, description: "Combinations to add" },
    exclude: { type: "array", items: { type: "object" }, description: "Combinations to leave out" },
  },
  additionalProperties: { type: "array", minItems: 1, description: "The values of one axis" },
};

function withRepeat(item: Keywords): Keywords {
  return {
    ...item,
    properties: {
      ...item.properties,
      when: {
        type: ["boolean", "string"],
        description: "Whether the item is there: $normalise, $layers > 2",
      },
      repeat: {
        type: "object",
        description: "These layers several times over",
        properties: {
          times: { type: "integer", minimum: 0, description: "How often" },
          index: {
            type: "string",
            description: "A name for the number of the round, from 0, in expressions",
          },
          layers: { type: "array", items: { $ref: "#/$defs/layerItem" }, description: "What is repeated" },
        },
        required: ["times", "layers"],
        additionalProperties: false,
      },
    },
  };
}

/** The mapping form among the alternatives of a written value. */
function mappingOf(schema: Keywords): Keywords {
  return schema.anyOf?.find((branch) => branch.properties !== undefined) ?? schema;
}

/** What may be written where a value of this schema is meant. */
function writable(schema: Keywords): Keywords {
  if (schema.$ref !== undefined) return schema;
  if (schema.anyOf !== undefined) return { ...schema, anyOf: schema.anyOf.map(writable) };
  const { description, default: fallback, ...bare } = schema;
  const outer = {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
  const types = [bare.type ?? []].flat();
  if (types.includes("object") && types.length === 1) return { ...outer, anyOf: objectForms(bare) };
  if (types.includes("number") || types.includes("integer")) {
    const items = bare.items === undefined ? {} : { items: writable(bare.items) };
    return { ...outer, ...bare, ...items, type: [...types, "string"] };
  }
  if (types.includes("array")) {
    const items = bare.items === undefined ? {} : { items: writable(bare.items) };
    return { ...outer, anyOf: [{ ...bare, ...items }, USE_ALONE, REFERENCE] };
  }
  if (types.length === 0 || types.includes("string")) {
    return bare.enum === undefined ? { ...outer, ...bare } : { ...outer, anyOf: [bare, REFERENCE] };
  }
  return { ...outer, anyOf: [bare, REFERENCE] };
}

/** The keys without a default. */
function neededKeys({ required = [], properties = {} }: Keywords): string[] {
  return required.filter((name) => properties[name]?.default === undefined);
}

/**
 * Which keys a section and those below it must have, where they do not come from the experiment that a file extends:
 * nothing inside a section could tell.
 */
function demands(section: Keywords): Keywords {
  const needed = neededKeys(section);
  const inner = Object.entries(section.properties ?? {}).flatMap(([name, property]): [string, Keywords][] => {
    const own = followed(property, definitions);
    if (!isSection(own)) return [];
    const below = demands(own);
    if (Object.keys(below).length === 0) return [];
    return [[name, { if: { anyOf: [{ not: { type: "object" } }, { required: ["use"] }] }, else: below }]];
  });
  return {
    ...(needed.length === 0 ? {} : { required: needed }),
    ...(inner.length === 0 ? {} : { properties: Object.fromEntries(inner) }),
  };
}

function objectForms(schema: Keywords): Keywords[] {
  const { title, required: _, ...rest } = schema;
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [name, writable(property)]),
  );
  const needed = isSection(schema) ? [] : neededKeys(schema);
  const additional = schema.additionalProperties;
  const form: Keywords = {
    ...rest,
    properties: { ...properties, use: USE },
    additionalProperties: typeof additional === "object" ? writable(additional) : (additional ?? true),
    ...(needed.length === 0 ? {} : { if: { required: ["use"] }, else: { required: needed } }),
  };
  const names = isFamily(schema) || title === "layer" ? bareNames(schema) : [];
  return [form, ...(names.length === 0 ? [] : [{ type: "string", enum: names }]), REFERENCE];
}

/** The members of a family that need no option, which may stand as a bare name. */
function bareNames(family: Keywords): string[] {
  return Object.entries(family.properties ?? {})
    .filter(([, member]) => member.type === "object" && member.required !== undefined)
    .filter(([, member]) =>
      member.required!.every((name) => member.properties?.[name]?.default !== undefined),
    )
    .map(([name]) => name);
}

/** The text of each schema file, ending in a newline. */
export function editorSchemaTexts(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(editorSchemas()).map(([name, schema]) => [
      name,
      `${JSON.stringify(schema, undefined, 2)}\n`,
    ]),
  );
}
