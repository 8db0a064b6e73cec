import { countOf, type Scalar, valueAt, valueAtPlace } from "../space/domain.ts";
import type { Value } from "../space/expression.ts";
import { type Configuration, type Dimension, type Parameter, type Space, scopeOf } from "../space/space.ts";
import { entryOf, fromPlain, type Located, sequence } from "./located.ts";
import type { Bindings } from "./scope.ts";

/** At most so many configurations of a space stand in for all of them when a file is checked. */
const MOST_SAMPLES = 64;

/** So many combinations of values are tried to find one under which a hyperparameter is there. */
const MOST_TRIES = 500;

/**
 * Configurations that stand in for a whole search space while a file is checked: all parameters at their first value,
 * all at their last, and, as far as there is room, every further value that makes a difference.
 */
export function sampledConfigurations(space: Space): readonly Configuration[] {
  const first = space.configure(({ domain }) => endOf(domain, 0));
  const last = space.configure(({ domain }) => endOf(domain, 1));
  const samples = new Map<string, Configuration>();
  const take = (configuration: Configuration) => samples.set(JSON.stringify(configuration), configuration);
  take(first);
  take(last);
  for (const dimension of space.dimensions) {
    for (const value of tellingValues(dimension)) {
      if (samples.size >= MOST_SAMPLES) return [...samples.values()];
      const base = [first, last].find((one) => dimension.name in one) ?? holding(space, dimension);
      if (base === undefined) continue;
      take(
        space.configure(({ name, domain }) =>
          name === dimension.name ? value : (base[name] ?? endOf(domain, 0)),
        ),
      );
    }
  }
  return [...samples.values()];
}

function endOf(domain: Dimension["domain"], place: 0 | 1): Scalar {
  return Number.isFinite(countOf(domain))
    ? valueAt(domain, place === 0 ? 0 : countOf(domain) - 1)
    : valueAtPlace(domain, place);
}

/** Every option of a choice; of a range its ends. */
function tellingValues({ domain }: Dimension): Scalar[] {
  if (domain.kind === "choice") return [...domain.values];
  return [endOf(domain, 0), endOf(domain, 1)];
}

/** A configuration in which a dimension is there. */
function holding(space: Space, dimension: Dimension): Configuration | undefined {
  let tries = 0;
  const extended = (at: number, values: Configuration): Configuration | undefined => {
    for (let index = at; index < space.dimensions.length; index++) {
      const other = space.dimensions[index]!;
      if (other.name === dimension.name) return space.isActive(dimension, values) ? values : undefined;
      if (!space.isActive(other, values)) continue;
      for (const value of tellingValues(other)) {
        if (++tries > MOST_TRIES) return undefined;
        const found = extended(index + 1, { ...values, [other.name]: value });
        if (found !== undefined) return found;
      }
      return undefined;
    }
    return undefined;
  };
  return extended(0, {});
}

/** What `$name` means under a configuration. `section` is the space as it stands in the file. */
export function bindingsOf(space: Space, section: Located, configuration: Configuration): Bindings {
  const scope = scopeOf(configuration);
  const values = new Map<string, Located>();
  const labels = new Map<string, Value>();
  const absent = new Map<string, string>();
  for (const parameter of space.parameters) {
    const { name, written } = parameter;
    const value = scope.parameter(name);
    const declared = entryOf(section, name)!;
    if (value === undefined && parameter.when === undefined && parameter.each !== undefined) {
      values.set(name, sequence([], declared.at));
    } else if (value === undefined) {
      absent.set(name, written.when ?? `${written.each} > 0`);
    } else if (typeof value === "object") {
      values.set(
        name,
        sequence(
          value.map((item) => locatedValue(parameter, declared, item)),
          declared.at,
        ),
      );
    } else {
      const located = locatedValue(parameter, declared, value);
      values.set(name, located);
      if (located.kind === "mapping") labels.set(name, value);
    }
  }
  return { values, labels, absent };
}

/** A value with the place where the file gives it; a component that a choice offers, as it was written. */
function locatedValue({ domain }: Parameter, declared: Located, value: Scalar): Located {
  const choice = entryOf(declared, "choice");
  if (domain.kind === "choice" && choice?.kind === "sequence")
    return choice.items[domain.values.indexOf(value)]!;
  return fromPlain(value, declared.at);
}
