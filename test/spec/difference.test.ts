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
  const [a, b] = [dense(1), dense(2)];
  assert.equal(differences([a, a], [a, a, a]), [{ path: "[2]", after: a }]);
  assert.equal(differences([a, a, b], [a, b]), [{ path: "[1]", before: a }]);
});

test("lists of plain values are one value", () => {
  assert.equal(differences({ choice: [16, 32] }, { choice: [16, 32, 64] }), [
    { path: "choice", before: [16, 32], after: [16, 32, 64] },
  ]);
});

test("layers put in between do not hide what became of those around them", () => {
  const before = [{ flatten: {} }, dense(64), { dropout: { rate: 0.2 } }, dense(10)];
  const after = [
    { flatten: {} },
    dense(64),
    { batchNormalization: {} },
    dense(32),
    { dropout: { rate: 0.3 } },
    dense(10),
  ];
  assert.equal(differences(before, after), [
    { path: "[2]", after: { batchNormalization: {} } },
    { path: "[3]", after: dense(32) },
    { path: "[4].dropout.rate", before: 0.2, after: 0.3 },
  ]);
});

test("a layer that only moved is told once, with where it stood", () => {
  const dropout = { dropout: { rate: 0.2 } };
  const [a, b] = [{ conv2d: { filters: 8 } }, dense(10)];
  assert.equal(differences({ layers: [dropout, a, b] }, { layers: [a, b, dropout] }), [
    { path: "layers[2]", before: dropout, after: dropout, movedFrom: "layers[0]" },
  ]);
});

test("a layer that is renamed keeps its options, and its name holds on to it", () => {
  const named = (name: string, units: number) => ({ ...dense(units), name });
  assert.equal(differences([named("a", 1)], [named("b", 1)]), [
    { path: "[0].name", before: "a", after: "b" },
  ]);
  assert.equal(differences([named("stem", 1), dense(2)], [dense(2), named("stem", 9), dense(2)]), [
    { path: "[0]", after: dense(2) },
    { path: "[1].dense.units", before: 1, after: 9 },
  ]);
  const exchanged = { conv2d: { filters: 3 }, name: "stem" };
  assert.equal(differences([named("stem", 1)], [exchanged]), [
    { path: "[0]", before: named("stem", 1), after: exchanged },
  ]);
});

test("a layer that is wrapped takes its place, whatever is put in before it", () => {
  const lstm = { lstm: { units: 8 } };
  const wrapped = { bidirectional: { layer: lstm, mergeMode: "concat" } };
  assert.equal(differences([lstm, dense(3)], [{ masking: {} }, wrapped, dense(3)]), [
    { path: "[0]", after: { masking: {} } },
    { path: "[1]", before: lstm, after: wrapped },
  ]);
});

test("a value of another type is one difference", () => {
  assert.equal(differences({ a: [1] }, { a: { b: 1 } }), [{ path: "a", before: [1], after: { b: 1 } }]);
  assert.equal(differences({ a: null }, { a: 0 }), [{ path: "a", before: null, after: 0 }]);
});

test.run();
