import { suite } from "uvu";
import * as assert from "uvu/assert";
import { nearest } from "../../src/base/nearest.ts";

const test = suite("base/nearest");

const NAMES = ["loss", "accuracy", "val_loss", "val_accuracy"];

test("a slip, another case and the beginning of one name alone are near", () => {
  assert.is(nearest("acuracy", NAMES), "accuracy");
  assert.is(nearest("Loss", NAMES), "loss");
  assert.is(nearest("val_acc", NAMES), "val_accuracy");
});

test("what begins several names, is short, or is like none is not near", () => {
  assert.is(nearest("val_", NAMES), undefined);
  assert.is(nearest("ac", NAMES), undefined);
  assert.is(nearest("precision", NAMES), undefined);
  assert.is(nearest("loss", []), undefined);
});

test.run();
