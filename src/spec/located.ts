import { relative } from "node:path";
import type { Place } from "./place.ts";

/** A text that part of an experiment was read from: a file, or one `--set` override. */
export interface SourceText {
  /** As the person would name it. */
  readonly name: string;
  /** Absolute path of the folder that relative paths in this text start from. */
  readonly folder: string;
  readonly text: string;
}

/** Where a value stands: offsets in UTF-16 units into its text, `end` exclusive. */
export interface Origin {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** The experiment as a tree of values that remember where they were written. */
export type Located = LocatedScalar | LocatedMapping | LocatedSequence | LocatedUnknown;

export interface LocatedScalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly at: Origin;
}

export interface LocatedMapping {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, LocatedEntry>;
  readonly at: Origin;
}

export interface LocatedEntry {
  /** Where the key stands. */
  readonly key: Origin;
  readonly value: Located;
}

export interface LocatedSequence {
  readonly kind: "sequence";
  readonly items: readonly Located[];
  readonly at: Origin;
}

/** A value that could not be read or worked out; its mistake is reported already, so it causes no other. */
export interface LocatedUnknown {
  readonly kind: "unknown";
  readonly at: Origin;
}

/** Steps from the root of a tree to a value in it. */
export type Path = readonly (string | number)[];

export function mapping(entries: ReadonlyMap<string, LocatedEntry>, at: Origin): LocatedMapping {
  return { kind: "mapping", entries, at };
}

export function sequence(items: readonly Located[], at: Origin): LocatedSequence {
  return { kind: "sequence", items, at };
}

/** The entry of this name, where the value is a mapping that has one. */
export function entryOf(value: Located | undefined, name: string): Located | undefined {
  return value?.kind === "mapping" ? value.entries.get(name)?.value : undefined;
}

/** The value at a path, if the tree reaches that far. */
export function valueAt(root: Located, path: Path): Located | undefined {
  let value: Located | undefined = root;
  for (const step of path) {
    if (value?.kind === "sequence" && typeof step === "number") value = value.items[step];
    else value = entryOf(value, String(step));
  }
  return value;
}

/**
 * Where a path leads: the value there, or, where the tree ends earlier (a default, a missing key), the last
 * value on the way. A mapping is pointed at by its key, which is where a reader would look.
 */
export function originAt(root: Located, path: Path): Origin {
  for (let length = path.length; length > 0; length--) {
    const value = valueAt(root, path.slice(0, length));
    if (value !== undefined) return value.kind === "mapping" ? keyAt(root, path.slice(0, length)) : value.at;
  }
  return firstKey(root);
}

/** Where the key at the end of a path stands, for mistakes in the key itself. */
export function keyAt(root: Located, path: Path): Origin {
  const parent = valueAt(root, path.slice(0, -1));
  const entry = parent?.kind === "mapping" ? parent.entries.get(String(path.at(-1))) : undefined;
  if (entry !== undefined) return entry.key;
  const value = valueAt(root, path);
  return value === undefined ? originAt(root, path) : firstKey(value);
}

/** Plain data, and the paths (as JSON pointers) at which a value is unknown and therefore left out. */
export function toPlain(root: Located): { readonly value: unknown; readonly unknown: ReadonlySet<string> } {
  const unknown = new Set<string>();
  const plain = (value: Located, pointer: string): unknown => {
    switch (value.kind) {
      case "scalar":
        return value.value;
      case "sequence":
        return value.items.map((item, index) => plain(item, `${pointer}/${index}`));
      case "mapping": {
        const object: Record<string, unknown> = {};
        for (const [name, entry] of value.entries) {
          const below = pointer + pointerOf([name]);
          if (entry.value.kind === "unknown") unknown.add(below);
          else object[name] = plain(entry.value, below);
        }
        return object;
      }
      case "unknown":
        unknown.add(pointer);
        return undefined;
    }
  };
  return { value: plain(root, ""), unknown };
}

/** A tree for plain data, every part of it standing at one origin: a default, a variant's value. */
export function fromPlain(value: unknown, at: Origin): Located {
  if (Array.isArray(value)) {
    return sequence(
      value.map((item) => fromPlain(item, at)),
      at,
    );
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).map(([name, item]): [string, LocatedEntry] => [
      name,
      { key: at, value: fromPlain(item, at) },
    ]);
    return mapping(new Map(entries), at);
  }
  return { kind: "scalar", value: value as LocatedScalar["value"], at };
}

/** A path as a JSON pointer (RFC 6901), so that sets can hold it. */
export function pointerOf(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Line, column and the line's text for an origin. */
export function placeOf(origin: Origin): Place {
  const { text, name } = origin.source;
  const start = Math.min(origin.start, text.length);
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", start);
  const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd).replace(/\r$/, "");
  const column = start - lineStart;
  return {
    file: name,
    line: text.slice(0, lineStart).split("\n").length,
    column: column + 1,
    length: Math.max(1, Math.min(origin.end - start, line.length - column)),
    text: line,
  };
}

/** A file's name as the person would write it: relative to the working folder where it is below it. */
export function displayName(path: string): string {
  const short = relative(process.cwd(), path);
  return (short === "" || short.startsWith("..") ? path : short).replaceAll("\\", "/");
}

/** The first key of a mapping, where an editor's cursor would go; else the value itself. */
function firstKey(value: Located): Origin {
  const first = value.kind === "mapping" ? value.entries.values().next().value : undefined;
  return first?.key ?? value.at;
}
