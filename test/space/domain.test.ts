import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import { compileSpace, type ParameterSection } from "../../src/space/compile.ts";
import {
  contains,
  countOf,
  type Domain,
  indexOf,
  placeOf,
  type Scalar,
  valueAt,
  valueAtPlace,
} from "../../src/space/domain.ts";
import { Draws, drawParameter } from "./draw.ts";

const test = suite("space/domain");

function domain(section: ParameterSection): Domain {
  return compileSpace({ p: section }).dimensions[0]!.domain;
}

function values(section: ParameterSection): Scalar[] {
  const own = domain(section);
  return Array.from({ length: countOf(own) }, (_, index) => valueAt(own, index));
}

test("the values of each kind are those that a person would list", () => {
  assert.equal(values({ int: { min: 256, max: 512, step: 128 } }), [256, 384, 512]);
  assert.equal(values({ int: { min: -1, max: 1 } }), [-1, 0, 1]);
  assert.equal(values({ float: { min: 0, max: 0.3, step: 0.1 } }), [0, 0.1, 0.2, 0.3]);
  assert.equal(values({ float: { min: 0.5, max: 0.5 } }), [0.5]);
  assert.equal(values({ boolean: {} }), [false, true]);
  assert.equal(values({ choice: ["relu", 2, { sgd: {} }] }), ["relu", 2, "sgd"]);
});

test("steps through zero meet zero, without a sign, and small steps far from zero keep their decimals", () => {
  const signed = values({ float: { min: -0.3, max: 0.3, step: 0.1 } });
  assert.equal(signed, [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  assert.ok(Object.is(signed[3], 0));
  const fine = domain({ float: { min: -1000, max: 0, step: 0.001 } });
  assert.is(valueAt(fine, 999_999), -0.001);
  assert.is(valueAt(domain({ float: { min: 1e-7, max: 5e-7, step: 1e-7 } }), 2), 3e-7);
});

test("steps as fine as numbers are reach the end of their range", () => {
  for (const [min, max, step, count] of [
    [0, 0.5, 1e-9, 500_000_001],
    [1, 1.00000001, 1e-8, 2],
    [-3, 0.3, 1e-7, 33_000_001],
    [1000, 1000.7, 1e-6, 700_001],
  ] as const) {
    const own = domain({ float: { min, max, step } });
    assert.is(countOf(own), count);
    assert.is(valueAt(own, count - 1), max);
  }
});

test("every value of a domain that can be counted is found again from its place and its index", () => {
  for (let round = 0; round < 500; round++) {
    const own = domain(drawParameter(new Draws(stream(round, "domain")), true));
    for (let index = 0; index < countOf(own); index++) {
      const value = valueAt(own, index);
      assert.is(indexOf(own, value), index);
      assert.is(valueAtPlace(own, placeOf(own, value)), value, JSON.stringify([own, value]));
      assert.ok(contains(own, value));
    }
  }
});

test("a value drawn at any place is one of the domain's, and places are in the order of values", () => {
  for (let round = 0; round < 500; round++) {
    const draws = new Draws(stream(round, "places"));
    const own = domain(drawParameter(draws, false));
    const places = [0, ...Array.from({ length: 20 }, () => draws.unit()), 1 - 2 ** -24, 1].sort(
      (a, b) => a - b,
    );
    const drawn = places.map((place) => valueAtPlace(own, place));
    for (const value of drawn) assert.ok(contains(own, value), JSON.stringify([own, value]));
    if (own.kind !== "int" && own.kind !== "float") continue;
    for (let index = 1; index < drawn.length; index++) assert.ok(drawn[index]! >= drawn[index - 1]!);
    assert.equal([drawn[0], drawn.at(-1)], [own.min, own.max]);
  }
});

test("a number between two is found again from its place", () => {
  for (const log of [false, true]) {
    const own = domain({ float: { min: 0.001, max: 10, log } });
    for (const value of [0.001, 0.002, 0.5, 3, 9.999, 10]) {
      const back = Number(valueAtPlace(own, placeOf(own, value)));
      assert.ok(Math.abs(back - value) <= 1e-11 * value, `${value} became ${back}`);
    }
  }
});

test("every value has an equal part of the interval; with log, equal ratios have", () => {
  const count = (section: ParameterSection) => {
    const own = domain(section);
    const found = new Map<Scalar, number>();
    for (let place = 0; place < 1; place += 1 / 6000) {
      const value = valueAtPlace(own, place);
      found.set(value, (found.get(value) ?? 0) + 1);
    }
    return found;
  };
  for (const section of [
    { int: { min: 4, max: 6 } },
    { choice: ["a", "b", "c"] },
    { float: { min: 0, max: 1, step: 0.5 } },
  ]) {
    for (const times of count(section).values()) assert.ok(Math.abs(times - 2000) <= 1);
  }
  const octaves = [...count({ int: { min: 1, max: 64, log: true } })];
  const between = (low: number, high: number) =>
    octaves.reduce(
      (sum, [value, times]) => sum + (Number(value) >= low && Number(value) < high ? times : 0),
      0,
    );
  assert.ok(Math.abs(between(4, 16) / between(16, 64) - 1) < 0.1);
});

test("what is between two steps, beyond an end or of another type is no value", () => {
  const int = domain({ int: { min: 2, max: 8, step: 2 } });
  for (const value of [1, 3, 10, "4", true]) assert.is(contains(int, value), false);
  const free = domain({ float: { min: 0, max: 1 } });
  for (const value of [-0.1, 1.1, "0.5", Number.NaN]) assert.is(contains(free, value), false);
  assert.is(contains(domain({ boolean: {} }), 1), false);
  assert.is(contains(domain({ choice: ["a"] }), "b"), false);
});

test.run();
