import { nearest } from "../base/nearest.ts";
import type { Keywords } from "./definitions.ts";
import { explain } from "./explain.ts";
import { type Fault, faultsOf } from "./faults.ts";
import type { Issues } from "./issue.ts";
import { type Located, type Path, pointerOf, toPlain } from "./located.ts";
import { experimentSchema } from "./schema.ts";

/** What a validated tree holds, and which parts of it can be relied on. */
export interface Validated {
  readonly value: unknown;
  /** Whether everything at and below a path is known and valid. */
  sound(path: Path): boolean;
}

/** Checks a resolved tree against a schema and records every mistake with its place. */
export function validate(root: Located, issues: Issues, schema: Keywords = experimentSchema): Validated {
  const { value, unknown } = toPlain(root);
  const faults = unknown.has("") ? [] : faultsOf(value, schema);
  for (const fault of faults) {
    if (!concernsUnknown(fault, unknown) && !isMisspelt(fault, faults, unknown)) explain(fault, root, issues);
  }
  const spoilt = [...unknown, ...faults.map(spoiltBy)];
  return {
    value,
    sound: (path) => {
      const pointer = pointerOf(path);
      return !spoilt.some(
        (other) => `${other}/`.startsWith(`${pointer}/`) || pointer.startsWith(`${other}/`),
      );
    },
  };
}

/** The pointer to what a fault spoils: a missing or superfluous key's own, so that its siblings stay sound. */
function spoiltBy({ path, key }: Fault): string {
  return pointerOf(key === undefined ? path : [...path, key]);
}

/** Whether a fault only says that a value is missing which could not be worked out. */
function concernsUnknown(fault: Fault, unknown: ReadonlySet<string>): boolean {
  const pointer = pointerOf(fault.path);
  if (unknown.has(pointer)) return true;
  if (fault.keyword === "required") return unknown.has(spoiltBy(fault));
  if (fault.keyword === "minProperties" || fault.keyword === "minItems") {
    return [...unknown].some((other) => other.startsWith(`${pointer}/`));
  }
  return false;
}

/** Whether a key is missing only because it stands there misspelt, which is told already, or once its value is known. */
function isMisspelt(
  { keyword, data, path, schema, key }: Fault,
  faults: readonly Fault[],
  unknown: ReadonlySet<string>,
): boolean {
  if (keyword !== "required") return false;
  const allowed = Object.keys(schema.properties ?? {});
  const superfluous = faults.flatMap((other) =>
    other.keyword === "additionalProperties" && other.data === data ? [other.key!] : [],
  );
  const below = `${pointerOf(path)}/`;
  const withoutValue = [...unknown].flatMap((other) =>
    other.startsWith(below) ? [other.slice(below.length)] : [],
  );
  // `path:t.csv`, where a space is missing, is `path`.
  return [...superfluous, ...withoutValue].some(
    (name) => nearest(name.split(/[:=\s]/, 1)[0]!, allowed) === key,
  );
}
