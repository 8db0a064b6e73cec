import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Issues } from "./issue.ts";
import {
  type Located,
  type LocatedEntry,
  mapping,
  type Origin,
  type SourceText,
  sequence,
} from "./located.ts";
import { explainSyntax } from "./syntax.ts";

/** More values than this, aliases written out, is an alias bomb and not an experiment. */
const MOST_VALUES = 50_000;

/** Mistakes that leave no doubt what the rest of a text says; after any other, the rest is a guess. */
const READABLE: ReadonlySet<string> = new Set(["DUPLICATE_KEY", "TAG_RESOLVE_FAILED"]);

/** Keys that would reach into JavaScript's own objects. */
export const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads YAML 1.2 into a tree that remembers positions. Every syntax mistake is recorded; a text without a
 * value gives `undefined`. `text` stands in for the source's own where only part of it is YAML; its offsets are
 * the source's.
 */
export function parseYaml(source: SourceText, issues: Issues, text = source.text): Located | undefined {
  const document = parseDocument(text, {
    merge: false,
    prettyErrors: false,
    stringKeys: false,
    strict: true,
    uniqueKeys: true,
  });
  const fatal = document.errors.find(({ code }) => !READABLE.has(code));
  const told = document.errors.filter((error) => READABLE.has(error.code) || error === fatal);
  for (const error of [...told, ...document.warnings]) {
    const { code, message, hint, start, end } = explainSyntax(error, text);
    issues.add(code, { source, start, end }, message, hint);
  }
  if (fatal !== undefined) return undefined;
  if (document.contents === null) {
    if (document.errors.length === 0) {
      issues.add(
        "empty-file",
        { source, start: 0, end: 1 },
        "the file is empty",
        "run-exp init writes one to start from",
      );
    }
    return undefined;
  }
  return new Reader(source, document, issues).read(document.contents);
}

/** Turns the library's nodes into located values, aliases written out. */
class Reader {
  readonly #source: SourceText;
  readonly #document: Document.Parsed;
  readonly #issues: Issues;
  /** Anchored nodes that are being read, to find an alias inside what it names. */
  readonly #open = new Set<unknown>();
  #values = 0;

  constructor(source: SourceText, document: Document.Parsed, issues: Issues) {
    this.#source = source;
    this.#document = document;
    this.#issues = issues;
  }

  read(node: unknown): Located {
    this.#values += 1;
    if (isAlias(node)) return this.#readAlias(node);
    if (isMap(node)) return this.#readMap(node);
    if (isSeq(node)) return this.#readSeq(node);
    if (isScalar(node)) return this.#readScalar(node.value, node.source, this.#origin(node));
    return { kind: "scalar", value: null, at: this.#origin(undefined) };
  }

  #readAlias(node: Alias.Parsed | Alias): Located {
    const at = this.#origin(node);
    const target = node.resolve(this.#document);
    if (target === undefined || this.#open.has(target)) {
      const reason = target === undefined ? "names no anchor" : "stands inside the value it names";
      this.#issues.add("bad-alias", at, `the alias *${node.source} ${reason}`);
      return { kind: "unknown", at };
    }
    if (this.#values > MOST_VALUES) {
      this.#issues.add(
        "too-many-values",
        at,
        `aliases make this file larger than ${MOST_VALUES} values`,
        "write the repeated part once and name it with use:, or repeat layers with repeat:",
      );
      return { kind: "unknown", at };
    }
    return this.read(target);
  }

  #readMap(node: YAMLMap): Located {
    const at = this.#origin(node);
    const entries = new Map<string, LocatedEntry>();
    this.#open.add(node);
    for (const pair of node.items) {
      const key = this.#readKey(pair);
      if (key !== undefined && !entries.has(key.name)) {
        entries.set(key.name, {
          key: key.at,
          value: isLeftOut(pair.value) ? nothing(key.at) : this.read(pair.value),
        });
      }
    }
    this.#open.delete(node);
    return mapping(entries, at);
  }

  #readSeq(node: YAMLSeq): Located {
    this.#open.add(node);
    const items = node.items.map((item) => this.read(item));
    this.#open.delete(node);
    return sequence(items, this.#origin(node));
  }

  #readKey(pair: Pair): { name: string; at: Origin } | undefined {
    const at = this.#origin(pair.key);
    if (!isScalar(pair.key) || pair.key.value === null) {
      this.#issues.add("bad-key", at, "a key must be a single word", "quote it if it is meant as text");
      return undefined;
    }
    const name = String(pair.key.value);
    if (FORBIDDEN_KEYS.has(name)) {
      this.#issues.add("forbidden-key", at, `the key ${name} cannot be used in an experiment file`);
      return undefined;
    }
    if (name === "<<") {
      this.#issues.add(
        "merge-key",
        at,
        "merge keys (<<) belong to YAML 1.1 and would be easy to overlook",
        "name the shared part with use: path, or start from another experiment with extends: path",
      );
      return undefined;
    }
    return { name, at };
  }

  #readScalar(value: unknown, text: string | undefined, at: Origin): Located {
    if (typeof value === "bigint" || (typeof value === "number" && losesDigits(value, text))) {
      this.#issues.add(
        "imprecise-number",
        at,
        `${text} has more digits than a number here can hold`,
        `whole numbers go up to ${Number.MAX_SAFE_INTEGER}; quote it if it is meant as text`,
      );
      return { kind: "unknown", at };
    }
    if (
      typeof value === "number" ||
      typeof value === "boolean" ||
      typeof value === "string" ||
      value === null
    ) {
      return { kind: "scalar", value, at };
    }
    this.#issues.add("bad-value", at, `${text ?? "this value"} is of a type that no option takes`);
    return { kind: "unknown", at };
  }

  #origin(node: unknown): Origin {
    const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
    return { source: this.#source, start: range?.[0] ?? 0, end: range?.[1] ?? 1 };
  }
}

/** `key:` with nothing behind it: the key is what a reader must look at. */
function isLeftOut(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null && value.source === "");
}

function nothing(at: Origin): Located {
  return { kind: "scalar", value: null, at };
}

function losesDigits(value: number, text: string | undefined): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(text ?? "");
}
