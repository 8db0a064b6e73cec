import { suite } from "uvu";
import * as assert from "uvu/assert";
import { philox, replicateSeed, stream } from "../../src/base/random.ts";

const test = suite("base/random");

function block(key: [number, number], counter: [number, number, number, number]): string {
  const out = new Uint32Array(4);
  philox(out, ...key, ...counter);
  return [...out].map((word) => word.toString(16).padStart(8, "0")).join(" ");
}

// Known answers published with the authors' Random123 library (kat_vectors, philox4x32 10).
test("Philox4x32-10 gives the authors' known answers", () => {
  assert.is(block([0, 0], [0, 0, 0, 0]), "6627e8d5 e169c58d bc57ac4c 9b00dbd8");
  const ones = 0xffffffff;
  assert.is(block([ones, ones], [ones, ones, ones, ones]), "408f276d 41c83b0e a20bc7c6 6d5451fd");
  assert.is(
    block([0xa4093822, 0x299f31d0], [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]),
    "d16cfe09 94fdcceb 5001e420 24126ea1",
  );
});

test("a word does not depend on the order in which words are drawn", () => {
  const forward = stream(7, "test", 1, 2, 3);
  const values = Array.from({ length: 20 }, (_, index) => forward.word(index));
  const backward = stream(7, "test", 1, 2, 3);
  for (let index = 19; index >= 0; index--) assert.is(backward.word(index), values[index]);
});

test("seed, purpose and every part of the path change the stream", () => {
  const first = (...args: Parameters<typeof stream>) => stream(...args).word(0);
  const words = [
    first(0, "a"),
    first(1, "a"),
    first(-1, "a"),
    first(2 ** 40, "a"),
    first(0, "b"),
    first(0, "a", 1),
    first(0, "a", 0, 1),
    first(0, "a", 0, 0, 1),
  ];
  assert.is(new Set(words).size, words.length);
});

test("uniform numbers are in [0, 1) with the right mean", () => {
  const draws = stream(3, "uniform");
  let sum = 0;
  for (let index = 0; index < 20000; index++) {
    const value = draws.uniform(index);
    assert.ok(value >= 0 && value < 1);
    sum += value;
  }
  assert.ok(Math.abs(sum / 20000 - 0.5) < 0.01);
});

test("normal numbers have mean 0 and variance 1", () => {
  const draws = stream(3, "normal");
  let [sum, squares] = [0, 0];
  for (let index = 0; index < 20000; index++) {
    const value = draws.normal(index);
    assert.ok(Number.isFinite(value));
    sum += value;
    squares += value * value;
  }
  assert.ok(Math.abs(sum / 20000) < 0.03);
  assert.ok(Math.abs(squares / 20000 - 1) < 0.05);
});

test("a permutation holds every number once and is not the identity", () => {
  const order = stream(0, "shuffle", 1).permutation(1000);
  assert.equal(
    [...order].sort((a, b) => a - b),
    Array.from({ length: 1000 }, (_, index) => index),
  );
  assert.ok([...order].filter((value, index) => value === index).length < 20);
});

test("the first replicate keeps the experiment's seed and the others differ", () => {
  assert.is(replicateSeed(42, 0), 42);
  const seeds = [0, 1, 2, 3, 4].map((index) => replicateSeed(42, index));
  assert.is(new Set(seeds).size, 5);
});

test.run();
