import { parse as parseCsv } from "csv-parse/sync";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse as parseYaml } from "yaml";
import { showFigure, showNumber } from "../../src/store/formats.ts";
import { csv, documentText, jsonText } from "../../src/store/texts.ts";

const test = suite("store/formats");

test("figures have at most six significant digits, whole numbers all of theirs", () => {
  const shown: [number, string][] = [
    [0.863096416, "0.863096"],
    [1 / 3, "0.333333"],
    [123456.789, "123457"],
    [0.1 + 0.2, "0.3"],
    [20261124, "20261124"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"],
    [1e21 / 3, "333333000000000000000"],
    [5e-324, "5e-324"],
    [1.23456789e-9, "1.23457e-9"],
    [-0, "0"],
    [-1e-7 / 3, "-3.33333e-8"],
  ];
  for (const [value, text] of shown) assert.is(showNumber(value), text);
});

test("what is no finite number is a word", () => {
  assert.is(showNumber(Number.NaN), "nan");
  assert.is(showNumber(Number.POSITIVE_INFINITY), "infinity");
  assert.is(showNumber(Number.NEGATIVE_INFINITY), "-infinity");
});

test("a report shows four significant digits, with their zeros", () => {
  const shown: [number, string][] = [
    [0.863, "0.8630"],
    [1, "1.000"],
    [0, "0"],
    [-0.01402, "-0.01402"],
    [12.3456, "12.35"],
    [123456, "123500"],
    [0.00012346, "0.0001235"],
    [1.5e-9, "1.5e-9"],
    [Number.NaN, "nan"],
    [Number.NEGATIVE_INFINITY, "-infinity"],
  ];
  for (const [value, text] of shown) assert.is(showFigure(value), text, String(value));
});

test("JSON is sorted at every depth, one figure a line, and ends in a newline", () => {
  const text = jsonText({ b: [2, { d: 1 / 3, c: Number.NaN }], a: { z: null, "10": "x", "9": true } });
  assert.is(
    text,
    '{\n  "a": {\n    "9": true,\n    "10": "x",\n    "z": null\n  },\n  "b": [\n    2,\n    {\n      "c": "nan",\n      "d": 0.333333\n    }\n  ]\n}\n',
  );
});

test("a name such as __proto__ is a name like any other", () => {
  const value = JSON.parse('{"__proto__": 1, "constructor": 2}') as object;
  assert.equal(Object.entries(JSON.parse(jsonText(value))), Object.entries(value));
});

test("CSV comes back as it was, whatever the cells hold", () => {
  const names = [
    "plain",
    "a,b",
    'say "so"',
    "two\nlines",
    " space ",
    "",
    "__proto__",
    "é|*`",
    "1,5",
    "\ttab",
    "'",
  ];
  const text = csv(names, [names, names.map((_, index) => index / 3)]);
  assert.ok(text.endsWith("\n"));
  assert.not.match(text, "\r");
  const rows = parseCsv(text) as string[][];
  assert.equal(rows.slice(0, 2), [names, names]);
  assert.equal(
    rows[2],
    names.map((_, index) => showNumber(index / 3)),
  );
});

test("a table without rows has its header", () => {
  assert.is(csv(["a", "b"], []), "a,b\n");
});

test("YAML holds numbers and texts exactly, without anchors or folded lines", () => {
  const shared = { list: [1 / 255, 1e-7, 1e21, 0.1 + 0.2, -5, 1e300] };
  const value = {
    texts: [
      "no",
      "yes",
      "null",
      "1e3",
      "0x10",
      "~",
      "",
      " x ",
      "#no comment",
      "a: b",
      "- c",
      "two\nlines\n",
      "*a",
    ],
    long: "word ".repeat(100).trim(),
    one: shared,
    two: shared,
  };
  const text = documentText(value);
  assert.equal(parseYaml(text), value);
  assert.not.match(text, /[&*]a\d/);
  assert.ok(text.split("\n").some((line) => line.length > 400));
});

test.run();
