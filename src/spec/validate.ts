import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { DataValidationCxt } from "ajv/dist/types/index.js";
import { nearest } from "../base/nearest.ts";
import type { Keywords } from "./definitions.ts";
import type { Issues } from "./issue.ts";
import { escapePointer, keyAt, type Located, originAt, type Path, parsePointer, toPlain } from "./located.ts";
import { definitions, experimentSchema } from "./schema.ts";

let compiler: Ajv | undefined;
const compiled = new Map<string, ValidateFunction>();

/**
 * The validator of a definition, or of one property of it. Properties of families and of layer items are
 * compiled when a file first names them: a file uses few of the hundred components there are.
 */
function validator(definition: string, property?: string): ValidateFunction {
  const name = property === undefined ? definition : `${definition}/${property}`;
  let check = compiled.get(name);
  if (check === undefined) {
    compiler ??= newCompiler();
    const whole = definition === "experiment" ? experimentSchema : (definitions[definition] as Keywords);
    check = compiler.compile(property === undefined ? whole : whole.properties![property]!);
    compiled.set(name, check);
  }
  return check;
}

function newCompiler(): Ajv {
  const ajv = new Ajv({
    meta: false,
    validateSchema: false,
    allErrors: true,
    verbose: true,
    strictTypes: false,
    allowUnionTypes: true,
  });
  ajv.addFormat("path", true).addFormat("condition", true);
  ajv.removeKeyword("$ref");
  ajv.addKeyword({ keyword: "$ref", errors: "full", validate: followReference });
  return ajv;
}

/** What `$ref` does here: the named definition's validator, with errors placed where the value stands. */
function followReference(
  reference: string,
  data: unknown,
  _parent?: unknown,
  context?: DataValidationCxt,
): boolean {
  const definition = reference.replace("#/$defs/", "");
  const schema = definitions[definition] as Keywords;
  const at = context?.instancePath ?? "";
  const errors = isNamed(schema)
    ? namedErrors(definition, schema, data, at)
    : errorsOf(validator(definition), data, at);
  (followReference as { errors?: ErrorObject[] }).errors = errors;
  return errors.length === 0;
}

/** Whether a definition is a mapping from component names to their options. */
function isNamed(schema: Keywords): boolean {
  return schema.title !== undefined && schema.properties !== undefined;
}

function errorsOf(check: ValidateFunction, data: unknown, at: string): ErrorObject[] {
  if (check(data)) return [];
  return check.errors!.map((error) => ({ ...error, instancePath: at + error.instancePath }));
}

function namedErrors(definition: string, schema: Keywords, data: unknown, at: string): ErrorObject[] {
  const error = (keyword: string, params: Record<string, unknown>): ErrorObject => ({
    keyword,
    params,
    instancePath: at,
    schemaPath: `#/$defs/${definition}/${keyword}`,
    parentSchema: schema,
    data,
  });
  if (data === null || typeof data !== "object" || Array.isArray(data))
    return [error("type", { type: "object" })];
  const names = Object.keys(data);
  const known = names.filter((name) => Object.hasOwn(schema.properties!, name));
  const errors = names
    .filter((name) => !known.includes(name))
    .map((name) => error("additionalProperties", { additionalProperty: name }));
  if (names.length === 0) errors.push(error("minProperties", { limit: 1 }));
  if (known.length > 1 && schema.maxProperties === 1) errors.push(error("maxProperties", { limit: 1 }));
  return errors.concat(
    known.flatMap((name) =>
      errorsOf(
        validator(definition, name),
        (data as Record<string, unknown>)[name],
        `${at}/${escapePointer(name)}`,
      ),
    ),
  );
}

/** What a validated tree holds, and which parts of it can be relied on. */
export interface Validated {
  readonly value: unknown;
  /** Whether everything at and below a path is known and valid. */
  sound(path: Path): boolean;
}

/**
 * Checks a resolved tree against the schema and records every mistake with its place. `definition` names a
 * part of the schema (`layerItem`) where the tree is not a whole experiment.
 */
