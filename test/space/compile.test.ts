import { suite } from "uvu";
import * as assert from "uvu/assert";
import { OptionProblem } from "../../src/base/errors.ts";
import { choiceValues, compileSpace, type SpaceSection } from "../../src/space/compile.ts";

const test = suite("space/compile");

/** Path, message and hint of the mistake in a space. */
function mistake(section: SpaceSection): readonly unknown[] {
  try {
    compileSpace(section);
  } catch (error) {
    if (error instanceof OptionProblem) return [error.path.join("."), error.message, error.hint];
    throw error;
  }
  return [];
}

const layers = { int: { min: 1, max: 3 } };

const MISTAKES: readonly (readonly [what: string, section: SpaceSection, found: readonly string[]])[] = [
  ["no kind", { a: {} }, ["a", "the parameter `a` needs a kind", "one of int, float, choice, boolean"]],
  [
    "two kinds",
    { a: { boolean: {}, choice: [1] } },
    ["a", "the parameter `a` is both choice and boolean", "one of int, float, choice, boolean"],
  ],
  [
    "a name that no expression could mention",
    { "a b": { boolean: {} } },
    [
      "a b",
      "`a b` cannot be the name of a parameter",
      "a name has letters, digits and _, and begins with none of the digits",
    ],
  ],
  [
    "a name that JavaScript keeps",
    { toString: { boolean: {} } },
    [
      "toString",
      "`toString` cannot be the name of a parameter",
      "a name has letters, digits and _, and begins with none of the digits",
    ],
  ],
  [
    "an empty range",
    { a: { int: { min: 3, max: 1 } } },
    ["a.int.min", "`min` is 3 and `max` 1", "swap them"],
  ],
  [
    "log of what is not above 0",
    { a: { float: { min: 0, max: 1, log: true } } },
    ["a.float.min", "`log` needs numbers above 0, and `min` is 0", "leave log out, or begin above 0"],
  ],
  [
    "log with a step",
    { a: { float: { min: 1, max: 3, step: 1, log: true } } },
    ["a.float.step", "`step` makes equal distances and `log` equal ratios: one of them must go", ""],
  ],
  [
    "a step that does not fit",
    { a: { int: { min: 32, max: 100, step: 32 } } },
    ["a.int.step", "steps of 32 from 32 do not reach 100", "the last value would be 96; write max: 96"],
  ],
  [
    "an option twice",
    { a: { choice: ["relu", 1, "relu"] } },
    ["a.choice.2", '`a` offers "relu" twice', "leave one of them out"],
  ],
  [
    "a name that is not declared",
    { layers, a: { boolean: {}, when: "$layer > 1" } },
    ["a.when", "`$layer > 1`: $layer is not declared", "the space declares $layers, $a"],
  ],
  [
    "a circle",
    { a: { boolean: {}, when: "$b" }, b: { boolean: {}, when: "$a" } },
    ["a.when", "$a, $b depend on one another in a circle", ""],
  ],
  ["a circle of one", { layers, a: { boolean: {}, when: "$a" } }, ["a.when", "$a depends on itself", ""]],
  [
    "a circle beside what only waits for it",
    {
      a: { boolean: {}, each: "$b" },
      b: { int: { min: 1, max: 2 }, when: "$c" },
      c: { boolean: {}, when: "$b > 1" },
    },
    ["b.when", "$b, $c depend on one another in a circle", ""],
  ],
  [
    "a condition that never holds",
    { layers, a: { boolean: {}, when: "$layers > 3" } },
    [
      "a.when",
      "`$layers > 3` never holds, so this parameter is never there",
      "leave the parameter out, or widen the condition",
    ],
  ],
  [
    "a condition that no number between two fulfils",
    { rate: { float: { min: 0, max: 1 } }, a: { boolean: {}, when: "$rate > 2" } },
    [
      "a.when",
      "`$rate > 2` never holds, so this parameter is never there",
      "leave the parameter out, or widen the condition",
    ],
  ],
  [
    "a condition that is no condition",
    { layers, a: { boolean: {}, when: "$layers" } },
    ["a.when", "`$layers` is 1, not true or false", "compare it: $layers > 2"],
  ],
  [
    "a family that has half a member",
    { layers, a: { boolean: {}, each: "$layers / 2" } },
    ["a.each", "`each` must be a whole number from 0 to 64, not 0.5", ""],
  ],
  [
    "a family of too many",
    { layers: { int: { min: 1, max: 100 } }, a: { boolean: {}, each: "$layers" } },
    [
      "a.each",
      "`$layers` reaches 100, and more than 64 of one family are too many",
      "let it be from 0 to 64",
    ],
  ],
  [
    "a family that is worked out and too many",
    { layers: { int: { min: 30, max: 40 } }, a: { boolean: {}, each: "$layers * 2" } },
    [
      "a.each",
      "`$layers * 2` comes to 66 where $layers is 33, and more than 64 of one family are too many",
      "let it be from 0 to 64",
    ],
  ],
  [
    "a family of none",
    { layers, a: { boolean: {}, each: "$layers * 0" } },
    ["a.each", "`$layers * 0` is never above 0, so there is none", ""],
  ],
  [
    "a family of fewer than none",
    { layers, a: { boolean: {}, each: "1 / ($layers - 2)" } },
    ["a.each", "`each` must be a whole number from 0 to 64, not -1", ""],
  ],
  [
    "an expression that divides by zero",
    { layers: { int: { min: 0, max: 3 } }, a: { boolean: {}, when: "1 / $layers > 0" } },
    ["a.when", "`1 / $layers > 0`: a division by zero gives no finite number", ""],
  ],
];

for (const [what, section, found] of MISTAKES) {
  test(`refused where it stands: ${what}`, () => {
    assert.equal(mistake(section), found);
  });
}

test("an expression that cannot be read is refused", () => {
  const [path, message] = mistake({ layers, a: { boolean: {}, when: "$layers >" } });
  assert.is(path, "a.when");
  assert.match(String(message), /^`\$layers >`: it cannot be read: /);
});

test("parameters may stand in any order, and come after what they depend on", () => {
  const space = compileSpace({
    units: { int: { min: 1, max: 2 }, each: "$layers" },
    layers,
    rate: { boolean: {} },
  });
  assert.equal(
    space.dimensions.map(({ name }) => name),
    ["layers", "units[0]", "units[1]", "units[2]", "rate"],
  );
});

test("a family has as many dimensions as it ever has members", () => {
  const space = compileSpace({ layers, a: { boolean: {}, each: "$layers * 2", when: "$layers < 3" } });
  assert.is(space.parameters.find(({ name }) => name === "a")!.most, 4);
});

test("a step with rounding errors reaches its end", () => {
  assert.equal(mistake({ a: { float: { min: 0, max: 0.3, step: 0.1 } } }), []);
  assert.equal(mistake({ a: { float: { min: 0, max: 1 / 3, step: 1 / 9 } } }), []);
});

test("among more combinations than can be looked at, a condition is taken to hold somewhere", () => {
  const section = { n: { int: { min: 1, max: 100_000 } }, a: { boolean: {}, when: "$n > 99999" } };
  assert.equal(mistake(section), []);
});

test("components stand as their names, numbered where a name stands twice", () => {
  assert.equal(choiceValues(["adam", { sgd: { momentum: 0.9 } }, { sgd: {} }, 3]), [
    "adam",
    "sgd-1",
    "sgd-2",
    3,
  ]);
});

test.run();
