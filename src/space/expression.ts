import jsep, { type Expression as SyntaxNode } from "jsep";

/**
 * Arithmetic in experiment files: `1/255`, `2 * $filters`, `$units[i]`, `$layers > 2`. The library parses; the
 * few node kinds below are all that is evaluated, so an expression reaches hyperparameters, matrix values,
 * repeat indices and five functions of numbers, and nothing else.
 */

export type Value = number | string | boolean;

/** What names mean: `$name` a scalar or a list of scalars, a bare name a repeat index. */
export interface Scope {
  /** The value of `$name`; undefined where it is not declared. */
  parameter(name: string): Value | readonly Value[] | undefined;
  /** The present value of a repeat's index; undefined where no such repeat encloses the expression. */
  index(name: string): number | undefined;
  /** Everything that could have been meant, for messages: `$width`, `i`. */
  readonly names: readonly string[];
}

/** An expression that cannot be read or worked out. `name` is the word at fault where there is one. */
export class ExpressionProblem extends Error {
  readonly subject: string | undefined;

  constructor(message: string, name?: string) {
    super(message);
    this.name = "ExpressionProblem";
    this.subject = name;
  }
}

/** A parsed expression. */
export interface Expression {
  /** The parameters it mentions, without the `$`. */
  readonly parameters: readonly string[];
  /** The bare names it mentions. */
  readonly indices: readonly string[];
  evaluate(scope: Scope): Value;
}

const REFERENCE = /^\$([A-Za-z_]\w*)$/;

/** The parameter's name where a text is `$name` and nothing else. */
export function referencedName(text: string): string | undefined {
  return REFERENCE.exec(text.trim())?.[1];
}

/** Whether a text where no number is expected is meant as an expression: `$name` or `$name[…]` alone. */
export function isReference(text: string): boolean {
  return /^\$[A-Za-z_]\w*(\[[^\]]*\])?$/.test(text.trim());
}

/** Expressions that were parsed before: a file is read once for each of many configurations. */
const parsed = new Map<string, Expression>();

/** Parses; throws an ExpressionProblem that says what is not understood. */
export function parseExpression(text: string): Expression {
  const expression = parsed.get(text) ?? parse(text);
  parsed.set(text, expression);
  return expression;
}

function parse(text: string): Expression {
  let root: SyntaxNode;
  try {
    root = jsep(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/ at character \d+$/, "") : String(error);
    throw new ExpressionProblem(`it cannot be read: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`);
  }
  const mentioned: Mentioned = { parameters: new Set(), indices: new Set() };
  const evaluate = compile(root, mentioned);
  return { parameters: [...mentioned.parameters], indices: [...mentioned.indices], evaluate };
}

type Evaluate = (scope: Scope) => Value;

/** The names met while an expression is compiled. */
interface Mentioned {
  readonly parameters: Set<string>;
  readonly indices: Set<string>;
}

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  floor: (value) => Math.floor(value!),
  ceil: (value) => Math.ceil(value!),
  round: (value) => Math.round(value!),
  min: Math.min,
  max: Math.max,
};

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "**": (a, b) => a ** b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

function compile(node: SyntaxNode, mentioned: Mentioned): Evaluate {
  const inner = (child: unknown): Evaluate => compile(child as SyntaxNode, mentioned);
  switch (node.type) {
    case "Literal":
      return literal(node.value);
    case "Identifier":
      return identifier(String(node.name), mentioned);
    case "MemberExpression":
      return element(node, mentioned);
    case "UnaryExpression":
      return unary(String(node.operator), inner(node.argument));
    case "BinaryExpression":
      return binary(String(node.operator), inner(node.left), inner(node.right));
    case "ConditionalExpression": {
      const [test, yes, no] = [inner(node.test), inner(node.consequent), inner(node.alternate)];
      return (scope) => (asBoolean(test(scope), "?") ? yes(scope) : no(scope));
    }
    case "CallExpression":
      return call(node, (node.arguments as unknown[]).map(inner));
    default:
      throw new ExpressionProblem("it is more than arithmetic over $names and repeat indices");
  }
}

function literal(value: unknown): Evaluate {
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean")
    return () => value;
  throw new ExpressionProblem("it holds a value that is no number, text, true or false");
}

