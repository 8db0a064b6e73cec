import { nearest } from "../base/nearest.ts";
import { contains, countOf, type Domain, rangeText, type Scalar, valueAt } from "./domain.ts";
import type { Expression, Scope } from "./expression.ts";

/** A hyperparameter, or one of a family that `each` makes: `layers`, `units[2]`. */
export interface Dimension {
  /** `units[2]` */
  readonly name: string;
  /** `units` */
  readonly parameter: string;
  /** Its place in its family, from 0; absent where it is no family. */
  readonly index?: number;
  readonly domain: Domain;
}

/** A hyperparameter as the space declares it. */
export interface Parameter {
  readonly name: string;
  readonly domain: Domain;
  /** How many there are. */
  readonly each?: Expression;
  /** Under which condition it is there. */
  readonly when?: Expression;
  /** As written, for people. */
  readonly written: { readonly each?: string; readonly when?: string };
  /** At most so many are ever there: 1 without `each`. */
  readonly most: number;
}

/** A value for every dimension that is there, and for no other, in the order of the space. */
export type Configuration = Readonly<Record<string, Scalar>>;

/** Why values are no configuration of a space. */
export interface Misfit {
  /** The parameter that it is about; as it is written where there is no such parameter. */
  readonly parameter: string;
  /** A sentence. */
  readonly message: string;
  readonly hint: string;
}

/** At most so many combinations of the parameters that decide about others are looked at one by one. */
const MOST_COMBINATIONS = 100_000;

/**
 * The hyperparameters of a search. Whether one is there may depend on others, which then stand before it; one whose
 * condition asks for a parameter that is not there is not there either.
 */
export class Space {
  readonly parameters: readonly Parameter[];
  /** In an order in which what decides about a dimension stands before it. */
  readonly dimensions: readonly Dimension[];
  readonly #parameterOf: ReadonlyMap<string, Parameter>;
  /** Parameters that others depend on. */
  readonly #deciding: ReadonlySet<string>;

  /** `parameters` come in an order in which each depends on earlier ones only. */
  constructor(parameters: readonly Parameter[]) {
    this.parameters = parameters;
    this.#parameterOf = new Map(parameters.map((parameter) => [parameter.name, parameter]));
    this.#deciding = new Set(parameters.flatMap(namesAsked));
    this.dimensions = parameters.flatMap(({ name, domain, each, most }) =>
      each === undefined
        ? [{ name, parameter: name, domain }]
        : Array.from({ length: most }, (_, index) => ({
            name: `${name}[${index}]`,
            parameter: name,
            index,
            domain,
          })),
    );
  }

  /** Whether a dimension is there, given the values of those before it. */
  isActive({ parameter, index = 0 }: Dimension, values: Configuration): boolean {
    const declared = this.#parameterOf.get(parameter)!;
    if (declared.each === undefined && declared.when === undefined) return true;
    const scope = scopeOf(values);
    if (namesAsked(declared).some((name) => scope.parameter(name) === undefined)) return false;
    if (declared.when !== undefined && declared.when.evaluate(scope) !== true) return false;
    return declared.each === undefined || index < Number(declared.each.evaluate(scope));
  }

  /** A configuration, of which `choose` is asked dimension by dimension for the value of each that is there. */
  configure(choose: (dimension: Dimension, before: Configuration) => Scalar): Configuration {
    const values: Record<string, Scalar> = {};
    for (const dimension of this.dimensions) {
      if (this.isActive(dimension, values)) values[dimension.name] = choose(dimension, values);
    }
    return Object.freeze(values);
  }

