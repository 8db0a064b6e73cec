import type { Component, Tagged } from "../../src/component/component.ts";
import { nameOf } from "../../src/component/component.ts";
import type { Family } from "../../src/component/family.ts";
import { constraints } from "../../src/model/constraints.ts";
import { initializers } from "../../src/model/initializers.ts";
import { layers } from "../../src/model/layers.ts";
import { regularizers } from "../../src/model/regularizers.ts";

const families = new Map<string, Family<Component>>(
  [layers, initializers, regularizers, constraints].map((family) => [`#/$defs/${family.kind}`, family]),
);

/** A component with its defaults filled in, at every depth, as a resolved experiment holds it. */
export function complete(family: Family<Component>, name: string, written: object = {}): Tagged {
  const given = written as Readonly<Record<string, unknown>>;
  const { properties } = family.get(name).options;
  const unknown = Object.keys(given).filter((option) => !(option in properties));
  if (unknown.length > 0) throw new Error(`${name} has no option ${unknown.join(", ")}`);
  const entries = Object.entries(properties).flatMap(([option, schema]) => {
    const value = given[option] ?? schema.default;
    if (value === undefined) return [];
    const nested = families.get(String(schema.$ref));
    if (nested === undefined) return [[option, value]];
    const tagged = value as Tagged;
    return [[option, complete(nested, nameOf(tagged), tagged[nameOf(tagged)])]];
  });
  return { [name]: Object.fromEntries(entries) };
}

/** A complete layer by its name and the options that matter. */
export function layerOf(name: string, written: object = {}): Tagged {
  return complete(layers, name, written);
}