function identifier(name: string, { parameters, indices }: Mentioned): Evaluate {
  if (name.startsWith("$")) {
    parameters.add(name.slice(1));
    return (scope) => {
      const value = parameterValue(scope, name);
      if (typeof value === "object")
        throw new ExpressionProblem(`${name} is a list; take one with ${name}[i]`, name);
      return value;
    };
  }
  indices.add(name);
  return (scope) => {
    const value = scope.index(name);
    if (value !== undefined) return value;
    const meant = scope.names.includes(`$${name}`) ? `; did you mean $${name}?` : "";
    throw new ExpressionProblem(`${name} is not the index of a repeat around it${meant}`, name);
  };
}

function element(node: SyntaxNode, mentioned: Mentioned): Evaluate {
  const object = node.object as SyntaxNode;
  const list = node.computed === true ? listOf(object, mentioned) : undefined;
  if (list === undefined) throw new ExpressionProblem("only $name[index] takes one value of a list");
  const index = compile(node.property as SyntaxNode, mentioned);
  return (scope) => {
    const values = list.values(scope);
    const position = asNumber(index(scope), "[ ]");
    const value = values[position];
    if (value !== undefined) return value;
    const { name } = list;
    throw new ExpressionProblem(
      `${name} has ${values.length} values, so there is no ${name}[${position}]`,
      name,
    );
  };
}

/** What an index can be taken of: a parameter, or values in brackets, as a name's are where it is written out. */
function listOf(
  node: SyntaxNode,
  mentioned: Mentioned,
): { readonly name: string; values(scope: Scope): readonly Value[] } | undefined {
  if (node.type === "ArrayExpression") {
    const items = (node.elements as SyntaxNode[]).map((item) => compile(item, mentioned));
    return { name: "the list", values: (scope) => items.map((item) => item(scope)) };
  }
  const name = String(node.name);
  if (node.type !== "Identifier" || !name.startsWith("$")) return undefined;
  mentioned.parameters.add(name.slice(1));
  return {
    name,
    values(scope) {
      const values = parameterValue(scope, name);
      if (typeof values === "object") return values;
      throw new ExpressionProblem(`${name} is one value, not a list`, name);
    },
  };
}

function unary(operator: string, operand: Evaluate): Evaluate {
  if (operator === "-") return (scope) => -asNumber(operand(scope), "-");
  if (operator === "+") return (scope) => asNumber(operand(scope), "+");
  if (operator === "!") return (scope) => !asBoolean(operand(scope), "!");
  throw new ExpressionProblem(`the operator ${operator} is not used here`);
}

function binary(operator: string, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === "==") return (scope) => left(scope) === right(scope);
  if (operator === "!=") return (scope) => left(scope) !== right(scope);
  if (operator === "&&") return (scope) => asBoolean(left(scope), "&&") && asBoolean(right(scope), "&&");
  if (operator === "||") return (scope) => asBoolean(left(scope), "||") || asBoolean(right(scope), "||");
  const apply = Object.hasOwn(ARITHMETIC, operator) ? ARITHMETIC[operator] : undefined;
  if (apply === undefined) throw new ExpressionProblem(`the operator ${operator} is not used here`);
  return (scope) => {
    const result = apply(asNumber(left(scope), operator), asNumber(right(scope), operator));
    if (typeof result === "number" && !Number.isFinite(result)) {
      throw new ExpressionProblem(
        `${operator === "/" ? "a division by zero" : operator} gives no finite number`,
      );
    }
    return result;
  };
}

function call(node: SyntaxNode, operands: readonly Evaluate[]): Evaluate {
  const name = String((node.callee as SyntaxNode).name);
  const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (apply === undefined || operands.length === 0) {
    throw new ExpressionProblem(
      `the functions are ${Object.keys(FUNCTIONS).join(", ")}, each of numbers`,
      name,
    );
  }
  return (scope) => apply(...operands.map((operand) => asNumber(operand(scope), name)));
}

function parameterValue(scope: Scope, name: string): Value | readonly Value[] {
  const value = scope.parameter(name.slice(1));
  if (value === undefined) throw new ExpressionProblem(`${name} is not declared`, name);
  return value;
}

function asNumber(value: Value, operator: string): number {
  if (typeof value === "number") return value;
  throw new ExpressionProblem(`${operator} needs numbers, and ${JSON.stringify(value)} is none`);
}

function asBoolean(value: Value, operator: string): boolean {
  if (typeof value === "boolean") return value;
  throw new ExpressionProblem(`${operator} needs true or false, and ${JSON.stringify(value)} is neither`);
}
