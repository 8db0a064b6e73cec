/** A value that two documents do not share. */
export interface Difference {
  /** Where it stands, in the words of `--set`: `model.layers[1].dense.units`. */
  readonly path: string;
  /** Absent where only the second document has it. */
  readonly before?: unknown;
  /** Absent where only the first document has it. */
  readonly after?: unknown;
}

/**
 * What differs between two documents of plain data, each difference as deep as it goes, in the order of the second
 * one. A component that is replaced by another is one difference; of lists of different lengths, what they share at
 * both ends is left out.
 */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (isList(before) && isList(after)) return listDifferences(before, after, path);
  if (isMapping(before) && isMapping(after) && (path === "" || sharesKey(before, after))) {
    return keysOf(before, after).flatMap((key) => {
      const inner = path === "" ? key : `${path}.${key}`;
      if (!(key in after)) return [{ path: inner, before: before[key] }];
      if (!(key in before)) return [{ path: inner, after: after[key] }];
      return differences(before[key], after[key], inner);
    });
  }
  return same(before, after) ? [] : [{ path, before, after }];
}

type Mapping = Readonly<Record<string, unknown>>;

function listDifferences(before: readonly unknown[], after: readonly unknown[], path: string): Difference[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  let tail = 0;
  if (before.length !== after.length) {
    while (head < shorter && same(before[head], after[head])) head++;
    while (tail < shorter - head && same(before.at(-1 - tail), after.at(-1 - tail))) tail++;
  }
  const [old, own] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  return Array.from({ length: Math.max(old.length, own.length) }, (_, index) => index).flatMap((index) => {
    const inner = `${path}[${head + index}]`;
    if (index >= own.length) return [{ path: inner, before: old[index] }];
    if (index >= old.length) return [{ path: inner, after: own[index] }];
    return differences(old[index], own[index], inner);
  });
}

function keysOf(before: Mapping, after: Mapping): string[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])];
}

function sharesKey(before: Mapping, after: Mapping): boolean {
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
