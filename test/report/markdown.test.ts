import { suite } from "uvu";
import * as assert from "uvu/assert";
import { block, bullets, code, paragraphs, plain, table } from "../../src/report/markdown.ts";

const test = suite("report/markdown");

test("text is shown as it is, whatever it holds", () => {
  const shown: [string, string][] = [
    ["T-shirt/top", "T-shirt/top"],
    ["a|b", "a\\|b"],
    ["val_loss", "val_loss"],
    ["*bold* _em_ `code` ~~gone~~", "\\*bold\\* \\_em\\_ \\`code\\` \\~\\~gone\\~\\~"],
    ["<b>&amp;</b>", "\\<b\\>\\&amp;\\</b\\>"],
    ["[a](b)", "\\[a\\](b)"],
    ["back\\slash", "back\\\\slash"],
    ["two\nlines\r\nthree", "two lines three"],
    ["from $5 to $7", "from \\$5 to \\$7"],
    ["# no title", "\\# no title"],
  ];
  for (const [text, escaped] of shown) assert.is(plain(text), escaped);
});

test("paragraphs keep their lines, and none of them begins anything", () => {
  assert.is(paragraphs("one\r\ntwo\n\n\n three \n"), "one\ntwo\n\nthree");
  const starts: [string, string][] = [
    ["- a", "\\- a"],
    ["+ a", "\\+ a"],
    ["* a", "\\* a"],
    ["1. a", "1\\. a"],
    ["12) a", "12\\) a"],
    ["a\n---", "a\n\\---"],
    ["a\n===", "a\n\\==="],
    ["    code", "code"],
    ["```\ncode", "\\`\\`\\`\ncode"],
    ["~~~", "\\~\\~\\~"],
    ["> quote", "\\> quote"],
    ["2026 was warm", "2026 was warm"],
  ];
  for (const [text, shown] of starts) assert.is(paragraphs(text), shown);
});

test("inline code is fenced by more backticks than it holds", () => {
  assert.is(code("adam: { learningRate: 0.1 }"), "`adam: { learningRate: 0.1 }`");
  assert.is(code("a `b` c"), "`` a `b` c ``");
  assert.is(code("``"), "``` `` ```");
  assert.is(code("two\nlines"), "`two lines`");
});

test("a table lines up in its source, whatever its cells hold", () => {
  const text = table(
    ["class", "F1"],
    [
      ["Ångström", "1.000"],
      ["b", "0.12345"],
      ["😀", ""],
    ],
  );
  assert.is(
    text,
    [
      "| class    |      F1 |",
      "| -------- | ------: |",
      "| Ångström |   1.000 |",
      "| b        | 0.12345 |",
      "| 😀        |         |",
    ].join("\n"),
  );
});

test("short columns have room for their rule", () => {
  assert.is(table(["a", "b"], [["1", "2"]]), "|   a |   b |\n| --: | --: |\n|   1 |   2 |");
});

test("bullets and blocks", () => {
  assert.is(bullets(["a", "b"]), "- a\n- b");
  assert.is(block("a  b\n"), "```text\na  b\n```");
});

test.run();
