import { isAbsolute, relative, resolve } from "node:path";
import { nearest } from "../base/nearest.ts";
import { ExpressionProblem, isReference, parseExpression, referencedName } from "../space/expression.ts";
import { alternatives, type Definitions, isFamily, type Keywords, takes } from "./definitions.ts";
import type { Issues } from "./issue.ts";
import {
  fromPlain,
  type Located,
  type LocatedEntry,
  type LocatedMapping,
  type LocatedScalar,
  mapping,
  type SourceText,
  sequence,
} from "./located.ts";
import type { Names } from "./scope.ts";

/** What the resolver needs to know of lists whose items repeat and depend on conditions. */
export interface ListExpansion {
  /** Whether this is the schema of such a list's items. */
  applies(items: Keywords): boolean;
  expand(items: readonly Located[], names: Names, resolver: Resolver): readonly Located[];
}

/**
 * Turns what was written into what is meant, led by the schema: references and expressions become values,
 * bare names become components, defaults are filled in, and keys come in the schema's order. Mistakes in
 * expressions are recorded here and leave an unknown value; everything else wrong is left as it is, for
 * validation to explain.
 */
export class Resolver {
  readonly #definitions: Definitions;
  readonly #folder: string;
  readonly #issues: Issues;
  readonly #lists: ListExpansion;

  /** `folder` is the experiment file's, which resolved paths start from. */
  constructor(definitions: Definitions, folder: string, issues: Issues, lists: ListExpansion) {
    this.#definitions = definitions;
    this.#folder = folder;
    this.#issues = issues;
    this.#lists = lists;
  }

  resolve(value: Located, schema: Keywords, names: Names): Located {
    const branches = alternatives(schema, this.#definitions);
    switch (value.kind) {
      case "scalar":
        return typeof value.value === "string"
          ? this.#resolveText(value.value, value, branches, names)
          : value;
      case "sequence":
        return this.#resolveItems(value.items, value, branches, names);
      case "mapping":
        return this.#resolveEntries(value, branches.find((branch) => takes(branch, "object")) ?? {}, names);
      case "unknown":
        return value;
    }
  }

  #resolveText(text: string, value: LocatedScalar, branches: readonly Keywords[], names: Names): Located {
    const condition = branches.some(({ format }) => format === "condition");
    const reference = isReference(text);
    const arithmetic = isArithmetic(text, branches, names);
    if (condition || reference || arithmetic) {
      const kept = names.kept(text);
      if (kept !== undefined) return { ...value, value: kept };
    }
    if (condition) {
      const result = this.evaluate(text, value, names);
      return result.kind === "unknown" ? result : value;
    }
    if (reference) return this.#resolveReference(text, value, branches, names);
    if (branches.some(({ format }) => format === "path")) {
      return { ...value, value: this.#fromRoot(text, value.at.source) };
    }
    const family = branches.find(isFamily);
    if (family !== undefined && Object.hasOwn(family.properties!, text)) {
      const member = mapping(
        new Map([[text, { key: value.at, value: mapping(new Map(), value.at) }]]),
        value.at,
      );
      return this.#resolveEntries(member, family, names);
    }
    return arithmetic ? this.evaluate(text, value, names) : value;
  }

  /** A path as the experiment file itself would write it, whichever file it stands in. */
  #fromRoot(path: string, source: SourceText): string {
    if (isAbsolute(path) || source.folder === this.#folder) return path;
    return relative(this.#folder, resolve(source.folder, path)).replaceAll("\\", "/");
  }

  /** A whole scalar `$name` may stand for anything: a number, a word, a list, a component. */
  #resolveReference(text: string, value: Located, branches: readonly Keywords[], names: Names): Located {
    const name = referencedName(text);
    const target = name === undefined ? undefined : names.located(name);
    if (target === undefined || target.kind === "unknown") return this.evaluate(text, value, names);
    if (target.kind === "scalar" && typeof target.value !== "string") return { ...target, at: value.at };
    const isOneValue = target.kind === "sequence" && !takesList(branches);
    if (isOneValue || (target.kind === "scalar" && isReference(String(target.value))))
      return this.evaluate(text, value, names);
    const meant = target.kind === "scalar" ? { ...target, at: value.at } : target;
    return this.resolve(meant, { anyOf: branches }, names);
  }

  /** The value of an expression; a mistake in it is recorded and gives an unknown value. */
  evaluate(text: string, value: Located, names: Names): Located {
    try {
      const expression = parseExpression(text);
      if (expression.parameters.some((name) => names.located(name)?.kind === "unknown")) {
        return { kind: "unknown", at: value.at };
      }
      return { kind: "scalar", value: expression.evaluate(names), at: value.at };
    } catch (error) {
      if (!(error instanceof ExpressionProblem)) throw error;
      const message = error.subject === text ? error.message : `\`${text}\`: ${error.message}`;
      this.#issues.add("bad-expression", value.at, message, hintOf(error, names));
      return { kind: "unknown", at: value.at };
    }
  }

  #resolveItems(
    items: readonly Located[],
    value: Located,
    branches: readonly Keywords[],
    names: Names,
  ): Located {
    const schema = branches.find((branch) => takes(branch, "array"))?.items ?? {};
    const resolved = this.#lists.applies(schema)
      ? this.#lists.expand(items, names, this)
      : items.map((item) => this.resolve(item, schema, names));
    return sequence(resolved, value.at);
  }

  #resolveEntries(value: LocatedMapping, schema: Keywords, names: Names): Located {
    const entries = new Map<string, LocatedEntry>();
    const properties = schema.properties ?? {};
    for (const name in properties) {
      const property = properties[name]!;
      const entry = value.entries.get(name);
      if (entry !== undefined) {
        entries.set(name, { key: entry.key, value: this.resolve(entry.value, property, names) });
      } else if (property.default !== undefined && !isFamily(schema)) {
        entries.set(name, {
          key: value.at,
          value: this.resolve(fromPlain(property.default, value.at), property, names),
        });
      }
    }
    const rest = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
    for (const [name, entry] of value.entries) {
      if (!entries.has(name))
        entries.set(name, { key: entry.key, value: this.resolve(entry.value, rest, names) });
    }
    return mapping(entries, value.at);
  }
}

/** Whether a text stands where a number is expected, and looks like one that is to be worked out. */
function isArithmetic(text: string, branches: readonly Keywords[], names: Names): boolean {
  const wantsNumber = branches.some((branch) => takes(branch, "number"));
  const wantsText = branches.some((branch) => takes(branch, "string"));
  return wantsNumber && !wantsText && (/[$\d]/.test(text) || names.names.includes(text.trim()));
}

/** Whether a list may stand where these schemas say what may. */
function takesList(branches: readonly Keywords[]): boolean {
  return branches.some((branch) => branch.type === undefined || takes(branch, "array"));
}

/** What could have been meant in place of a name that is not declared. */
function hintOf({ subject }: ExpressionProblem, { names }: Names): string {
  if (subject === undefined || names.includes(subject)) return "";
  if (names.length === 0 && subject.startsWith("$")) {
    return `a name is declared in search.space or in matrix: ${subject.slice(1)}: …`;
  }
  const known = `declared: ${names.join(", ")}`;
  const near = nearest(subject, names);
  return near === undefined ? known : `did you mean ${near}? ${known}`;
}
