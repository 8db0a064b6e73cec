import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import { compileSpace } from "../../src/space/compile.ts";
import { valueAtPlace } from "../../src/space/domain.ts";
import { type Configuration, configurationKey, scopeOf } from "../../src/space/space.ts";
import { Draws, drawSpace } from "./draw.ts";

const test = suite("space/space");

const nested = compileSpace({
  optimizer: { choice: ["adam", "sgd"] },
  momentum: { boolean: {}, when: '$optimizer == "sgd"' },
  nesterov: { boolean: {}, when: "$momentum" },
  layers: { int: { min: 0, max: 2 } },
  units: { int: { min: 8, max: 16, step: 8 }, each: "$layers" },
});

test("a space that can be counted has as many configurations as it lists, each once", () => {
  for (let round = 0; round < 300; round++) {
    const space = compileSpace(drawSpace(new Draws(stream(round, "space")), true));
    const keys = [...space.configurations()].map(configurationKey);
    assert.is(keys.length, space.size);
    assert.is(new Set(keys).size, keys.length);
  }
});

test("every configuration that is listed or drawn is one of the space's", () => {
  for (let round = 0; round < 300; round++) {
    const draws = new Draws(stream(round, "drawn"));
    const space = compileSpace(drawSpace(draws, round % 2 === 0));
    const drawn = Array.from({ length: 20 }, () =>
      space.configure(({ domain }) => valueAtPlace(domain, draws.unit())),
    );
    const listed = round % 2 === 0 ? [...space.configurations()] : [];
    for (const configuration of [...drawn, ...listed]) {
      assert.equal(space.problems(configuration), []);
      assert.ok(Object.isFrozen(configuration));
    }
  }
});

test("a space with a number between two has no end, unless it is never there", () => {
  assert.is(compileSpace({ a: { float: { min: 0, max: 1 } } }).size, Number.POSITIVE_INFINITY);
  assert.is(
    compileSpace({ a: { boolean: {} }, b: { float: { min: 0, max: 1 }, when: "$a" } }).size,
    Number.POSITIVE_INFINITY,
  );
  assert.is(compileSpace({ a: { float: { min: 1, max: 1 } } }).size, 1);
});

test("spaces that nobody could list are counted", () => {
  const space = compileSpace({
    layers: { int: { min: 2, max: 5 } },
    units: { int: { min: 256, max: 512, step: 128 }, each: "$layers" },
    dropout: { float: { min: 0, max: 0.3, step: 0.1 }, each: "$layers" },
    activation: { choice: ["relu", "tanh"] },
    learningRate: { choice: [0.01, 0.0001] },
  });
  assert.is(space.size, 4 * (12 ** 2 + 12 ** 3 + 12 ** 4 + 12 ** 5));
});

test("what is not there has no value, and neither has what depends on it", () => {
  const given = (values: Record<string, string | number | boolean>) =>
    nested.configure(({ name, domain }) => values[name] ?? valueAtPlace(domain, 0));
  assert.equal(given({ optimizer: "adam" }), { optimizer: "adam", layers: 0 });
  assert.equal(given({ optimizer: "sgd", momentum: false, layers: 1 }), {
    optimizer: "sgd",
    momentum: false,
    layers: 1,
    "units[0]": 8,
  });
  assert.equal(Object.keys(given({ optimizer: "sgd", momentum: true, layers: 2 })), [
    "optimizer",
    "momentum",
    "nesterov",
    "layers",
    "units[0]",
    "units[1]",
  ]);
});

/** Parameter, message and hint of what is wrong with values. */
function wrong(values: Configuration): readonly unknown[] {
  return nested.problems(values).map(({ parameter, message, hint }) => [parameter, message, hint]);
}

test("what is wrong with values is said, one sentence each, with what may stand there", () => {
  assert.equal(wrong({ optimizer: "adam", layers: 0 }), []);
  assert.equal(wrong({ optimizer: "adam", momentum: true, layers: 1, "units[0]": 9 }), [
    ["momentum", "momentum is not there under these values", 'it is there when $optimizer == "sgd"'],
    ["units", "units[0] cannot be 9", "units: 8 … 16, in steps of 8"],
  ]);
  assert.equal(wrong({ layers: 2, "units[0]": 8 }), [
    ["optimizer", "optimizer has no value", "optimizer: adam, sgd"],
    ["units", "units[1] has no value", "units: 8 … 16, in steps of 8"],
  ]);
  assert.equal(wrong({ optimizer: "adam", layers: 3 }), [["layers", "layers cannot be 3", "layers: 0 … 2"]]);
});

test("of what hangs on a value that is not allowed or not there nothing is said", () => {
  assert.equal(wrong({ optimizer: "adam", layers: 3, "units[0]": 8 }), [
    ["layers", "layers cannot be 3", "layers: 0 … 2"],
  ]);
  assert.equal(wrong({ optimizer: "adm", momentum: true, nesterov: true, layers: 0 }), [
    ["optimizer", 'optimizer cannot be "adm"', "optimizer: adam, sgd"],
  ]);
  assert.equal(wrong({ momentum: true, layers: 0 }), [
    ["optimizer", "optimizer has no value", "optimizer: adam, sgd"],
  ]);
});

test("a wrong name is said with the right one, and what it leaves without a value is not", () => {
  const names = "there is optimizer, momentum, nesterov, layers, units";
  assert.equal(wrong({ optimiser: "adam", layers: 0 }), [
    ["optimiser", "the space has no optimiser", `did you mean optimizer? ${names}`],
  ]);
  assert.equal(wrong({ optimizer: "adam", layers: 1, units: 8 }), [
    ["units", "units is a family, so its values are a list", "units: [ … ]"],
  ]);
  assert.equal(wrong({ optimizer: "adam", "layers[0]": 1 }), [
    ["layers", "layers is one value, not a list", ""],
  ]);
  assert.equal(wrong({ optimizer: "adam", layers: 2, "units[0]": 8, "units[1]": 8, "units[2]": 8 }), [
    ["units", "there are at most 2 of units", "there are $layers of it"],
  ]);
});

test("a key is the same for the same values in any order, and differs with the type", () => {
  assert.is(configurationKey({ a: 1, b: "x" }), configurationKey({ b: "x", a: 1 }));
  assert.is.not(configurationKey({ a: 1 }), configurationKey({ a: "1" }));
  assert.is.not(configurationKey({ a: true }), configurationKey({ a: "true" }));
  const open: Record<string, number> = { a: 1 };
  const before = configurationKey(open);
  open.a = 2;
  assert.is.not(configurationKey(open), before);
});

test("a family is the list of its members that are there", () => {
  const scope = scopeOf({ layers: 2, "units[0]": 8, "units[1]": 16 });
  assert.equal(scope.parameter("units"), [8, 16]);
  assert.is(scope.parameter("layers"), 2);
  assert.is(scope.parameter("rate"), undefined);
});

test.run();
