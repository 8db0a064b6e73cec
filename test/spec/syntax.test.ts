import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Issues } from "../../src/spec/issue.ts";
import { parseYaml } from "../../src/spec/parse.ts";
import { slipIn } from "../../src/spec/slips.ts";

const test = suite("spec/syntax");

/** Slips in the writing of YAML: where they are told, the text that is marked, and what is said of it. */
const SLIPS: Readonly<Record<string, readonly [text: string, place: string, says: string]>> = {
  "no space after a colon": [
    "train:\n  loss: a\n  epochs:4\n  seed: 1\n",
    "3:3 epochs:4",
    "a space is missing after the colon; write epochs: 4",
  ],
  "no space after the last colon": ["name: a\nepochs:4\n", "2:1 epochs:4", "write epochs: 4"],
  "no space before a brace": [
    "a:\n  - b:{ c: 1, d: 2 }\n",
    "2:5 b:{ c: 1, d: 2 }",
    "write b: { c: 1, d: 2 }",
  ],
  "no space in a brace that another follows": [
    "a:{ b: { c: 1 } }\nd: 2\n",
    "1:1 a:{ b: { c: 1 } }",
    "write a: { b",
  ],
  "an equals sign": ["epochs = 4\nname: a\n", "1:1 epochs = 4", "write epochs: 4"],
  "no space after a dash": ["a:\n  -flatten\n  - dense: 1\n  b: 1\n", "2:3 -flatten", "write - flatten"],
  "no space after the first dash": [
    "a:\n  -b: { c: 1 }\n  - d: 2\n",
    "2:3 -b: { c: 1 }",
    "write - b: { c: 1 }",
  ],
  "no space after a later dash": [
    "a:\n  - b: 1\n  -c: { d: 2 }\n  - e: 1\n",
    "3:3 -c: { d: 2 }",
    "after the dash",
  ],
  "no dash": [
    "a:\n  - b: 1\n  c: { d: 2 }\n  - e: 1\n",
    "3:3 c: { d: 2 }",
    "a dash is missing before this item; write - c",
  ],
  "a line of text in a mapping": ["a:\n  b: 1\n  text\n  c: 2\n", "3:3 text", "this is no `key: value`"],
  "a line that is indented deeper": [
    "train:\n  loss: a\n   epochs: 4\n",
    "3:4 epochs: 4",
    "indented deeper than the one above; the keys of one mapping begin in one column",
  ],
  "deeper, behind a blank line": ["a: 1\n\n  b: 2\n", "3:3 b: 2", "indented deeper"],
  "a line that is indented less": [
    "train:\n    a: 1\n  b: 4\n",
    "3:3 b: 4",
    "in another column than its mapping",
  ],
  "a first line that is indented": [" a: 1\nb: 2\n", "2:1 b", "in another column than the first"],
  "an item that is indented deeper": ["a:\n  - b: 3\n   - c\n", "3:4 - c", "in another column than its list"],
  "an item that is indented less": [
    "a:\n    - b: 3\n   - c: 1\n",
    "3:4 - c: 1",
    "in another column than its list",
  ],
  "a brace that is not closed": ["a: { b: 3\nc: 4\n", "2:1 c: 4", "a { before this has no }"],
  "a bracket that is not closed": ["a: [1, 2\nb: 4\n", "2:1 b: 4", "a [ before this has no ]"],
  "a bracket that is open at the end": ["[b", "1:3 ", "this [ is not closed; close it: ]"],
  "one brace too many": ["a: { b: 3 }}\n", "1:12 }", "this } closes nothing"],
  "an index inside braces": [
    "a: { b: $b[0], c: 1 }\n",
    "1:11 [",
    "a [ stands inside a text; inside { } and [ ], quote",
  ],
  "no comma": ["a: { b: 1 c: 2 }\n", "1:9 1 c: 2", "a comma is missing"],
  "no comma behind a quote": ['a: { b: "1" c: 2 }\n', "1:13 c", "a comma is missing"],
  "no comma behind a brace": ["a: { b: { c: 1 } d: 2 }\n", "1:18 d", "a comma is missing"],
  "no comma in a list": ['a: ["b" "c"]\n', '1:9 "', "a comma is missing"],
  "a comma at the end": ["a:\n  - b: { c: 1 },\n", "2:16 ,", "a comma ends this line; leave it out"],
  "a key behind a key": [
    "a:\n  b: c: 1, d: 2\n",
    "2:6 c: 1, d: 2",
    "a key stands behind a key; write { c: 1, d: 2 }, or",
  ],
  "two keys on a line": ["a: 3 b: 4\n", "1:4 3 b: 4", "two keys stand on one line; give b a line of its own"],
  "a colon in a text": [
    "description: a: it's # b\n",
    "1:14 a: it's # b",
    "as a key does; quote it: 'a: it''s'",
  ],
  "a line of text with a colon": [
    "description: a\n  b: c\n",
    "2:3 b: c",
    "reads as a key; put | behind description:",
  ],
  "an open quote": ['a: "bc\nd: 4\n', '1:4 "bc', 'this quote is not closed; put a " where the text ends'],
  "a quote in a quoted text": ["a: 'it's'\n", "1:8 s'", "something stands behind the value"],
  "a text that begins with a sign of YAML's": ["a: @b\n", "1:4 @", "text cannot begin with @; quote it"],
  "two commas": ["a: [b,, c]\n", "1:7 ,", "one comma too many"],
  "a list behind its key": ["a: - b\n", "1:4 -", "does not begin behind its key; begin it in the next line"],
  "a text behind its sign": ["a: | b\n", "1:6 b", "text after | or > begins in the next line"],
  "a directive alone": ["%YAML 1.2\na: 1\n", "1:1 %", "leave the line with %YAML out"],
};

for (const [name, [text, place, says]] of Object.entries(SLIPS)) {
  test(`${name} is told once, where it is`, () => {
    const issues = new Issues();
    assert.is(parseYaml({ name: "a.yaml", folder: ".", text }, issues), undefined);
    const [issue, ...others] = issues.list();
    assert.is(others.length, 0);
    const { line, column, length } = issue!.place;
    const marked = (text.split("\n")[line - 1] ?? "").slice(column - 1, column - 1 + length).trim();
    assert.is(`${line}:${column} ${marked}`, place);
    assert.match(`${issue!.message}; ${issue!.hint}`, says.split("; ").at(-1)!);
    assert.match(`${issue!.message}; ${issue!.hint}`, says.split("; ")[0]!);
  });
}

test("a slip is not seen in a line that is sound", () => {
  for (const line of [
    "a: http://b/c",
    "  - a: 3",
    "a: -x",
    "path: C:\\data",
    "a: { b: c:d }",
    "- { a: 1, b: 2 }",
    "a: [1, 2]",
    "when: $a == 3",
    "a: x = 3",
    "- a, b",
  ]) {
    assert.is(slipIn(line), undefined, line);
  }
});

test("Windows line ends change nothing of it", () => {
  for (const [name, [text]] of Object.entries(SLIPS)) {
    const [own, windows] = [text, text.replaceAll("\n", "\r\n")].map((written) => {
      const issues = new Issues();
      parseYaml({ name: "a.yaml", folder: ".", text: written }, issues);
      return issues
        .list()
        .map(({ place, message, hint }) => `${place.line}:${place.column} ${message} ${hint}`);
    });
    assert.equal(windows, own, name);
  }
});

test.run();
