import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import { bootstrap, grow, ordersOf, predict, type Table } from "../../src/report/forest.ts";

const test = suite("report/forest");

/** A tree on every row once; a row is its target and then its values. */
function grown(rows: readonly (readonly number[])[], categories: readonly number[]) {
  const table: Table = {
    columns: categories.map((_, dimension) => Float64Array.from(rows, (row) => row[dimension + 1]!)),
    targets: Float64Array.from(rows, ([target]) => target!),
    categories,
  };
  const counts = new Uint32Array(rows.length).fill(1);
  return { tree: grow(table, ordersOf(table), counts), table };
}

test("a step is found where it is, halfway between its neighbours", () => {
  const rows = [0.1, 0.2, 0.3, 0.5, 0.6, 0.7].map((x) => [x < 0.4 ? 1 : 3, x]);
  const { tree } = grown(rows, [0]);
  assert.is(tree.value, 2);
  assert.equal(tree.children?.split, { dimension: 0, threshold: 0.4 });
  assert.equal([tree.children?.left.value, tree.children?.right.value], [1, 3]);
});

test("categories are divided by what they come to, not by their order", () => {
  const rows = [0, 1, 2, 0, 1, 2, 0, 1, 2].map((category) => [category === 1 ? 5 : 0, (category + 0.5) / 3]);
  const { tree } = grown(rows, [3]);
  assert.equal(tree.children?.split, { dimension: 0, left: [true, false, true] });
});

test("a category that no sample has goes where more samples go", () => {
  const rows = [0, 0, 0, 0, 1, 1, 1].map((category) => [category, (category + 0.5) / 3]);
  const { tree } = grown(rows, [3]);
  assert.equal(tree.children?.split, { dimension: 0, left: [true, false, true] });
});

test("targets that are all equal, or too few samples, make one leaf", () => {
  const same = grown(
    [0.1, 0.2, 0.3, 0.7, 0.8, 0.9].map((x) => [0.1, x]),
    [0],
  );
  assert.is(same.tree.children, undefined);
  const few = grown(
    [0.1, 0.2, 0.7, 0.8, 0.9].map((x) => [x, x]),
    [0],
  );
  assert.is(few.tree.children, undefined);
});

test("what only some samples of a node have is asked for only below what tells these apart", () => {
  // The second dimension is there where the first is above one half, and explains all below that.
  const rows = Array.from({ length: 24 }, (_, index) => {
    const [first, second] = [(index + 0.5) / 24, ((index * 7) % 12) / 12];
    return first < 0.5 ? [0, first, -1] : [10 + (second < 0.5 ? 0 : 1), first, second];
  });
  const { tree } = grown(rows, [0, 0]);
  assert.is(tree.children?.split.dimension, 0);
  assert.is(tree.children?.right.children?.split.dimension, 1);
});

test("a sample that lacks what a node asks for is told the mean of that node", () => {
  const rows = [0.1, 0.2, 0.3, 0.5, 0.6, 0.7].map((x) => [x < 0.4 ? 1 : 3, x]);
  const { tree } = grown(rows, [0]);
  const told = [0.2, 0.6, -1].map((x) => predict(tree, [Float64Array.of(x)], 0));
  assert.equal(told, [1, 3, 2]);
});

test("a bootstrap draws as many as there are", () => {
  const counts = bootstrap(50, stream(1, "test"));
  assert.is(
    counts.reduce((sum, count) => sum + count, 0),
    50,
  );
  assert.ok(counts.some((count) => count === 0) && counts.some((count) => count > 1));
});

test.run();