  /** Why values are not a configuration of this space; nothing where they are. */
  problems(values: Configuration): readonly Misfit[] {
    const known = new Set(this.dimensions.map(({ name }) => name));
    const found = Object.keys(values).flatMap((name) => (known.has(name) ? [] : [this.#unknown(name)]));
    const misspelt = found.length > 0;
    const seen: Record<string, Scalar> = {};
    // Nobody can say whether what depends on these is there.
    const doubtful = new Set<string>();
    for (const dimension of this.dimensions) {
      const { name, parameter, domain } = dimension;
      const value = values[name];
      const misfit = (message: string, hint: string) => found.push({ parameter, message, hint });
      if (namesAsked(this.#parameterOf.get(parameter)!).some((asked) => doubtful.has(asked))) {
        doubtful.add(parameter);
        continue;
      }
      if (!this.isActive(dimension, seen)) {
        if (value !== undefined)
          misfit(`${name} is not there under these values`, this.#condition(parameter));
      } else if (value === undefined) {
        doubtful.add(parameter);
        // What is written under a wrong name is told as that alone.
        if (!misspelt) misfit(`${name} has no value`, allowedText(dimension));
      } else if (!contains(domain, value)) {
        doubtful.add(parameter);
        misfit(`${name} cannot be ${JSON.stringify(value)}`, allowedText(dimension));
      } else seen[name] = value;
    }
    return found;
  }

  #unknown(name: string): Misfit {
    const parameter = name.replace(/\[\d+\]$/, "");
    const declared = this.#parameterOf.get(parameter);
    if (declared === undefined) {
      const near = nearest(parameter, [...this.#parameterOf.keys()]);
      const names = `there is ${this.parameters.map((other) => other.name).join(", ")}`;
      const hint = near === undefined ? names : `did you mean ${near}? ${names}`;
      return { parameter, message: `the space has no ${parameter}`, hint };
    }
    if (declared.each === undefined)
      return { parameter, message: `${parameter} is one value, not a list`, hint: "" };
    if (parameter === name) {
      return {
        parameter,
        message: `${parameter} is a family, so its values are a list`,
        hint: `${parameter}: [ … ]`,
      };
    }
    return {
      parameter,
      message: `there are at most ${declared.most} of ${parameter}`,
      hint: this.#condition(parameter),
    };
  }

  /** What decides whether, or how often, a parameter is there, for people. */
  #condition(parameter: string): string {
    const { each, when } = this.#parameterOf.get(parameter)!.written;
    return [
      ...(each === undefined ? [] : [`there are ${each} of it`]),
      ...(when === undefined ? [] : [`it is there when ${when}`]),
    ].join(", and ");
  }

  /** How many configurations there are; Infinity where a number is free, or where they are too many to count. */
  get size(): number {
    let combinations = 0;
    const count = (at: number, values: Record<string, Scalar>): number => {
      let product = 1;
      for (let index = at; index < this.dimensions.length; index++) {
        const dimension = this.dimensions[index]!;
        if (!this.isActive(dimension, values)) continue;
        const own = countOf(dimension.domain);
        if (own === Number.POSITIVE_INFINITY || combinations > MOST_COMBINATIONS) {
          return Number.POSITIVE_INFINITY;
        }
        if (!this.#deciding.has(dimension.parameter)) {
          product *= own;
          continue;
        }
        combinations += own;
        let sum = 0;
        for (let value = 0; value < own; value++) {
          sum += count(index + 1, { ...values, [dimension.name]: valueAt(dimension.domain, value) });
        }
        return product * sum;
      }
      return product;
    };
    return count(0, {});
  }

  /** Every configuration of a space whose `size` is finite, the last dimension changing fastest. */
  *configurations(): Generator<Configuration> {
    yield* this.#from(0, {});
  }

  *#from(at: number, values: Configuration): Generator<Configuration> {
    for (let index = at; index < this.dimensions.length; index++) {
      const dimension = this.dimensions[index]!;
      if (!this.isActive(dimension, values)) continue;
      for (let value = 0; value < countOf(dimension.domain); value++) {
        yield* this.#from(index + 1, { ...values, [dimension.name]: valueAt(dimension.domain, value) });
      }
      return;
    }
    yield Object.freeze(values);
  }
}

function allowedText({ parameter, domain }: Dimension): string {
  const step = domain.kind === "int" || domain.kind === "float" ? domain.step : undefined;
  const steps = step === undefined || step === 1 ? "" : `, in steps of ${step}`;
  return `${parameter}: ${rangeText(domain)}${steps}`;
}

/** Of configurations that can change no more. */
const keys = new WeakMap<Configuration, string>();

/** Equal for equal configurations, and for no others. */
export function configurationKey(configuration: Configuration): string {
  const made = keys.get(configuration);
  if (made !== undefined) return made;
  const key = JSON.stringify(Object.entries(configuration).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (Object.isFrozen(configuration)) keys.set(configuration, key);
  return key;
}

/** The parameters that decide whether, or how often, a parameter is there. */
export function namesAsked({ each, when }: Pick<Parameter, "each" | "when">): readonly string[] {
  return [...(each?.parameters ?? []), ...(when?.parameters ?? [])];
}

/** What `$name` means in a configuration: a value, or for a family the list of those that are there. */
export function scopeOf(configuration: Configuration): Scope {
  return {
    names: Object.keys(configuration).map((name) => `$${name}`),
    parameter(name) {
      if (Object.hasOwn(configuration, name)) return configuration[name];
      const family: Scalar[] = [];
      while (Object.hasOwn(configuration, `${name}[${family.length}]`)) {
        family.push(configuration[`${name}[${family.length}]`]!);
      }
      return family.length === 0 ? undefined : family;
    },
    index: () => undefined,
  };
}
