import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Issues } from "../../src/spec/issue.ts";
import { keyAt, type Located, originAt, placeOf, toPlain } from "../../src/spec/located.ts";
import { parseYaml } from "../../src/spec/parse.ts";

const test = suite("spec/parse");

function parse(text: string): { tree: Located | undefined; issues: Issues } {
  const issues = new Issues();
  return { tree: parseYaml({ name: "a.yaml", folder: ".", text }, issues), issues };
}

function complaints(text: string): string[] {
  return parse(text)
    .issues.list()
    .map((issue) => `${issue.place.line}:${issue.place.column} ${issue.code}`);
}

test("values and keys know where they stand", () => {
  const { tree } = parse("name: a\nmodel:\n  layers:\n    - dense: { units: 10 }\n");
  const units = placeOf(originAt(tree!, ["model", "layers", 0, "dense", "units"]));
  assert.equal([units.line, units.column, units.length], [4, 23, 2]);
  const key = placeOf(keyAt(tree!, ["model", "layers", 0, "dense"]));
  assert.equal([key.line, key.column, key.text], [4, 7, "    - dense: { units: 10 }"]);
});

test("Windows line ends and a byte order mark do not shift positions", () => {
  const { tree } = parse("name: a\r\nseed: 12\r\n");
  const place = placeOf(originAt(tree!, ["seed"]));
  assert.equal([place.line, place.column, place.length, place.text], [2, 7, 2, "seed: 12"]);
});

test("a path that the tree does not reach leads to the nearest key on the way", () => {
  const { tree } = parse("dataset:\n  split:\n    validation: 0.2\n");
  assert.is(placeOf(originAt(tree!, ["dataset", "split", "test"])).line, 2);
});

test("aliases are written out", () => {
  const { tree, issues } = parse("a: &x { units: 3 }\nb: *x\n");
  assert.is(issues.count, 0);
  assert.equal(toPlain(tree!).value, { a: { units: 3 }, b: { units: 3 } });
});

test("aliases that grow without bound are refused", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 10; level++) {
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  }
  assert.ok(complaints(lines.join("\n")).some((complaint) => complaint.endsWith("too-many-values")));
});

test("an alias inside what it names is refused", () => {
  assert.equal(complaints("a: &x\n  b: *x\n"), ["2:6 bad-alias"]);
});

test("mistakes of YAML are explained", () => {
  assert.equal(complaints("a: 1\na: 2\n"), ["2:1 duplicate-key"]);
  assert.equal(complaints("a:\n\tb: 1\n")[0], "2:1 tab");
  assert.equal(complaints("base: &b { a: 1 }\nx:\n  <<: *b\n"), ["3:3 merge-key"]);
  assert.equal(
    complaints("a: 1\n---\nb: 2\n").map((text) => text.split(" ")[1]),
    ["several-documents"],
  );
  assert.equal(complaints("a: !secret x\n"), ["1:4 unknown-tag"]);
  assert.equal(complaints("seed: 12345678901234567890\n"), ["1:7 imprecise-number"]);
  assert.equal(complaints(""), ["1:1 empty-file"]);
  assert.equal(complaints("? [a, b]\n: 1\n"), ["1:3 bad-key"]);
});

test("keys that reach into JavaScript are plain errors", () => {
  assert.equal(complaints("__proto__: { polluted: 1 }\nconstructor: 1\n"), [
    "1:1 forbidden-key",
    "2:1 forbidden-key",
  ]);
  assert.is(({} as { polluted?: number }).polluted, undefined);
});

test.run();
