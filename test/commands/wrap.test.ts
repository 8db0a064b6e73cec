import { suite } from "uvu";
import * as assert from "uvu/assert";
import { wrap } from "../../src/commands/wrap.ts";

const test = suite("commands/wrap");

test("a line is broken at its spaces, and keeps its indent", () => {
  assert.equal(wrap("  one two three", 9), ["  one two", "  three"]);
  assert.equal(wrap("  one two three", 9, "  "), ["  one two", "    three"]);
});

test("a line that fits stays, and a word that is too long stays whole", () => {
  assert.equal(wrap("one two", 7), ["one two"]);
  assert.equal(wrap("  a incomprehensible b", 8), ["  a", "  incomprehensible", "  b"]);
  assert.equal(wrap("", 8), [""]);
});

test.run();
