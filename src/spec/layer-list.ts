import { nearest } from "../base/nearest.ts";
import { layers } from "../model/layers.ts";
import type { Keywords } from "./definitions.ts";
import type { Issues } from "./issue.ts";
import {
  entryOf,
  type Located,
  type LocatedEntry,
  type LocatedMapping,
  mapping,
  sequence,
} from "./located.ts";
import type { ListExpansion, Resolver } from "./resolve.ts";
import type { Names } from "./scope.ts";

/** More layers than this is a slip of the pen in `times`. */
const MOST_REPEATS = 1000;

/** The same for all repeats of a model together, those inside others counted each time. */
const MOST_ROUNDS = 5000;

/** What an item may say beside its layer. */
const LABELS = ["name", "from"];

const REPEAT_KEYS = ["times", "index", "layers"];

/**
 * The items of a model: writes out `repeat` and drops what `when` leaves out. Names given to layers inside a
 * repeat belong to their round: `name: skip` becomes `skip_0`, `skip_1`, … and `from: skip` in the same round
 * follows it.
 */
export class LayerList implements ListExpansion {
  readonly #itemSchema: Keywords;
  readonly #issues: Issues;
  /** Resolved items that `when` or `times: 0` leaves out: not built, but no less checked. */
  readonly leftOut: Located[] = [];
  #rounds = 0;

  constructor(itemSchema: Keywords, issues: Issues) {
    this.#itemSchema = itemSchema;
    this.#issues = issues;
  }

  applies(items: Keywords): boolean {
    return items.$ref === this.#itemSchema.$ref;
  }

  expand(items: readonly Located[], names: Names, resolver: Resolver): readonly Located[] {
    return items.flatMap((item) => this.#expandItem(item, names, resolver));
  }

  #expandItem(item: Located, names: Names, resolver: Resolver): readonly Located[] {
    if (item.kind !== "mapping") return [resolver.resolve(item, layers.schema as Keywords, names)];
    const when = item.entries.get("when");
    const included = when === undefined || this.#holds(when, names, resolver);
    const bare = without(item, "when");
    const repeat = bare.entries.get("repeat");
    const own = included ? names : names.leftOut();
    const made =
      repeat === undefined
        ? [this.#single(bare) ?? resolver.resolve(bare, this.#itemSchema, own)]
        : this.#repeat(bare, repeat, own, resolver);
    if (included) return made;
    this.leftOut.push(...made);
    return [];
  }

  /** Refuses an item that names no layer, or several; a misspelt one is left for validation to name. */
  #single(item: LocatedMapping): Located | undefined {
    const keys = [...item.entries.keys()];
    const named = keys.filter((key) => layers.names.includes(key));
    const misspelt = keys.some((key) => !layers.names.includes(key) && !LABELS.includes(key));
    if (named.length === 1 || misspelt) return undefined;
    const at = item.entries.values().next().value?.key ?? item.at;
    const message =
      named.length === 0 ? "this item names no layer" : `this item is both ${named.join(" and ")}`;
    this.#issues.add("bad-item", at, message, "an item of layers is one layer: - dense: { units: 10 }");
    return { kind: "unknown", at };
  }