export function validate(root: Located, issues: Issues, definition = "experiment"): Validated {
  const { value, unknown } = toPlain(root);
  const check = validator(definition);
  const errors = unknown.has("") ? [] : withoutAlternatives(errorsOf(check, value, ""));
  for (const error of errors) {
    if (!concernsUnknown(error, unknown) && !isMisspelt(error, errors)) {
      const path = parsePointer(error.instancePath).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
      explain({ error, path, data: plainAt(value, path) }, root, issues);
    }
  }
  const faults = [...unknown, ...errors.map(faultOf)];
  return {
    value,
    sound: (path) => {
      const pointer = path.map((step) => `/${escapePointer(String(step))}`).join("");
      return !faults.some(
        (fault) => `${fault}/`.startsWith(`${pointer}/`) || pointer.startsWith(`${fault}/`),
      );
    },
  };
}

/** The pointer to what an error spoils: a missing or superfluous key's own, so that its siblings stay sound. */
function faultOf(error: ErrorObject): string {
  const key = error.params.missingProperty ?? error.params.additionalProperty;
  return key === undefined ? error.instancePath : `${error.instancePath}/${escapePointer(String(key))}`;
}

/**
 * Where a value may be one of several things, the errors of the thing it nearly is say most: an error deeper
 * inside, or of another kind than its type. Where there is none, the choice itself is told.
 */
function withoutAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  return errors.filter((error) => {
    const choice = errors.find(
      ({ keyword, instancePath }) => keyword === "anyOf" && instancePath === error.instancePath,
    );
    if (choice === undefined || (error.keyword !== "anyOf" && error.keyword !== "type")) return true;
    const saysMore = errors.some((other) => other !== error && isInside(other, choice));
    return error.keyword === "anyOf" && !saysMore;
  });
}

function isInside(error: ErrorObject, choice: ErrorObject): boolean {
  if (error.instancePath === choice.instancePath)
    return error.keyword !== "type" && error.keyword !== "anyOf";
  return error.instancePath.startsWith(`${choice.instancePath}/`);
}

/** Whether an error only says that a value is missing which could not be worked out. */
function concernsUnknown(error: ErrorObject, unknown: ReadonlySet<string>): boolean {
  if (unknown.has(error.instancePath)) return true;
  if (error.keyword === "required") {
    return unknown.has(`${error.instancePath}/${String(error.params.missingProperty)}`);
  }
  if (error.keyword === "minProperties" || error.keyword === "minItems") {
    return [...unknown].some((pointer) => pointer.startsWith(`${error.instancePath}/`));
  }
  return false;
}

/** Whether a key is missing only because it stands there misspelt, which is told already. */
function isMisspelt(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (error.keyword !== "required") return false;
  const allowed = Object.keys((error.parentSchema as Keywords).properties ?? {});
  return errors.some(
    (other) =>
      other.keyword === "additionalProperties" &&
      other.instancePath === error.instancePath &&
      nearest(String(other.params.additionalProperty), allowed) === error.params.missingProperty,
  );
}

function plainAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown>)[step], value);
}

/** One error of the schema with the path and the plain value it speaks of. */
interface Fault {
  readonly error: ErrorObject;
  readonly path: Path;
  readonly data: unknown;
}

function explain({ error, path, data }: Fault, root: Located, issues: Issues): void {
  const schema = (error.parentSchema ?? {}) as Keywords;
  const subject =
    path.length === 0 ? "the experiment" : `\`${String(path.findLast((step) => typeof step === "string"))}\``;
  const at = originAt(root, path);
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(error.params.additionalProperty);
      const what = schema.title === undefined ? `${subject} has no key` : `there is no ${schema.title}`;
      const allowed = Object.keys(schema.properties ?? {});
      issues.add(
        schema.title === undefined ? "unknown-key" : `unknown-${schema.title}`,
        keyAt(root, [...path, key]),
        `${what} \`${key}\``,
        namesHint(key, allowed),
      );
      return;
    }
    case "required": {
      const key = String(error.params.missingProperty);
      const about = (schema.properties?.[key] as Keywords | undefined)?.description;
      issues.add(
        "missing-key",
        keyAt(root, path),
        `${subject} needs \`${key}\``,
        about === undefined ? "" : `${key}: ${lowerFirst(about)}`,
      );
      return;
    }
    case "type":
      explainType({ error, path, data }, root, subject, schema, issues);
      return;
    case "enum": {
      const allowed = (error.params.allowedValues as string[]).map(String);
      issues.add(
        "unknown-value",
        at,
        `${subject} cannot be ${shown(data)}`,
        namesHint(String(data), allowed),
      );
      return;
    }
    case "anyOf": {
      const wanted = (schema.anyOf ?? []).map(nameOfBranch).join(" or ");
      issues.add("wrong-type", at, `${subject} must be ${wanted}, not ${shown(data)}`);
      return;
    }
    default:
      issues.add(
        "out-of-range",
        at,
        `${subject} ${limit(error)}, not ${shown(data)}`,
        lowerFirst(schema.description ?? ""),
      );
  }
}

