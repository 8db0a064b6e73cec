import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Node } from "../../src/report/forest.ts";
import { varianceShares } from "../../src/report/variance-shares.ts";

const test = suite("report/variance-shares");

function leaf(value: number): Node {
  return { value };
}

function ask(dimension: number, threshold: number, left: Node, right: Node): Node {
  return { value: 0, children: { split: { dimension, threshold }, left, right } };
}

/** Shares to ten digits: sums of parts differ in the last ones. */
function shares(tree: Node, categories: readonly number[]): number[] {
  return [...varianceShares(tree, { categories })].map((share) => Number(share.toFixed(10)));
}

test("a tree of one leaf explains nothing", () => {
  assert.equal(shares(leaf(3), [0, 0]), [0, 0]);
});

test("a tree that asks for one dimension owes all to it", () => {
  assert.equal(shares(ask(1, 0.25, leaf(0), leaf(1)), [0, 0, 0]), [0, 1, 0]);
});

test("two steps that add up share the variance by the squares of their heights", () => {
  // f = 2 [x ≥ ½] + [y ≥ ½]: variances 1 and ¼.
  const tree = ask(0, 0.5, ask(1, 0.5, leaf(0), leaf(1)), ask(1, 0.5, leaf(2), leaf(3)));
  assert.equal(shares(tree, [0, 0]), [0.8, 0.2]);
});

test("what two dimensions do together only is explained by neither", () => {
  const tree = ask(0, 0.5, ask(1, 0.5, leaf(0), leaf(1)), ask(1, 0.5, leaf(1), leaf(0)));
  assert.equal(shares(tree, [0, 0]), [0, 0]);
});

test("a conjunction: a third is due to each, and a third to both together", () => {
  // f = [x ≥ ½] [y ≥ ½]: variance 3/16; each averages to 0 or ½, variance 1/16.
  const tree = ask(0, 0.5, leaf(0), ask(1, 0.5, leaf(0), leaf(1)));
  const [x, y] = shares(tree, [0, 0]);
  assert.is(x, Number((1 / 3).toFixed(10)));
  assert.is(y, Number((1 / 3).toFixed(10)));
});

test("categories count by how many they are", () => {
  // One of four categories has 1: variance 3/16 by itself.
  const tree: Node = {
    value: 0,
    children: {
      split: { dimension: 0, left: [false, true, false, false] },
      left: leaf(1),
      right: ask(1, 0.5, leaf(0), leaf(0)),
    },
  };
  assert.equal(shares(tree, [4, 0]), [1, 0]);
  // With a step of height 1 in the other dimension beside it, in those three categories only.
  const both: Node = {
    value: 0,
    children: {
      split: { dimension: 0, left: [false, true, false, false] },
      left: leaf(1),
      right: ask(1, 0.5, leaf(0), leaf(1)),
    },
  };
  // By category the averages are 1 once and ½ three times: 3/64. By y they are ¼ and 1: 9/64. All: 15/64.
  assert.equal(shares(both, [4, 0]), [Number((3 / 15).toFixed(10)), Number((9 / 15).toFixed(10))]);
});

test.run();