  #holds(when: LocatedEntry, names: Names, resolver: Resolver): boolean {
    const { value } = when;
    const result =
      value.kind === "scalar" && typeof value.value === "string"
        ? resolver.evaluate(value.value, value, names)
        : value;
    if (result.kind === "unknown") return true;
    if (result.kind === "scalar" && typeof result.value === "boolean") return result.value;
    this.#issues.add(
      "wrong-type",
      value.at,
      "`when` must be true, false or a condition",
      "a boolean parameter: $normalise; or a comparison: $layers > 2",
    );
    return true;
  }

  #repeat(item: LocatedMapping, repeat: LocatedEntry, names: Names, resolver: Resolver): readonly Located[] {
    this.#refuseOthers(item, ["repeat"], "an item with repeat");
    if (repeat.value.kind !== "mapping") {
      this.#issues.add("wrong-type", repeat.key, "`repeat` takes times, index and layers");
      return [];
    }
    this.#refuseOthers(repeat.value, REPEAT_KEYS, "repeat");
    const repeated = entryOf(repeat.value, "layers");
    const times = this.#times(repeat, names, resolver);
    const index = this.#index(repeat.value);
    if (repeated?.kind !== "sequence") {
      this.#issues.add(
        "missing-key",
        repeat.key,
        "`repeat` needs `layers`, the list of layers that it repeats",
      );
      return [];
    }
    const round = (count: number, outer: Names) => {
      const inner = index === undefined ? outer : outer.withIndex(index, count);
      return this.expand(ownNames(repeated.items, count), inner, resolver);
    };
    if (times === 0) this.leftOut.push(...round(0, names.leftOut()));
    const made: Located[] = [];
    for (let count = 0; count < times && this.#hasRoom(repeat); count++) made.push(...round(count, names));
    return made;
  }

  /** Counts a round, and refuses the one that is too many. */
  #hasRoom(repeat: LocatedEntry): boolean {
    this.#rounds += 1;
    if (this.#rounds === MOST_ROUNDS + 1) {
      const message = `the repeats of this model come to more than ${MOST_ROUNDS} rounds`;
      this.#issues.add("out-of-range", repeat.key, message, "`times` of repeats inside each other multiply");
    }
    return this.#rounds <= MOST_ROUNDS;
  }

  #times(repeat: LocatedEntry, names: Names, resolver: Resolver): number {
    const written = entryOf(repeat.value, "times");
    if (written === undefined) {
      this.#issues.add(
        "missing-key",
        repeat.key,
        "`repeat` needs `times`, how often its layers are repeated",
      );
      return 1;
    }
    const value = resolver.resolve(written, { type: "integer" }, names);
    if (value.kind === "unknown") return 1;
    const count = value.kind === "scalar" ? value.value : undefined;
    if (typeof count === "number" && Number.isInteger(count) && count >= 0 && count <= MOST_REPEATS)
      return count;
    const shown = count === undefined ? "" : `, not ${JSON.stringify(count)}`;
    this.#issues.add(
      "out-of-range",
      written.at,
      `\`times\` must be a whole number from 0 to ${MOST_REPEATS}${shown}`,
    );
    return 1;
  }

  #index(repeat: LocatedMapping): string | undefined {
    const written = entryOf(repeat, "index");
    if (written === undefined) return undefined;
    if (
      written.kind === "scalar" &&
      typeof written.value === "string" &&
      /^[A-Za-z_]\w*$/.test(written.value)
    ) {
      return written.value;
    }
    this.#issues.add(
      "wrong-type",
      written.at,
      "`index` must be a name made of letters and digits, such as i",
    );
    return undefined;
  }

  #refuseOthers(value: LocatedMapping, allowed: readonly string[], what: string): void {
    for (const [name, entry] of value.entries) {
      if (allowed.includes(name)) continue;
      const near = nearest(name, allowed);
      this.#issues.add(
        "unknown-key",
        entry.key,
        `${what} takes no \`${name}\``,
        near === undefined ? `it takes ${allowed.join(", ")}` : `did you mean \`${near}\`?`,
      );
    }
  }
}

function without(value: LocatedMapping, name: string): LocatedMapping {
  return mapping(new Map([...value.entries].filter(([key]) => key !== name)), value.at);
}

/** The layers of one round, with the names they give and take from one another marked by the round. */
function ownNames(items: readonly Located[], round: number): readonly Located[] {
  const own = new Set(items.flatMap(declaredNames));
  return own.size === 0 ? items : items.map((item) => renamed(item, own, round));
}

function declaredNames(item: Located): string[] {
  const name = entryOf(item, "name");
  const inner = entryOf(entryOf(item, "repeat"), "layers");
  return [
    ...(name?.kind === "scalar" && typeof name.value === "string" ? [name.value] : []),
    ...(inner?.kind === "sequence" ? inner.items.flatMap(declaredNames) : []),
  ];
}

function renamed(value: Located, own: ReadonlySet<string>, round: number): Located {
  const rename = (inner: Located): Located => {
    if (inner.kind === "sequence") return sequence(inner.items.map(rename), inner.at);
    if (inner.kind !== "scalar" || typeof inner.value !== "string" || !own.has(inner.value)) return inner;
    return { ...inner, value: `${inner.value}_${round}` };
  };
  if (value.kind !== "mapping") return value;
  const entries = [...value.entries].map(([key, entry]): [string, LocatedEntry] => {
    if (key === "name" || key === "from") return [key, { ...entry, value: rename(entry.value) }];
    if (key !== "repeat") return [key, entry];
    return [key, { ...entry, value: renamedLayers(entry.value, own, round) }];
  });
  return mapping(new Map(entries), value.at);
}

function renamedLayers(repeat: Located, own: ReadonlySet<string>, round: number): Located {
  const layers = repeat.kind === "mapping" ? repeat.entries.get("layers") : undefined;
  if (repeat.kind !== "mapping" || layers?.value.kind !== "sequence") return repeat;
  const inner = layers.value.items.map((item) => renamed(item, own, round));
  return mapping(
    new Map([...repeat.entries, ["layers", { ...layers, value: sequence(inner, layers.value.at) }]]),
    repeat.at,
  );
}
