import { resolve } from "node:path";
import { RunExpError } from "../base/errors.ts";
import type { Keywords } from "./definitions.ts";
import type { Issues } from "./issue.ts";
import {
  displayName,
  entryOf,
  type Located,
  type LocatedEntry,
  type LocatedMapping,
  mapping,
  type Origin,
  type SourceText,
  sequence,
} from "./located.ts";
import { merged } from "./merge.ts";
import { parseYaml } from "./parse.ts";
import { childSchema, experimentSchema } from "./schema.ts";
import { readSource } from "./source.ts";

/** Nesting of `use` and `extends` deeper than this is a mistake even where it is no circle. */
const MOST_DEPTH = 20;

/**
 * Reads an experiment's text and puts every part in its place: `extends` starts from another experiment,
 * `use` brings a part from another file. Values keep the position they have in their own file.
 * Returns undefined where nothing could be read.
 */
export async function compose(
  source: SourceText,
  path: string,
  issues: Issues,
): Promise<Located | undefined> {
  return new Composer(issues).document(source, [resolve(path)], experimentSchema);
}

class Composer {
  readonly #issues: Issues;

  constructor(issues: Issues) {
    this.#issues = issues;
  }

  /** A whole file, `trail` being the absolute paths that led to it, itself last. */
  async document(
    source: SourceText,
    trail: readonly string[],
    schema: Keywords | undefined,
  ): Promise<Located | undefined> {
    const root = parseYaml(source, this.#issues);
    if (root === undefined) return undefined;
    const composed = await this.#compose(root, trail, schema);
    const parent = composed.kind === "mapping" ? composed.entries.get("extends") : undefined;
    if (composed.kind !== "mapping" || parent === undefined) return composed;
    const own = omit(composed, "extends");
    const base = await this.#follow(parent.value, "extends", trail, schema);
    if (base === undefined) return { kind: "unknown", at: parent.value.at };
    if (base.kind === "unknown") return base;
    if (base.kind === "mapping") return merged(base, own, schema);
    this.#issues.add("wrong-type", parent.value.at, "the file that `extends` names holds no experiment");
    return own;
  }

  async #compose(value: Located, trail: readonly string[], schema: Keywords | undefined): Promise<Located> {
    if (value.kind === "sequence") return this.#composeItems(value.items, value.at, trail, schema?.items);
    if (value.kind !== "mapping") return value;
    const entries = new Map<string, LocatedEntry>();
    for (const [name, entry] of value.entries) {
      entries.set(name, {
        key: entry.key,
        value: await this.#compose(entry.value, trail, childSchema(schema, name)),
      });
    }
    const use = entries.get("use");
    if (use === undefined) return mapping(entries, value.at);
    const part = await this.#follow(use.value, "use", trail, schema);
    if (part === undefined || part.kind === "unknown") return { kind: "unknown", at: use.value.at };
    const own = omit(mapping(entries, value.at), "use");
    if (own.entries.size === 0) return part;
    if (part.kind === "mapping") return merged(part, own, schema);
    this.#issues.add(
      "wrong-type",
      use.value.at,
      "keys beside `use` add to a mapping, and this part is none",
      "put the keys into the part, or leave them out",
    );
    return part;
  }

  /** A list; an item that uses a file holding a list becomes that list's items. */
  async #composeItems(
    items: readonly Located[],
    at: Origin,
    trail: readonly string[],
    schema: Keywords | undefined,
  ): Promise<Located> {
    const composed: Located[] = [];
    for (const item of items) {
      const value = await this.#compose(item, trail, schema);
      if (entryOf(item, "use") !== undefined && value.kind === "sequence") composed.push(...value.items);
      else composed.push(value);
    }
    return sequence(composed, at);
  }

  async #follow(
    target: Located,
    keyword: "use" | "extends",
    trail: readonly string[],
    schema: Keywords | undefined,
  ): Promise<Located | undefined> {
    if (target.kind === "unknown") return undefined;
    if (target.kind !== "scalar" || typeof target.value !== "string" || target.value === "") {
      this.#issues.add("wrong-type", target.at, `\`${keyword}\` takes the path of a file`);
      return undefined;
    }
    const path = resolve(target.at.source.folder, target.value);
    if (trail.includes(path) || trail.length > MOST_DEPTH) {
      const circle = [...trail.slice(Math.max(0, trail.indexOf(path))), path].map(displayName).join(" → ");
      this.#issues.add("circular-use", target.at, `\`${keyword}\` goes round in a circle: ${circle}`);
      return undefined;
    }
    const source = await readSource(path).catch((error: unknown) => {
      if (!(error instanceof RunExpError)) throw error;
      const hint = error.hint === "" ? "paths are relative to the file that names them" : error.hint;
      this.#issues.add(error.code, target.at, error.message, hint);
    });
    return source === undefined ? undefined : this.document(source, [...trail, path], schema);
  }
}

function omit(value: LocatedMapping, name: string): LocatedMapping {
  return mapping(new Map([...value.entries].filter(([key]) => key !== name)), value.at);
}
