import { suite } from "uvu";
import * as assert from "uvu/assert";
import { exactJson, parseExactJson } from "../../src/base/exact-json.ts";

const test = suite("base/exact-json");

test("every number comes back as it was, NaN and infinities too", () => {
  const value = {
    a: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    b: 0.1 + 0.2,
    c: 5e-324,
  };
  assert.equal(parseExactJson(exactJson(value)), value);
});

test("−0 comes back as −0, and text that looks like a word stays text", () => {
  const value = { zeros: [0, -0], words: ["number:NaN", "text:number:NaN", "text:", "number:", "NaN"] };
  const back = parseExactJson(exactJson(value)) as typeof value;
  assert.equal(back.words, value.words);
  assert.ok(Object.is(back.zeros[0], 0) && Object.is(back.zeros[1], -0));
});

test("it stands on one line", () => {
  assert.not.match(exactJson({ text: "two\nlines", list: [1, 2] }), /\n/);
});

test("a text that was cut off is a SyntaxError", () => {
  assert.throws(
    () => parseExactJson('{"a":1'),
    (error: Error) => error instanceof SyntaxError,
  );
});

test.run();
