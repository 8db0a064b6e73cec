import { align } from "./alignment.ts";

/** A value that two documents do not share. */
export interface Difference {
  /**
   * Where it stands, in the words of `--set`: `model.layers[1].dense.units`. Items count as in the second document, but
   * one that only the first has as there.
   */
  readonly path: string;
  /** Absent where only the second document has it. */
  readonly before?: unknown;
  /** Absent where only the first document has it. */
  readonly after?: unknown;
  /** The path in the first document of an item that is the same in both, but stands elsewhere. */
  readonly movedFrom?: string;
}

/**
 * What differs between two documents of plain data, each difference as deep as it goes, in the order of the second
 * one. A component that is replaced by another is one difference, and so are two lists of plain values. The items of
 * other lists are aligned, so that a layer that is put in, left out or moved is told alone.
 */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (same(before, after)) return [];
  if (isList(before) && isList(after) && [...before, ...after].some((item) => typeof item === "object")) {
    return listDifferences(before, after, path);
  }
  if (isMapping(before) && isMapping(after) && (path === "" || comparable(before, after))) {
    return keysOf(before, after).flatMap((key) => {
      const inner = path === "" ? key : `${path}.${key}`;
      if (!(key in after)) return [{ path: inner, before: before[key] }];
      if (!(key in before)) return [{ path: inner, after: after[key] }];
      return differences(before[key], after[key], inner);
    });
  }
  return [{ path, before, after }];
}

/** What may stand beside the one key that names a component. */
const LABELS = ["name", "from", "when", "each"];

/** The name of a component: `dense` of `{ dense: { units: 4 }, name: head }`; undefined for any other value. */
export function componentName(value: unknown): string | undefined {
  if (!isMapping(value)) return undefined;
  const [name, ...others] = Object.keys(value).filter((key) => !LABELS.includes(key));
  return name !== undefined && others.length === 0 && isMapping(value[name]) ? name : undefined;
}

/** The options of a component. */
export function optionsIn(value: unknown): Readonly<Record<string, unknown>> {
  return (value as Mapping)[componentName(value)!] as Mapping;
}

/** The component inside a wrapper, such as `timeDistributed`; undefined for any other. */
export function wrappedIn(value: unknown): unknown {
  return componentName(value) === undefined ? undefined : optionsIn(value).layer;
}

type Mapping = Readonly<Record<string, unknown>>;

function listDifferences(before: readonly unknown[], after: readonly unknown[], path: string): Difference[] {
  const pairs = align(before, after, costOf);
  const gone = new Set(pairs.flatMap((pair) => (pair.after === undefined ? [pair.before!] : [])));
  // What is left out here and put in there was moved.
  const moved = new Map<number, number>();
  for (const { before: at, after: index } of pairs) {
    if (at !== undefined || index === undefined) continue;
    const source = [...gone].find((own) => same(before[own], after[index]));
    if (source === undefined) continue;
    gone.delete(source);
    moved.set(index, source);
  }
  return pairs.flatMap(({ before: old, after: own }): Difference[] => {
    if (own === undefined) return gone.has(old!) ? [{ path: `${path}[${old}]`, before: before[old!] }] : [];
    const inner = `${path}[${own}]`;
    if (old !== undefined) return differences(before[old], after[own], inner);
    const source = moved.get(own);
    if (source === undefined) return [{ path: inner, after: after[own] }];
    return [{ path: inner, before: after[own], after: after[own], movedFrom: `${path}[${source}]` }];
  });
}

/** What it costs to make one item of another: above 1 but below 2 for one in place of another. */
function costOf(before: unknown, after: unknown): number {
  if (same(before, after)) return 0;
  const [kind, other] = [componentName(before), componentName(after)];
  if (kind === undefined || other === undefined) return 1.9;
  const named = (before as Mapping).name;
  const label = named !== undefined && named === (after as Mapping).name ? 0.5 : 1;
  if (kind !== other) return label * (wraps(after, before) || wraps(before, after) ? 0.8 : 1.9);
  const [old, own] = [optionsIn(before), optionsIn(after)];
  const keys = keysOf(old, own);
  const changed = keys.filter((key) => !same(old[key], own[key])).length;
  return label * (0.2 + (0.6 * changed) / Math.max(1, keys.length));
}

function wraps(outer: unknown, inner: unknown): boolean {
  return componentName(wrappedIn(outer)) === componentName(inner);
}

function keysOf(before: Mapping, after: Mapping): string[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])];
}

/** Whether two mappings are told apart key by key: not where one component replaces another. */
function comparable(before: Mapping, after: Mapping): boolean {
  const [kind, other] = [componentName(before), componentName(after)];
  if (kind !== undefined && other !== undefined) return kind === other;
  const [old, own] = [Object.keys(before), Object.keys(after)];
  return old.length === 0 || own.length === 0 || old.some((key) => key in after);
}

/** Whether two values have the same content, whatever the order of their keys. */
function same(a: unknown, b: unknown): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (isMapping(a) && isMapping(b))
    return keysOf(a, b).every((key) => key in a && key in b && same(a[key], b[key]));
  return Object.is(a, b);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isMapping(value: unknown): value is Mapping {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
