import { OptionProblem } from "../base/errors.ts";
import type { Domain, Scalar } from "./domain.ts";
import { countOf, valueAt } from "./domain.ts";
import {
  type Expression,
  ExpressionProblem,
  parseExpression,
  referencedName,
  type Scope,
  type Value,
} from "./expression.ts";
import { labelsOf } from "./labels.ts";
import { namesAsked, type Parameter, Space, scopeOf } from "./space.ts";

interface NumberSection {
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly log?: boolean;
}

/** One parameter as an experiment file declares it: exactly one of the kinds. */
export interface ParameterSection {
  readonly int?: NumberSection;
  readonly float?: NumberSection;
  readonly choice?: readonly unknown[];
  readonly boolean?: object;
  readonly each?: number | string;
  readonly when?: string;
}

/** The parameters of a search by name. */
export type SpaceSection = Readonly<Record<string, ParameterSection>>;

/** This much of a step is forgiven where steps do not reach the end exactly: 1/3 in steps of 1/9. */
const SLACK = 1e-6;

/** The kinds of a parameter. */
const KINDS = ["int", "float", "choice", "boolean"] as const;

/** More members of one family than this is a slip of the pen. */
const MOST_EACH = 64;

/** So many combinations of what decides how many there are may be looked at. */
const MOST_COMBINATIONS = 10_000;

/**
 * The space that a file declares. Throws an OptionProblem, its path from the space's section, for the first mistake:
 * a range that is empty, a step that does not fit it, a name that is not declared, a condition that can never hold.
 */
export function compileSpace(section: SpaceSection): Space {
  const declared = Object.entries(section).map(([name, own]) => declare(name, own, section));
  const ordered = inOrder(declared);
  const counted: Parameter[] = [];
  for (const parameter of ordered) counted.push(limited(parameter, counted));
  return new Space(counted);
}

/** What stands for each option of a choice in a configuration: scalars for themselves, components by their label. */
export function choiceValues(options: readonly unknown[]): Scalar[] {
  if (options.every(isScalar)) return [...options];
  const labels = labelsOf(options);
  return options.map((option, index) => (isScalar(option) ? option : labels[index]!));
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "number" || typeof value === "string" || typeof value === "boolean";
}

function declare(name: string, own: ParameterSection, section: SpaceSection): Parameter {
  if (referencedName(`$${name}`) === undefined || name in Object.prototype) {
    const hint = "a name has letters, digits and _, and begins with none of the digits";
    throw new OptionProblem([name], `\`${name}\` cannot be the name of a parameter`, hint);
  }
  const expression = (key: "each" | "when"): Expression | undefined => {
    const written = own[key];
    if (written === undefined) return undefined;
    const parsed = parsedAt([name, key], String(written));
    for (const asked of parsed.parameters) {
      if (Object.hasOwn(section, asked)) continue;
      const known = Object.keys(section).map((other) => `$${other}`);
      const hint = `the space declares ${known.join(", ")}`;
      throw new OptionProblem([name, key], `\`${written}\`: $${asked} is not declared`, hint);
    }
    return parsed;
  };
  const each = expression("each");
  const when = expression("when");
  return {
    name,
    domain: domainOf(name, own),
    ...(each === undefined ? {} : { each }),
    ...(when === undefined ? {} : { when }),
    written: {
      ...(own.each === undefined ? {} : { each: String(own.each) }),
      ...(own.when === undefined ? {} : { when: own.when }),
    },
    most: 1,
  };
}

function parsedAt(path: readonly string[], text: string): Expression {
  try {
    return parseExpression(text);
  } catch (error) {
    if (!(error instanceof ExpressionProblem)) throw error;
    throw new OptionProblem(path, `\`${text}\`: ${error.message}`);
  }
}

function domainOf(name: string, own: ParameterSection): Domain {
  const kinds = KINDS.filter((kind) => own[kind] !== undefined);
  if (kinds.length !== 1) {
    const what = kinds.length === 0 ? "needs a kind" : `is both ${kinds.join(" and ")}`;
    throw new OptionProblem([name], `the parameter \`${name}\` ${what}`, `one of ${KINDS.join(", ")}`);
  }
  if (own.boolean !== undefined) return { kind: "boolean" };
  if (own.choice !== undefined) return { kind: "choice", values: distinct(name, choiceValues(own.choice)) };
  if (own.int !== undefined) return numbers(name, "int", { step: 1, ...own.int }) as Domain;
  return numbers(name, "float", own.float!) as Domain;
}

function distinct(name: string, values: readonly Scalar[]): readonly Scalar[] {
  const twice = values.findIndex((value, index) => values.indexOf(value) !== index);
  if (twice < 0) return values;
  const message = `\`${name}\` offers ${JSON.stringify(values[twice])} twice`;
  throw new OptionProblem([name, "choice", twice], message, "leave one of them out");
}

