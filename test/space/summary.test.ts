import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compileSpace, type SpaceSection } from "../../src/space/compile.ts";
import { sizeText, summarizeSpace } from "../../src/space/summary.ts";

const test = suite("space/summary");

function rows(section: SpaceSection): readonly (readonly string[])[] {
  return summarizeSpace(compileSpace(section)).map(({ name, kind, values, step, count, condition }) => [
    ...[name, kind, values, step, count, condition],
  ]);
}

function size(section: SpaceSection): string {
  return sizeText(compileSpace(section));
}

test("every kind has its values, its step and how many values there are", () => {
  assert.equal(
    rows({
      layers: { int: { min: 2, max: 5 } },
      units: { int: { min: 256, max: 512, step: 128 } },
      width: { int: { min: 1, max: 64, log: true } },
      dropout: { float: { min: 0, max: 0.3, step: 0.1 } },
      rate: { float: { min: 0.0001, max: 0.1, log: true } },
      share: { float: { min: 0, max: 1 } },
      activation: { choice: ["relu", "tanh"] },
      optimizer: { choice: ["adam", { sgd: { momentum: 0.5 } }, { sgd: { momentum: 0.9 } }] },
      normalise: { boolean: {} },
    }),
    [
      ["layers", "int", "2 … 5", "", "4", ""],
      ["units", "int", "256 … 512", "128", "3", ""],
      ["width", "int", "1 … 64", "log", "64", ""],
      ["dropout", "float", "0 … 0.3", "0.1", "4", ""],
      ["rate", "float", "0.0001 … 0.1", "log", "", ""],
      ["share", "float", "0 … 1", "", "", ""],
      ["activation", "choice", "relu, tanh", "", "2", ""],
      ["optimizer", "choice", "adam, sgd-1, sgd-2", "", "3", ""],
      ["normalise", "boolean", "false, true", "", "2", ""],
    ],
  );
});

test("a single value is no range, and a whole number's step may go with a logarithm", () => {
  assert.equal(rows({ a: { int: { min: 3, max: 3 } }, b: { int: { min: 2, max: 8, step: 2, log: true } } }), [
    ["a", "int", "3", "", "1", ""],
    ["b", "int", "2 … 8", "2, log", "4", ""],
  ]);
});

test("conditions are told as they are written, and stand after what they ask for", () => {
  assert.equal(
    rows({
      momentum: { float: { min: 0, max: 1 }, when: "$layers > 1 && $deep" },
      units: { int: { min: 1, max: 2 }, each: "$layers", when: "$deep" },
      layers: { int: { min: 1, max: 3 } },
      deep: { boolean: {} },
      three: { boolean: {}, each: 3 },
    }).map((row) => [row[0], row[5]]),
    [
      ["layers", ""],
      ["deep", ""],
      ["momentum", "when $layers > 1 && $deep"],
      ["units", "each of $layers, when $deep"],
      ["three", "each of 3"],
    ],
  );
});

test("how many configurations there are is told in words", () => {
  const layers = { int: { min: 1, max: 3 } };
  const units = { int: { min: 1, max: 10 }, each: "$layers" };
  assert.is(size({ a: { choice: ["only"] } }), "1 configuration");
  assert.is(size({ layers, units }), "1,110 configurations");
  assert.is(
    size({ layers, units: { ...units, int: { min: 1, max: 1000 } } }),
    "About 1 billion configurations",
  );
  assert.is(size({ layers, rate: { float: { min: 0, max: 1 } } }), "Infinitely many configurations");
});

test.run();
