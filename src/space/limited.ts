import { OptionProblem } from "../base/errors.ts";
import { type Expression, ExpressionProblem, referencedName, type Scope, type Value } from "./expression.ts";
import { namesAsked, type Parameter, Space, scopeOf } from "./space.ts";

/** More members of one family than this is a slip of the pen. */
const MOST_EACH = 64;

/** So many combinations of what decides how many there are may be looked at. */
const MOST_COMBINATIONS = 10_000;

/**
 * A parameter with the most members that there ever are. Throws an OptionProblem for one that is never there, or that
 * has more members than anyone means. `earlier` are all that it depends on.
 */
export function limited(parameter: Parameter, earlier: readonly Parameter[]): Parameter {
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
    if (typeof count === "number" && count > MOST_EACH) throw tooMany(parameter, earlier, count, scope);
    if (typeof count !== "number" || !Number.isInteger(count) || count < 0) {
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

/** Refuses a family that grows too large: `count` members where names mean what they do in `scope`. */
function tooMany(
  { name, each, written }: Parameter,
  earlier: readonly Parameter[],
  count: number,
  scope: Scope,
): OptionProblem {
  const domain = earlier.find((other) => other.name === referencedName(written.each!))?.domain;
  const where = each!.parameters.map((asked) => `$${asked} is ${JSON.stringify(scope.parameter(asked))}`);
  const under = where.length > 0 ? ` where ${where.join(" and ")}` : "";
  const most = domain?.kind === "int" && written.when === undefined ? domain.max : undefined;
  const reached = most === undefined ? `comes to ${count}${under}` : `reaches ${most}`;
  const message = `\`${written.each}\` ${reached}, and more than ${MOST_EACH} of one family are too many`;
  return new OptionProblem([name, "each"], message, `let it be from 0 to ${MOST_EACH}`);
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
