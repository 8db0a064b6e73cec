import type { Issues } from "./issue.ts";
import { entryOf, type Located, type LocatedEntry, type LocatedMapping, sequence } from "./located.ts";

/** The kinds of a parameter, exactly one of which it has. */
const KINDS = ["int", "float", "choice", "boolean"] as const;

/** At most so many configurations of a space stand in for all of them when a file is checked. */
const MOST_SAMPLES = 64;

/** An `each` that is not a plain number may reach this far. */
const MOST_EACH = 64;

/**
 * Configurations that stand in for a whole search space while a file is checked: all parameters at their
 * first value, all at their last, and each further choice once. A file without a search has one, empty.
 */
export function sampledParameters(root: Located, issues: Issues): readonly ReadonlyMap<string, Located>[] {
  const space = entryOf(entryOf(root, "search"), "space");
  if (space === undefined) return [new Map()];
  if (space.kind !== "mapping") return [new Map()];
  const candidates = new Map(
    [...space.entries].map(([name, entry]): [string, readonly Located[]] => [
      name,
      valuesOf(name, entry, issues),
    ]),
  );
  const pick = (choose: (values: readonly Located[], name: string) => Located) =>
    new Map([...candidates].map(([name, values]) => [name, choose(values, name)]));
  const samples = [pick((values) => values[0]!), pick((values) => values.at(-1)!)];
  for (const [name, values] of candidates) {
    for (const value of values.slice(1, -1)) {
      samples.push(pick((others, other) => (other === name ? value : others[0]!)));
    }
  }
  return samples.slice(0, MOST_SAMPLES);
}

/** The values to try for one parameter; a list of them for each where it is made once per index. */
function valuesOf(name: string, entry: LocatedEntry, issues: Issues): readonly Located[] {
  const unknown: readonly Located[] = [{ kind: "unknown", at: entry.key }];
  if (entry.value.kind !== "mapping") return unknown;
  const kinds = KINDS.filter((kind) => entryOf(entry.value, kind) !== undefined);
  if (kinds.length !== 1) {
    const what = kinds.length === 0 ? "needs a kind" : `is both ${kinds.join(" and ")}`;
    issues.add("bad-parameter", entry.key, `the parameter \`${name}\` ${what}`, `one of ${KINDS.join(", ")}`);
    return unknown;
  }
  const values = valuesOfKind(kinds[0]!, entry.value);
  if (values.length === 0) return unknown;
  const each = entryOf(entry.value, "each");
  if (each === undefined) return values;
  const count = each.kind === "scalar" && typeof each.value === "number" ? each.value : MOST_EACH;
  return values.map((value) => sequence(Array<Located>(Math.min(count, MOST_EACH)).fill(value), value.at));
}

function valuesOfKind(kind: (typeof KINDS)[number], parameter: LocatedMapping): readonly Located[] {
  const written = entryOf(parameter, kind)!;
  if (kind === "boolean") {
    return [true, false].map((value): Located => ({ kind: "scalar", value, at: written.at }));
  }
  if (kind === "choice") return written.kind === "sequence" ? written.items : [];
  return ["min", "max"].flatMap((bound) => {
    const value = entryOf(written, bound);
    return value?.kind === "scalar" && typeof value.value === "number" ? [value] : [];
  });
}
