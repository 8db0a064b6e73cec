import type { Keywords } from "./definitions.ts";
import type { Fault } from "./faults.ts";
import type { Issues } from "./issue.ts";
import { keyHint, namesHint } from "./key-hint.ts";
import { keyAt, type Located, originAt } from "./located.ts";
import { slipIn } from "./slips.ts";
import { writtenForm } from "./written-form.ts";

/** Records a fault as an issue at the place where a reader would look for it. */
export function explain(fault: Fault, root: Located, issues: Issues): void {
  const { path, data, schema } = fault;
  const subject =
    path.length === 0 ? "the experiment" : `\`${String(path.findLast((step) => typeof step === "string"))}\``;
  const at = originAt(root, path);
  switch (fault.keyword) {
    case "additionalProperties": {
      const key = fault.key!;
      const what = schema.title === undefined ? `${subject} has no key` : `there is no ${schema.title}`;
      issues.add(
        schema.title === undefined ? "unknown-key" : `unknown-${schema.title}`,
        keyAt(root, [...path, key]),
        `${what} \`${key}\``,
        keyHint(key, (data as Readonly<Record<string, unknown>>)[key], schema),
      );
      return;
    }
    case "required": {
      const key = fault.key!;
      const about = schema.properties?.[key]?.description;
      issues.add(
        "missing-key",
        keyAt(root, path),
        `${subject} needs \`${key}\``,
        about === undefined ? "" : `${key}: ${lowerFirst(about)}`,
      );
      return;
    }
    case "type":
      explainType(fault, root, subject, issues);
      return;
    case "enum": {
      const allowed = (schema.enum ?? []).map(String);
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
        `${subject} ${limit(fault)}, not ${shown(data)}`,
        lowerFirst(schema.description ?? ""),
      );
  }
}

function explainType({ path, data, schema }: Fault, root: Located, subject: string, issues: Issues): void {
  const at = originAt(root, path);
  if (schema.title !== undefined && typeof data === "string") {
    issues.add(
      `unknown-${schema.title}`,
      at,
      `there is no ${schema.title} \`${data}\``,
      keyHint(data, {}, schema),
    );
    return;
  }
  const wanted = [schema.type ?? []]
    .flat()
    .map((type) => TYPE_NAMES[String(type)] ?? String(type))
    .join(" or ");
  const about = schema.description === undefined ? "" : lowerFirst(schema.description);
  issues.add(
    "wrong-type",
    at,
    `${subject} must be ${wanted}, not ${shown(data)}`,
    typeHint(data, wanted) ?? formHint(data, schema) ?? about,
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
  if (wanted === TYPE_NAMES.array && typeof data === "string" && data.startsWith("-")) {
    return "an item of a list begins with a dash and a space";
  }
  const slip = typeof data === "string" ? slipIn(data) : undefined;
  return slip === undefined ? undefined : slip.told.join("; ");
}

function formHint(data: unknown, schema: Keywords): string | undefined {
  const form = writtenForm(data, schema);
  return form === undefined ? undefined : `write ${form}`;
}

function limit({ keyword, schema }: Fault): string {
  const bound = schema[keyword] as number;
  switch (keyword) {
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
      return `is not valid (${keyword})`;
  }
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
