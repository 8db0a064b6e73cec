import { suite } from "uvu";
import * as assert from "uvu/assert";
import { differences } from "../../src/spec/difference.ts";

const test = suite("spec/difference");

const dense = (units: number) => ({ dense: { units } });

test("equal documents have none, whatever the order of their keys", () => {
  assert.equal(differences({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 }), []);
});

test("a value is found at its path, in the words of --set", () => {
  assert.equal(
    differences(
      { train: { batchSize: 64, epochs: 1 }, model: { layers: [dense(1), dense(2)] } },
      { train: { batchSize: 128, epochs: 1 }, model: { layers: [dense(1), dense(3)] } },
    ),
    [
      { path: "train.batchSize", before: 64, after: 128 },
      { path: "model.layers[1].dense.units", before: 2, after: 3 },
    ],
  );
});

test("what only one of them has is told as such", () => {
  assert.equal(differences({ a: 1, b: { c: 2 } }, { b: { c: 2, d: 3 } }), [
    { path: "b.d", after: 3 },
    { path: "a", before: 1 },
  ]);
});

test("a component in place of another is one difference", () => {
  assert.equal(
    differences({ optimizer: { adam: { beta1: 0.9 } } }, { optimizer: { sgd: { momentum: 0 } } }),
    [{ path: "optimizer", before: { adam: { beta1: 0.9 } }, after: { sgd: { momentum: 0 } } }],
  );
});

test("a layer that is put in or taken out is told alone, not with all that follow it", () => {
  const layers = [dense(1), dense(2), dense(3)];
  const more = [dense(1), { flatten: {} }, dense(2), dense(3)];
  assert.equal(differences(layers, more), [{ path: "[1]", after: { flatten: {} } }]);
  assert.equal(differences(more, layers), [{ path: "[1]", before: { flatten: {} } }]);
  assert.equal(differences([dense(1)], []), [{ path: "[0]", before: dense(1) }]);
});

test("equal items at both ends of a list are not counted twice", () => {
  assert.equal(differences([1, 1], [1, 1, 1]), [{ path: "[2]", after: 1 }]);
  assert.equal(differences([1, 1, 1], [1]), [
    { path: "[1]", before: 1 },
    { path: "[2]", before: 1 },
  ]);
});

test("a value of another type is one difference", () => {
  assert.equal(differences({ a: [1] }, { a: { b: 1 } }), [{ path: "a", before: [1], after: { b: 1 } }]);
  assert.equal(differences({ a: null }, { a: 0 }), [{ path: "a", before: null, after: 0 }]);
});

test.run();
