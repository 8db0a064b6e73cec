import { suite } from "uvu";
import * as assert from "uvu/assert";
import { differences } from "../../src/spec/difference.ts";
import { differenceLines, differenceText } from "../../src/spec/difference-text.ts";

const test = suite("spec/difference-text");

function linesOf(before: unknown, after: unknown): string[] {
  return differences(before, after).flatMap(differenceLines);
}

test("a value is told with its path", () => {
  assert.equal(linesOf({ train: { batchSize: 64 } }, { train: { batchSize: 128 } }), [
    "train.batchSize 64 → 128",
  ]);
});

test("of a component in place of another, the options are told that both have, and those of the second", () => {
  const before = { optimizer: { adam: { learningRate: 0.001, beta1: 0.9 } } };
  const after = { optimizer: { sgd: { learningRate: 0.01, momentum: 0.9 } } };
  assert.equal(linesOf(before, after), [
    "optimizer adam → sgd",
    "  learningRate 0.001 → 0.01",
    "  momentum: 0.9",
  ]);
});

test("a layer that is put in, left out or moved is told by its name and options", () => {
  const [dropout, flatten] = [{ dropout: { rate: 0.2 } }, { flatten: {} }];
  assert.equal(linesOf({ layers: [flatten] }, { layers: [flatten, dropout] }), [
    "layers[1] dropout { rate: 0.2 } is new",
  ]);
  assert.equal(linesOf({ layers: [flatten, dropout] }, { layers: [dropout] }), [
    "layers[0] flatten → left out",
  ]);
  assert.equal(linesOf({ layers: [dropout, flatten] }, { layers: [flatten, dropout] }), [
    "layers[1] dropout moved here from layers[0]",
  ]);
});

test("a layer that is wrapped or unwrapped is compared with itself", () => {
  const lstm = (units: number) => ({ lstm: { units } });
  const wrapped = { bidirectional: { layer: lstm(8), mergeMode: "sum" } };
  assert.equal(linesOf([lstm(8)], [wrapped]), ["[0] lstm → bidirectional(lstm)", "  mergeMode: sum"]);
  assert.equal(linesOf([wrapped], [lstm(4)]), ["[0] bidirectional(lstm) → lstm", "  units 8 → 4"]);
});

test("long values are cut", () => {
  const [line] = differences({ a: 1 }, { a: "x".repeat(99) }).map(differenceText);
  assert.match(line!, /^a 1 → x{39}…$/);
});

test.run();
