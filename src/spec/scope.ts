import type { Scope, Value } from "../space/expression.ts";
import type { Located } from "./located.ts";

/** The names an experiment's expressions see at one place: parameters by `$name`, repeat indices bare. */
export class Names implements Scope {
  readonly #parameters: ReadonlyMap<string, Located>;
  readonly #indices: ReadonlyMap<string, number>;
  /** Parameters that some expression has asked for. Shared by all scopes made from one another. */
  readonly used: Set<string>;

  constructor(
    parameters: ReadonlyMap<string, Located>,
    indices: ReadonlyMap<string, number> = new Map(),
    used: Set<string> = new Set(),
  ) {
    this.#parameters = parameters;
    this.#indices = indices;
    this.used = used;
  }

  get names(): readonly string[] {
    return [...[...this.#parameters.keys()].map((name) => `$${name}`), ...this.#indices.keys()];
  }

  /** The value as it was written: a scalar, a list, or a whole component. */
  located(name: string): Located | undefined {
    this.used.add(name);
    return this.#parameters.get(name);
  }

  parameter(name: string): Value | readonly Value[] | undefined {
    const value = this.located(name);
    if (value?.kind === "sequence") return value.items.flatMap((item) => scalarOf(item) ?? []);
    return value === undefined ? undefined : scalarOf(value);
  }

  index(name: string): number | undefined {
    return this.#indices.get(name);
  }

  /** The same names with one repeat index more. */
  withIndex(name: string, value: number): Names {
    return new Names(this.#parameters, new Map([...this.#indices, [name, value]]), this.used);
  }
}

function scalarOf(value: Located): Value | undefined {
  return value.kind === "scalar" && value.value !== null ? value.value : undefined;
}