function explainType(
  { error, path, data }: Fault,
  root: Located,
  subject: string,
  schema: Keywords,
  issues: Issues,
): void {
  const at = originAt(root, path);
  if (schema.title !== undefined && typeof data === "string") {
    issues.add(
      `unknown-${schema.title}`,
      at,
      `there is no ${schema.title} \`${data}\``,
      namesHint(data, Object.keys(schema.properties ?? {})),
    );
    return;
  }
  const wanted = [error.params.type]
    .flat()
    .map((type) => TYPE_NAMES[String(type)] ?? String(type))
    .join(" or ");
  const about = schema.description === undefined ? "" : lowerFirst(schema.description);
  issues.add(
    "wrong-type",
    at,
    `${subject} must be ${wanted}, not ${shown(data)}`,
    typeHint(data, wanted) ?? about,
  );
}

function nameOfBranch(branch: Keywords): string {
  if (branch.$ref !== undefined) return `a ${branch.$ref.replace("#/$defs/", "")}`;
  if (branch.enum !== undefined) return branch.enum.join(" or ");
  return TYPE_NAMES[String([branch.type].flat()[0])] ?? "something else";
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  integer: "a whole number",
  number: "a number",
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "a mapping (key: value)",
};

function typeHint(data: unknown, wanted: string): string | undefined {
  if (wanted === TYPE_NAMES.boolean && typeof data === "string" && /^(yes|no|on|off)$/i.test(data)) {
    const meant = /^(yes|on)$/i.test(data) ? "true" : "false";
    return `YAML 1.2 reads ${data} as text; write ${meant}`;
  }
  if (wanted === TYPE_NAMES.string && (typeof data === "number" || typeof data === "boolean")) {
    return `quote it if text is meant: "${String(data)}"`;
  }
  return undefined;
}

function limit(error: ErrorObject): string {
  const bound = error.params.limit as number;
  switch (error.keyword) {
    case "minimum":
      return `must be at least ${bound}`;
    case "maximum":
      return `must be at most ${bound}`;
    case "exclusiveMinimum":
      return `must be more than ${bound}`;
    case "exclusiveMaximum":
      return `must be less than ${bound}`;
    case "minItems":
      return `needs at least ${bound} ${bound === 1 ? "item" : "items"}`;
    case "maxItems":
      return `takes at most ${bound} ${bound === 1 ? "item" : "items"}`;
    case "minLength":
      return "must not be empty";
    case "maxLength":
      return `must be at most ${bound} characters long`;
    case "minProperties":
      return "must name something";
    case "maxProperties":
      return "must name one thing only";
    case "pattern":
      return "must be made of letters, digits, dots, dashes and underscores, starting with a letter or digit";
    default:
      return `is not valid (${error.message ?? error.keyword})`;
  }
}

/** The nearest name, and all of them where they are few. */
export function namesHint(name: string, allowed: readonly string[]): string {
  const near = nearest(name, allowed);
  if (near !== undefined && allowed.length > 12) return `did you mean \`${near}\`?`;
  const all = allowed.length > 0 ? `there is ${allowed.join(", ")}` : "";
  return near === undefined ? all : `did you mean \`${near}\`? ${all}`;
}

/** A value as a message shows it: short, and never a dump of a whole section. */
function shown(data: unknown): string {
  if (data === null || data === undefined) return "nothing";
  if (typeof data === "string")
    return `the text ${JSON.stringify(data.length > 40 ? `${data.slice(0, 40)}…` : data)}`;
  if (Array.isArray(data))
    return data.length <= 4 && data.every((item) => typeof item !== "object")
      ? JSON.stringify(data)
      : "a list";
  if (typeof data === "object")
    return Object.keys(data).length === 0
      ? "an empty mapping"
      : `a mapping (${Object.keys(data).slice(0, 3).join(", ")})`;
  return String(data);
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
