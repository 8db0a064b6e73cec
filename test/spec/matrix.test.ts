import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Issues } from "../../src/spec/issue.ts";
import { toPlain } from "../../src/spec/located.ts";
import { variantsOf } from "../../src/spec/matrix.ts";
import { parseYaml } from "../../src/spec/parse.ts";

const test = suite("spec/matrix");

function variants(matrix: string): { labels: (string | undefined)[]; values: unknown[]; codes: string[] } {
  const issues = new Issues();
  const root = parseYaml({ name: "a.yaml", folder: ".", text: `matrix: ${matrix}\n` }, issues)!;
  const found = variantsOf(root, issues);
  return {
    labels: found.map(({ label }) => label),
    values: found.map((variant) =>
      Object.fromEntries([...variant.values].map(([name, value]) => [name, toPlain(value).value])),
    ),
    codes: issues.list().map(({ code }) => code),
  };
}

test("every combination is a variant, the last axis moving fastest", () => {
  const { labels, values } = variants("{ width: [128, 512], activation: [relu, tanh] }");
  assert.equal(labels, [
    "width=128,activation=relu",
    "width=128,activation=tanh",
    "width=512,activation=relu",
    "width=512,activation=tanh",
  ]);
  assert.equal(values[1], { width: 128, activation: "tanh" });
});

test("exclude leaves combinations out and include adds them", () => {
  const { labels } = variants(
    "{ width: [1, 2], rate: [0.1, 0.2], exclude: [{ width: 1, rate: 0.2 }], include: [{ width: 9, rate: 0.1 }] }",
  );
  assert.equal(labels, ["width=1,rate=0.1", "width=2,rate=0.1", "width=2,rate=0.2", "width=9,rate=0.1"]);
});

test("a combination that is there already is not added again", () => {
  assert.is(variants("{ width: [1, 2], include: [{ width: 2 }] }").labels.length, 2);
});

test("components are called by name, and numbered where the name stands twice", () => {
  const { labels } = variants("{ optimizer: [adam, { sgd: { momentum: 0.9 } }, { sgd: {} }] }");
  assert.equal(labels, ["optimizer=adam", "optimizer=sgd-1", "optimizer=sgd-2"]);
});

test("labels hold only what every file system takes", () => {
  const { labels } = variants('{ text: ["a/b c", "ünï:*?", [3, 5]] }');
  for (const label of labels) assert.match(label!, /^text=[A-Za-z0-9._+-]+$/);
  assert.is(new Set(labels).size, 3);
});

test("a file without a matrix has one variant without a name", () => {
  const issues = new Issues();
  const root = parseYaml({ name: "a.yaml", folder: ".", text: "name: a\n" }, issues)!;
  assert.equal(
    variantsOf(root, issues).map(({ label }) => label),
    [undefined],
  );
});

test("what cannot be a matrix is told", () => {
  assert.equal(variants("[1, 2]").codes, ["wrong-type"]);
  assert.equal(variants("{ width: [] }").codes, ["wrong-type"]);
  assert.equal(variants("{ width: [1, 1] }").codes, ["duplicate-value"]);
  assert.equal(variants('{ "a b": [1] }').codes, ["bad-name"]);
  assert.equal(variants("{ width: [1], exclude: [{ width: 1 }] }").codes, ["empty-matrix"]);
  assert.equal(variants("{ width: [1], exclude: [{ with: 1 }] }").codes, ["unknown-key"]);
  assert.equal(variants("{ a: [1, 2], b: [1, 2], include: [{ a: 1 }] }").codes, ["missing-key"]);
  assert.equal(variants("{}").codes, ["empty-matrix"]);
  const many = Array.from({ length: 40 }, (_, index) => index).join(", ");
  assert.equal(variants(`{ a: [${many}], b: [${many}] }`).codes, ["out-of-range"]);
});

test.run();
