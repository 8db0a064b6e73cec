import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Issues } from "../../src/spec/issue.ts";
import { parseYaml } from "../../src/spec/parse.ts";

const test = suite("spec/syntax");

/** Slips in the writing of YAML: where they are told, the text that is marked, and what is said of it. */
const SLIPS: Readonly<Record<string, readonly [text: string, place: string, says: string]>> = {
  "no space after a colon": [
    "train:\n  loss: a\n  epochs:4\n  seed: 1\n",
    "3:3 epochs:4",
    "a space is missing after the colon; write epochs: 4",
  ],
  "no space after the last colon": ["name: a\nepochs:4\n", "2:1 epochs:4", "write epochs: 4"],
  "an equals sign": ["epochs = 4\nname: a\n", "1:1 epochs = 4", "write epochs: 4"],
  "no space after a dash": ["layers:\n  -flatten\n  - dense: 1\n  a: 1\n", "2:3 -flatten", "write - flatten"],
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
  "an item that is indented deeper": ["a:\n  - b: 3\n   - c\n", "3:4 - c", "in another column than the list"],
  "a brace that is not closed": ["a: { b: 3\nc: 4\n", "2:1 c: 4", "a { before this has no }"],
  "a bracket that is not closed": ["a: [1, 2\nb: 4\n", "2:1 b: 4", "a [ before this has no ]"],
  "one brace too many": ["a: { b: 3 }}\n", "1:12 }", "this } closes nothing"],
  "an index inside braces": [
    "a: { b: $b[0], c: 1 }\n",
    "1:11 [",
    "a [ stands inside a text; inside { } and [ ], quote",
  ],
  "no comma": ["a: { b: 1 c: 2 }\n", "1:9 1 c: 2", "a comma is missing"],
  "a colon in a text": [
    "description: a: b\n",
    "1:14 a: b",
    'holds a colon and a space, as a key does; quote it: "a: b"',
  ],
  "a text in an open quote": ['a: "bc\nd: 4\n', "3:1 ", 'quoted text has no end; put a " behind it'],
  "a quote in a quoted text": ["a: 'it's'\n", "1:8 s'", "something stands behind the value"],
  "a text that begins with a sign of YAML's": ["a: @b\n", "1:4 @", "text cannot begin with @; quote it"],
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
