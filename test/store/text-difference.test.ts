import { suite } from "uvu";
import * as assert from "uvu/assert";
import { firstDifference } from "../../src/store/text-difference.ts";

const test = suite("store/text-difference");

test("tables differ in a line and a column", () => {
  assert.equal(firstDifference("history.csv", "epoch,loss\n1,0.5\n2,0.4\n", "epoch,loss\n1,0.5\n2,0.3\n"), {
    where: "line 3, loss",
    before: "0.4",
    after: "0.3",
  });
});

test("a cell with a comma is one cell", () => {
  const [before, after] = ['a,b\n"x, y",1\n', 'a,b\n"x, y",2\n'];
  assert.equal(firstDifference("t.csv", before, after), { where: "line 2, b", before: "1", after: "2" });
});

test("other columns and further rows are shown as lines", () => {
  assert.equal(firstDifference("t.csv", "a,b\n1,2\n", "a,c\n1,2\n"), {
    where: "line 1",
    before: "a,b",
    after: "a,c",
  });
  assert.equal(firstDifference("t.csv", "a\n1\n", "a\n1\n2\n").where, "line 3");
});

test("JSON differs in a value, told by its path", () => {
  const text = (accuracy: number) =>
    `${JSON.stringify({ a: { b: 1, c: 2 }, test: { accuracy, loss: 1 } }, undefined, 2)}\n`;
  assert.equal(firstDifference("metrics.json", text(0.5), text(0.25)), {
    where: "line 7, test.accuracy",
    before: "0.5",
    after: "0.25",
  });
});

test("JSON with another key differs in a line", () => {
  assert.equal(firstDifference("run.json", '{\n  "a": 1\n}\n', '{\n  "b": 1\n}\n'), {
    where: "line 2",
    before: '"a": 1',
    after: '"b": 1',
  });
});

test("other texts differ in a line", () => {
  assert.equal(firstDifference("model.txt", "a\nb\n", "a\nc\n"), {
    where: "line 2",
    before: "b",
    after: "c",
  });
});

test.run();
