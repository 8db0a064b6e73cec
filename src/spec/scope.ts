import { ExpressionProblem, parseExpression, type Scope, type Value } from "../space/expression.ts";
import type { Located } from "./located.ts";

/** What `$name` means while an experiment is read. */
export interface Bindings {
  /** The values as they were written: a scalar, a list, or a whole component. */
  readonly values: ReadonlyMap<string, Located>;
  /** What an expression takes for a value that is a component: its label. */
  readonly labels?: ReadonlyMap<string, Value>;
  /** Hyperparameters that are declared and not there under these values, with what decides about them. */
  readonly absent?: ReadonlyMap<string, string>;
  /** Hyperparameters that have no value yet: what mentions them stays as it is written. */
  readonly open?: ReadonlySet<string>;
}

/** The names an experiment's expressions see at one place: parameters by `$name`, repeat indices bare. */
export class Names implements Scope {
  readonly #bindings: Bindings;
  readonly #indices: ReadonlyMap<string, number | undefined>;
  /** Whether nothing is built of what is read here, so that what is not there is not missed. */
  readonly #leftOut: boolean;
  /** Parameters that some expression has asked for. Shared by all scopes made from one another. */
  readonly used: Set<string>;

  constructor(
    bindings: Bindings,
    used: Set<string> = new Set(),
    indices: ReadonlyMap<string, number | undefined> = new Map(),
    leftOut = false,
  ) {
    this.#bindings = bindings;
    this.#indices = indices;
    this.#leftOut = leftOut;
    this.used = used;
  }

  get names(): readonly string[] {
    const { values, absent = new Map(), open = new Set() } = this.#bindings;
    const parameters = new Set([...values.keys(), ...absent.keys(), ...open]);
    return [...[...parameters].map((name) => `$${name}`), ...this.#indices.keys()];
  }

  /** The value as it was written: a scalar, a list, or a whole component. */
  located(name: string): Located | undefined {
    this.used.add(name);
    const { values, absent } = this.#bindings;
    if (!absent?.has(name)) return values.get(name);
    if (this.#leftOut) return { kind: "unknown", at: values.values().next().value!.at };
    return undefined;
  }

  parameter(name: string): Value | readonly Value[] | undefined {
    const decides = this.#bindings.absent?.get(name);
    if (decides !== undefined) {
      throw new ExpressionProblem(
        `$${name} is there only under \`${decides}\`, and is needed here without it`,
      );
    }
    const value = this.located(name);
    if (value?.kind === "sequence") return value.items.flatMap((item) => scalarOf(item) ?? []);
    if (value?.kind === "mapping") return this.#bindings.labels?.get(name);
    return value === undefined ? undefined : scalarOf(value);
  }

  index(name: string): number | undefined {
    return this.#indices.get(name);
  }

  /**
   * An expression as it has to stay where it mentions what has no value yet, all other names replaced by their values;
   * undefined where it can be worked out.
   */
  kept(text: string): string | undefined {
    const { open = new Set() } = this.#bindings;
    if (open.size === 0) return undefined;
    const mentioned = mentionedIn(text);
    const waits =
      mentioned.parameters.some((name) => open.has(name)) ||
      mentioned.indices.some((name) => this.#indices.has(name) && this.#indices.get(name) === undefined);
    if (!waits) return undefined;
    for (const name of mentioned.parameters) this.used.add(name);
    return text.replace(/\$([A-Za-z_]\w*)/g, (whole, name: string) => {
      const value = open.has(name) ? undefined : this.parameter(name);
      return value === undefined ? whole : JSON.stringify(value);
    });
  }

  /** The same names with one repeat index more; one without a value where the repeat is not written out. */
  withIndex(name: string, value: number | undefined): Names {
    const indices = new Map([...this.#indices, [name, value]]);
    return new Names(this.#bindings, this.used, indices, this.#leftOut);
  }

  /** The same names for what is read and not built. */
  leftOut(): Names {
    return new Names(this.#bindings, this.used, this.#indices, true);
  }
}

function mentionedIn(text: string): {
  readonly parameters: readonly string[];
  readonly indices: readonly string[];
} {
  try {
    return parseExpression(text);
  } catch (error) {
    if (!(error instanceof ExpressionProblem)) throw error;
    return { parameters: [], indices: [] };
  }
}

function scalarOf(value: Located): Value | undefined {
  return value.kind === "scalar" && value.value !== null ? value.value : undefined;
}
