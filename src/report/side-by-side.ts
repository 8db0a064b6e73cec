import { type Difference, differences } from "../spec/difference.ts";
import type { StoredVersion } from "../store/read-version.ts";

/** What only people read of an experiment. */
export const ONLY_TOLD = ["name", "variant", "description"];

/** What of a version is compared with others. */
export interface Compared extends Pick<StoredVersion, "name" | "document" | "figures" | "replicates"> {
  readonly run: Pick<StoredVersion["run"], "data" | "arithmetic" | "engine" | "revision">;
  /** Null for what is no finite number. */
  readonly history: readonly Readonly<Record<string, number | null>>[];
}

/** A value that is not the same in all versions. */
export interface Varied {
  /** `train.batchSize` */
  readonly path: string;
  /** What each version has, in their order; undefined where one has none. */
  readonly values: readonly unknown[];
}

/** What differs between several experiments, and between what else decides their results, each value beside the others. */
export function varied(versions: readonly Compared[]): Varied[] {
  const [first, ...others] = versions as readonly [Compared, ...Compared[]];
  const found = others.map(({ document }) =>
    differences(first.document, document).filter(({ path }) => !ONLY_TOLD.includes(path)),
  );
  const paths = [...new Set(found.flat().map(({ path }) => path))];
  const inDocuments = paths.map((path): Varied => {
    const before = found.flat().find((own) => own.path === path && "before" in own)?.before;
    const values = others.map(({ document }, index) => valueIn(document, found[index]!, path, before));
    return { path, values: [before, ...values] };
  });
  const beside = (["data", "arithmetic", "engine", "revision"] as const).flatMap((path): Varied[] => {
    const values = versions.map(({ run }) => run[path]);
    return new Set(values).size > 1 ? [{ path, values }] : [];
  });
  return [...inDocuments, ...beside];
}

/** What a document that has some differences from the first one has at a path; `before` is what that has. */
function valueIn(document: unknown, found: readonly Difference[], path: string, before: unknown): unknown {
  const own = found.find((difference) => difference.path === path);
  if (own !== undefined) return own.after;
  const near = found.some((other) => other.path.startsWith(path) || path.startsWith(other.path));
  return near ? at(document, path) : before;
}

/** The value at a path such as `model.layers[1].dense.units`; undefined where there is none. */
function at(document: unknown, path: string): unknown {
  const steps = path.match(/[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>(
    (inner, step) => (inner as Record<string, unknown> | undefined)?.[step],
    document,
  );
}
