import { layers } from "../model/layers.ts";
import type { Keywords } from "./definitions.ts";
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

/**
 * The items of a model whose hyperparameters have no value yet: every `repeat` stays, and every `when` that depends
 * on one. Made of a file that was checked, so that nothing in it is wrong.
 */
export class LayerTemplate implements ListExpansion {
  readonly #itemSchema: Keywords;

  constructor(itemSchema: Keywords) {
    this.#itemSchema = itemSchema;
  }

  applies(items: Keywords): boolean {
    return items.$ref === this.#itemSchema.$ref;
  }

  expand(items: readonly Located[], names: Names, resolver: Resolver): readonly Located[] {
    return items.flatMap((item) => this.#item(item, names, resolver));
  }

  #item(item: Located, names: Names, resolver: Resolver): readonly Located[] {
    if (item.kind !== "mapping") return [resolver.resolve(item, layers.schema as Keywords, names)];
    const when = item.entries.get("when");
    const condition = when === undefined ? true : conditionOf(when.value, names, resolver);
    if (condition === false) return [];
    const bare = mapping(new Map([...item.entries].filter(([name]) => name !== "when")), item.at);
    const repeat = bare.entries.get("repeat");
    const own =
      repeat === undefined
        ? resolver.resolve(bare, this.#itemSchema, names)
        : this.#repeat(bare, repeat, names, resolver);
    return [condition === true ? own : withWhen(own as LocatedMapping, { ...when!, value: condition })];
  }

  #repeat(item: LocatedMapping, repeat: LocatedEntry, names: Names, resolver: Resolver): Located {
    const body = repeat.value as LocatedMapping;
    const index = entryOf(body, "index");
    const inner = index?.kind === "scalar" ? names.withIndex(String(index.value), undefined) : names;
    const entries = new Map(body.entries);
    const times = entries.get("times")!;
    entries.set("times", { ...times, value: resolver.resolve(times.value, { type: "integer" }, names) });
    const repeated = entries.get("layers")!;
    const items = repeated.value.kind === "sequence" ? repeated.value.items : [];
    const made = sequence(this.expand(items, inner, resolver), repeated.value.at);
    entries.set("layers", { ...repeated, value: made });
    return mapping(new Map([["repeat", { ...repeat, value: mapping(entries, body.at) }]]), item.at);
  }
}

/** Whether an item is there; the condition itself where that depends on a hyperparameter. */
function conditionOf(written: Located, names: Names, resolver: Resolver): boolean | Located {
  const value = resolver.resolve(written, { type: "boolean", format: "condition" }, names);
  if (value.kind !== "scalar" || typeof value.value === "boolean")
    return value.kind === "scalar" && value.value === true;
  const text = String(value.value);
  if (names.kept(text) !== undefined) return value;
  const result = resolver.evaluate(text, value, names);
  return result.kind === "scalar" && result.value === true;
}

function withWhen(item: LocatedMapping, when: LocatedEntry): Located {
  return mapping(new Map([...item.entries, ["when", when]]), item.at);
}
