import { writeFileSync } from "node:fs";
import { code, codeCell, plain, table } from "../src/report/markdown.ts";
import { alternatives, followed, isFamily, type Keywords } from "../src/spec/definitions.ts";
import { definitions, experimentSchema, families } from "../src/spec/schema.ts";

/** Writes docs/reference.md, which says of every key and component what its schema says: `npm run reference`. */

/** Families under the names of their chapters. */
const CHAPTERS: Readonly<Record<string, string>> = {
  source: "Sources",
  preprocessor: "Preprocessors",
  augmentation: "Augmentations",
  layer: "Layers",
  activation: "Activations",
  initializer: "Initializers",
  regularizer: "Regularizers",
  constraint: "Constraints",
  loss: "Losses",
  metric: "Metrics",
  optimizer: "Optimizers",
  schedule: "Schedules of the learning rate",
  callback: "Callbacks",
  tuner: "Tuners",
  pruner: "Pruners",
};

export function referenceText(): string {
  const parts = [
    "# Reference",
    "Every key of an experiment file and every component, with its options, from the schemas that files are checked by. " +
      "A component is written as one key with its options, `dense: { units: 10 }`, or as its bare name where no option is required. " +
      "An option without a default is required unless it says optional. `extends`, `use`, `matrix`, `repeat` and `when` " +
      "belong to the language around these keys: [the experiment file by example](experiment-file.md) shows them.",
    `Components: ${families.map(({ kind }) => `[${CHAPTERS[kind]!.toLowerCase()}](#${anchor(CHAPTERS[kind]!)})`).join(", ")}.`,
    "## The file",
    ...sectionsBelow("", experimentSchema),
    ...layerKeys(),
    ...hyperparameterKinds(),
    ...families.flatMap(({ kind, members }) => [
      `## ${CHAPTERS[kind]!}`,
      ...members.flatMap(({ name, summary, options }) => component(name, summary, options as Keywords)),
    ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** A section's keys as a table, then the sections inside it, each under its path. */
function sectionsBelow(path: string, schema: Keywords): string[] {
  const own = Object.entries(schema.properties ?? {}).filter(([name]) => name !== "variant");
  const inner = own.flatMap(([name, property]) => {
    const target = followed(property, definitions);
    const section = target.type === "object" && target.title === undefined && target.properties !== undefined;
    return section ? sectionsBelow(path === "" ? name : `${path}.${name}`, target) : [];
  });
  const head = path === "" ? [] : [`### ${path}`, `${schema.description ?? ""}.`];
  return [...head, optionTable(own, schema.required ?? []), ...inner];
}

/** What may stand beside a layer in its item. */
function layerKeys(): string[] {
  const { name, from } = followed({ $ref: "#/$defs/layerItem" }, definitions).properties!;
  return [
    "### model.layers",
    "An item is a layer, and beside it, where they are needed:",
    optionTable(Object.entries({ name: name!, from: from! }), []),
  ];
}

function hyperparameterKinds(): string[] {
  const kinds = followed({ $ref: "#/$defs/parameter" }, definitions).properties!;
  return [
    "### search.space.NAME",
    "A hyperparameter: one of `int`, `float`, `choice` and `boolean`, and `each` or `when` where it is not always there.",
    ...Object.entries(kinds).flatMap(([name, kind]) => component(name, kind.description!, kind, "####")),
  ];
}

function component(name: string, summary: string, options: Keywords, level = "###"): string[] {
  const own = Object.entries(options.properties ?? {});
  const head = `${level} ${name}\n\n${prose(summary)}.`;
  return own.length === 0 ? [head] : [head, optionTable(own, options.required ?? [])];
}

/** A description, in which backticks mark code. */
function prose(text: string): string {
  return text
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 0 ? plain(part) : codeCell(part)))
    .join("");
}

function optionTable(options: readonly (readonly [string, Keywords])[], required: readonly string[]): string {
  const rows = options.map(([name, schema]) => [
    code(name),
    valueText(schema),
    defaultText(schema, required.includes(name)),
    prose(schema.description ?? followed(schema, definitions).description ?? ""),
  ]);
  return table(["key", "value", "default", "what it is"], rows);
}

function defaultText(schema: Keywords, required: boolean): string {
  const value = schema.default ?? followed(schema, definitions).default;
  if (value === undefined) return required ? "required" : "optional";
  return isMember(schema) ? code(memberText(value as Record<string, object>)) : codeCell(flow(value));
}

function memberText(tagged: Readonly<Record<string, object>>): string {
  const [name, options] = Object.entries(tagged)[0]!;
  return Object.keys(options).length === 0 ? name : `${name}: ${flow(options)}`;
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (value === null || typeof value !== "object") return String(value);
  const entries = Object.entries(value).map(([name, own]) => `${name}: ${flow(own)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function isMember(schema: Keywords): boolean {
  return isFamily(followed(schema, definitions));
}

/** What a value may be, in words: `whole number, 1 or more`. */
function valueText(schema: Keywords): string {
  const kind = kindOf(schema);
  if (kind !== undefined) return linkTo(kind);
  if (schema.$ref !== undefined && !isMember(schema)) return "mapping";
  const all = alternatives(schema, definitions);
  return [...new Set(all.flatMap((one) => typesOf(one).map((type) => typeText(type, one))))].join(" or ");
}

function linkTo(kind: string): string {
  return `[${kind}](#${anchor(CHAPTERS[kind]!)})`;
}

/** The family of a component; undefined where a value is none. */
function kindOf(schema: Keywords): string | undefined {
  const target = followed(schema, definitions);
  return isFamily(target) || target.title === "layer" ? target.title : undefined;
}

function typesOf({ type, enum: words }: Keywords): readonly string[] {
  if (words !== undefined) return ["words"];
  return type === undefined ? ["any"] : [type].flat();
}

function typeText(type: string, schema: Keywords): string {
  switch (type) {
    case "words":
      return wordsText(schema.enum!);
    case "integer":
      return `whole number${boundsText(schema)}`;
    case "number":
      return `number${boundsText(schema)}`;
    case "string":
      return schema.format === "path" ? "path" : schema.format === "condition" ? "expression" : "text";
    case "boolean":
      return "`true`, `false`";
    case "array":
      return schema.items === undefined
        ? "list"
        : `list of ${valueText(schema.items).replace(/^whole number|^number/, "$&s")}`;
    default:
      if (isFamily(schema)) return linkTo(schema.title!);
      return type === "object" ? "mapping" : "anything";
  }
}

/** Words that are the names of a family are told by its chapter. */
function wordsText(words: readonly string[]): string {
  const named = families.find(({ names }) => names.join() === words.join());
  return named === undefined ? words.map(code).join(", ") : linkTo(named.kind);
}

/** What 32 bits hold bounds every whole number, and is not worth saying. */
const MOST = 2 ** 31 - 1;

function boundsText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Keywords): string {
  const told = [
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? [] : [`≥ ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`> ${exclusiveMinimum}`]),
    ...(maximum === undefined || maximum === MOST || maximum === Number.MAX_SAFE_INTEGER
      ? []
      : [`≤ ${maximum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`< ${exclusiveMaximum}`]),
  ];
  return told.length === 0 ? "" : ` ${told.join(", ")}`;
}

/** A heading's address, as code hosts make it. */
function anchor(heading: string): string {
  return heading.toLowerCase().replaceAll(" ", "-");
}

if (import.meta.main) writeFileSync("docs/reference.md", referenceText());