function numbers(name: string, kind: "int" | "float", { min, max, step, log = false }: NumberSection) {
  if (min > max) {
    throw new OptionProblem([name, kind, "min"], `\`min\` is ${min} and \`max\` ${max}`, "swap them");
  }
  if (log && min <= 0) {
    const message = `\`log\` needs numbers above 0, and \`min\` is ${min}`;
    throw new OptionProblem([name, kind, "min"], message, "leave log out, or begin above 0");
  }
  if (log && kind === "float" && step !== undefined) {
    const message = "`step` makes equal distances and `log` equal ratios: one of them must go";
    throw new OptionProblem([name, kind, "step"], message);
  }
  const domain = { kind, min, max, log, ...(step === undefined ? {} : { step }) };
  if (step !== undefined) {
    const last = Number(valueAt(domain as Domain, countOf(domain as Domain) - 1));
    if (max - last > SLACK * step) {
      const message = `steps of ${step} from ${min} do not reach ${max}`;
      throw new OptionProblem(
        [name, kind, "step"],
        message,
        `the last value would be ${last}; write max: ${last}`,
      );
    }
  }
  return domain;
}

/** Each after all that it depends on, else as declared. */
function inOrder(declared: readonly Parameter[]): Parameter[] {
  const ordered: Parameter[] = [];
  const left = [...declared];
  while (left.length > 0) {
    const ready = left.findIndex((parameter) =>
      namesAsked(parameter).every((name) => ordered.some((earlier) => earlier.name === name)),
    );
    if (ready < 0) {
      const { name, when } = left[0]!;
      const circle = left.map((parameter) => `$${parameter.name}`).join(", ");
      const path = [name, when === undefined ? "each" : "when"];
      throw new OptionProblem(path, `${circle} depend on one another in a circle`);
    }
    ordered.push(...left.splice(ready, 1));
  }
  return ordered;
}

/** With the most members that there ever are. Refuses a parameter that is never there. */
function limited(parameter: Parameter, earlier: readonly Parameter[]): Parameter {
  if (parameter.each === undefined && parameter.when === undefined) return parameter;
  const path = (key: "each" | "when") => [parameter.name, key];
  const { scopes, complete } = decidingScopes(parameter, earlier);
  let most = 0;
  // Among so many combinations that not all are looked at, one may well do.
  let holds = !complete;
  for (const scope of scopes) {
    if (parameter.when !== undefined) {
      const held = evaluatedAt(path("when"), parameter.written.when!, parameter.when, scope);
      if (typeof held !== "boolean") {
        const message = `\`${parameter.written.when}\` is ${JSON.stringify(held)}, not true or false`;
        throw new OptionProblem(path("when"), message, "compare it: $layers > 2");
      }
      if (!held) continue;
    }
    holds = true;
    if (parameter.each === undefined) continue;
    const count = evaluatedAt(path("each"), parameter.written.each!, parameter.each, scope);
    if (typeof count !== "number" || !Number.isInteger(count) || count < 0 || count > MOST_EACH) {
      const message = `\`each\` must be a whole number from 0 to ${MOST_EACH}, not ${JSON.stringify(count)}`;
      throw new OptionProblem(path("each"), message);
    }
    most = Math.max(most, count);
  }
  if (!holds) throw neverHolds(path("when"), parameter.written.when!);
  if (parameter.each === undefined) return parameter;
  if (most === 0) {
    throw new OptionProblem(path("each"), `\`${parameter.written.each}\` is never above 0, so there is none`);
  }
  return { ...parameter, most };
}

function neverHolds(path: readonly string[], written: string): OptionProblem {
  return new OptionProblem(
    path,
    `\`${written}\` never holds, so this parameter is never there`,
    "leave the parameter out, or widen the condition",
  );
}

/**
 * What names mean to a parameter, in the combinations that there are of all that decides about it; `complete` where
 * all were looked at.
 */
function decidingScopes(
  parameter: Parameter,
  earlier: readonly Parameter[],
): { readonly scopes: readonly Scope[]; readonly complete: boolean } {
  const needed = new Set<string>();
  const need = (one: Pick<Parameter, "each" | "when">) => {
    for (const name of namesAsked(one)) {
      needed.add(name);
      need(earlier.find((other) => other.name === name)!);
    }
  };
  need(parameter);
  const space = new Space(earlier.filter(({ name }) => needed.has(name)).map(countable));
  const scopes: Scope[] = [];
  let looked = 0;
  for (const configuration of space.configurations()) {
    if (looked++ === MOST_COMBINATIONS) return { scopes, complete: false };
    const scope = scopeOf(configuration);
    if (namesAsked(parameter).every((name) => scope.parameter(name) !== undefined)) scopes.push(scope);
  }
  return { scopes, complete: true };
}

/** A few values of a parameter stand for all of a range without steps. */
function countable(parameter: Parameter): Parameter {
  const { domain } = parameter;
  if (domain.kind !== "float" || domain.step !== undefined || domain.min === domain.max) return parameter;
  const places = 64;
  const step = (domain.max - domain.min) / places;
  return { ...parameter, domain: { ...domain, log: false, step } };
}

function evaluatedAt(path: readonly string[], written: string, expression: Expression, scope: Scope): Value {
  try {
    return expression.evaluate(scope);
  } catch (error) {
    if (!(error instanceof ExpressionProblem)) throw error;
    throw new OptionProblem(path, `\`${written}\`: ${error.message}`);
  }
}
