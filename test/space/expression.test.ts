import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  ExpressionProblem,
  isReference,
  parseExpression,
  type Scope,
  type Value,
} from "../../src/space/expression.ts";

const test = suite("space/expression");

const values: Record<string, Value | readonly Value[]> = {
  filters: 32,
  units: [256, 384],
  rate: 0.5,
  normalise: true,
  activation: "relu",
};

const scope: Scope = {
  parameter: (name) => (Object.hasOwn(values, name) ? values[name] : undefined),
  index: (name) => (name === "i" ? 1 : undefined),
  names: [...Object.keys(values).map((name) => `$${name}`), "i"],
};

function evaluate(text: string): Value {
  return parseExpression(text).evaluate(scope);
}

function problem(text: string): string {
  try {
    evaluate(text);
  } catch (error) {
    if (error instanceof ExpressionProblem) return error.message;
    throw error;
  }
  throw new Error(`${text} has no problem`);
}

test("arithmetic follows the usual precedence", () => {
  assert.is(evaluate("1/255"), 1 / 255);
  assert.is(evaluate("1 + 2 * 3"), 7);
  assert.is(evaluate("2 ** 3 ** 2"), 512);
  assert.is(evaluate("-(4 - 6) % 5"), 2);
  assert.is(evaluate("1e-3 * 2"), 0.002);
});

test("parameters and repeat indices have their values", () => {
  assert.is(evaluate("2 * $filters"), 64);
  assert.is(evaluate("$units[i]"), 384);
  assert.is(evaluate("$units[i - 1] / 2"), 128);
  assert.is(evaluate("$activation"), "relu");
});

test("conditions compare and combine", () => {
  assert.is(evaluate("$filters > 16 && $normalise"), true);
  assert.is(evaluate("$activation == 'tanh' || !$normalise"), false);
  assert.is(evaluate("$rate < 0.6 ? 10 : 20"), 10);
});

test("the five functions take numbers", () => {
  assert.is(evaluate("floor($filters / 3)"), 10);
  assert.is(evaluate("max($filters, 40, 1)"), 40);
});

test("an expression knows the parameters it mentions", () => {
  assert.equal(parseExpression("$units[$filters] + $rate").parameters, ["units", "filters", "rate"]);
});

test("a mistake is a problem that names its subject", () => {
  assert.match(problem("$width * 2"), "$width is not declared");
  assert.match(problem("filters * 2"), "did you mean $filters?");
  assert.match(problem("$units"), "is a list");
  assert.match(problem("$units[5]"), "there is no $units[5]");
  assert.match(problem("$rate[0]"), "is one value, not a list");
  assert.match(problem("1 / 0"), "division by zero");
  assert.match(problem("$activation * 2"), '"relu" is none');
  assert.match(problem("1 +"), "cannot be read");
  assert.match(problem("sqrt(2)"), "the functions are");
});

test("nothing of JavaScript can be reached", () => {
  const attacks = [
    "process",
    "$rate.constructor",
    "$units['constructor']",
    "$units[i].length",
    "constructor",
    "__proto__",
    "$__proto__",
    "$constructor",
    "constructor('return process')()",
    "toString()",
    "(() => 1)()",
    "[1,2].map",
    "this",
    "`text`",
    "new Date()",
    "$rate = 3",
    "1, 2",
    "$units[`constructor`]",
    "floor.constructor('x')",
  ];
  for (const attack of attacks) assert.ok(problem(attack).length > 0, attack);
});

test("only $name and $name[index] alone are references", () => {
  for (const text of ["$a", " $a1 ", "$units[i]", "$units[2]"]) assert.ok(isReference(text), text);
  for (const text of ["a", "$", "$1", "$a b", "costs $5", "$a + 1", "$a.b"])
    assert.not.ok(isReference(text), text);
});

test.run();
