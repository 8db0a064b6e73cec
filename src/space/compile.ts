import { OptionProblem } from "../base/errors.ts";
import type { Domain, Scalar } from "./domain.ts";
import { countOf, roundingOf, valueAt } from "./domain.ts";
import { type Expression, ExpressionProblem, parseExpression, referencedName } from "./expression.ts";
import { labelsOf } from "./labels.ts";
import { limited } from "./limited.ts";
import { namesAsked, type Parameter, Space } from "./space.ts";

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

/**
 * The space that a file declares. Throws an OptionProblem, its path from the space's section, for the first mistake:
 * a range that is empty, a step that does not fit it, a name that is not declared, a condition that can never hold.
 */
export function compileSpace(section: SpaceSection): Space {
  const read = readSpace(section);
  if (read instanceof Space) return read;
  throw read[0]!;
}

/**
 * The space that a file declares, or else its mistakes as OptionProblems, their paths from the space's section: the
 * first of each parameter, but for what follows from a mistake in another.
 */
export function readSpace(section: SpaceSection): Space | readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  const declared = Object.entries(section).flatMap(([name, own]) =>
    soundOrNone(() => declare(name, own, section), problems),
  );
  if (problems.length > 0) return problems;
  const [ordered] = soundOrNone(() => inOrder(declared), problems);
  if (ordered === undefined) return problems;
  const counted: Parameter[] = [];
  for (const parameter of ordered) {
    const known = namesAsked(parameter).every((name) => counted.some((earlier) => earlier.name === name));
    if (known) counted.push(...soundOrNone(() => limited(parameter, counted), problems));
  }
  return problems.length > 0 ? problems : new Space(counted);
}

/** What a step gives; nothing where it meets a mistake, which is kept. */
function soundOrNone<Result>(step: () => Result, problems: OptionProblem[]): [Result] | [] {
  try {
    return [step()];
  } catch (error) {
    if (!(error instanceof OptionProblem)) throw error;
    problems.push(error);
    return [];
  }
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
    if (max - last > (SLACK + roundingOf(min, max, step)) * step) {
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
    if (ready < 0) throw dependsOnItself(left);
    ordered.push(...left.splice(ready, 1));
  }
  return ordered;
}

/** Names a circle among parameters of which each waits for another, and no parameter beside it. */
function dependsOnItself(left: readonly Parameter[]): OptionProblem {
  const walk: Parameter[] = [];
  let at = left[0]!;
  while (!walk.includes(at)) {
    walk.push(at);
    const asked = namesAsked(at);
    at = left.find(({ name }) => asked.includes(name))!;
  }
  const inside = walk.slice(walk.indexOf(at));
  const circle = left.filter((parameter) => inside.includes(parameter));
  const [first] = circle;
  const asks = first!.when?.parameters.some((name) => circle.some((other) => other.name === name));
  const names = circle.map(({ name }) => `$${name}`).join(", ");
  const how = circle.length === 1 ? "depends on itself" : "depend on one another in a circle";
  return new OptionProblem([first!.name, asks ? "when" : "each"], `${names} ${how}`);
}
