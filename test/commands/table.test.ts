import { suite } from "uvu";
import * as assert from "uvu/assert";
import { textTable } from "../../src/commands/table.ts";

const test = suite("commands/table");

const COLUMNS = [{ title: "experiment" }, { title: "version" }, { title: "test\naccuracy", right: true }];
const ROWS = [
  ["a", "v001", "0.9"],
  ["long-name/width=128,rate=0.1", "v002", "0.8125"],
];

function linesAt(width: number): readonly string[] {
  return textTable(COLUMNS, ROWS, width).lines;
}

test("cells stand below their title, figures to the right, titles of two lines on two lines", () => {
  assert.equal(linesAt(Number.POSITIVE_INFINITY), [
    "                                           test",
    "experiment                    version  accuracy",
    "a                             v001          0.9",
    "long-name/width=128,rate=0.1  v002       0.8125",
  ]);
});

test("where there is no room, long names are cut in their middle, so that both ends are read", () => {
  const lines = linesAt(40);
  assert.is(lines[3], "long-name/…8,rate=0.1  v002       0.8125");
  for (const line of lines) assert.ok(line.length <= 40, line);
});

test("where even that is not enough, columns are left out from the right, and counted", () => {
  const { lines, leftOut } = textTable(COLUMNS, ROWS, 24);
  assert.is(leftOut, 1);
  for (const line of lines) assert.ok(line.length <= 24, line);
  assert.match(lines.at(-1)!, /^long-na…ate=0\.1 {2}v002$/);
});

test("a table without rows is its head", () => {
  assert.equal(textTable([{ title: "name" }], [], 80).lines, ["name"]);
});

test.run();
