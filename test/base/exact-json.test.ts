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
