import { suite } from "uvu";
import * as assert from "uvu/assert";
import { childSchema, definitions } from "../../src/spec/schema.ts";
import { writtenForm } from "../../src/spec/written-form.ts";

const test = suite("spec/written-form");

const of = (family: string, name: string) => childSchema(definitions[family], name)!;
const train = (name: string) => childSchema(definitions.train, name)!;

test("a value stands under the only key that must be there", () => {
  assert.is(writtenForm(64, of("layer", "dense")), "{ units: 64 }");
  assert.is(writtenForm(0.2, of("layer", "dropout")), "{ rate: 0.2 }");
  assert.is(writtenForm("many", of("layer", "dense")), undefined);
});

test("where none must, it stands under the first key, if it may", () => {
  assert.is(writtenForm(0.001, of("optimizer", "adam")), "{ learningRate: 0.001 }");
  assert.is(writtenForm(0.2, childSchema(definitions.dataset, "split")!), "{ validation: 0.2 }");
  assert.is(writtenForm(true, of("layer", "flatten")), undefined);
});

test("values in a list stand under the keys that must be there, if they are as many", () => {
  assert.is(writtenForm([32, 3], of("layer", "conv2d")), "{ filters: 32, kernelSize: 3 }");
  assert.is(writtenForm([32, 128], of("parameter", "int")), "{ min: 32, max: 128 }");
  assert.is(writtenForm([0.1, 0.001], of("parameter", "float")), "{ min: 0.001, max: 0.1 }");
  assert.is(writtenForm([1, 2, 3], of("layer", "conv2d")), undefined);
});

test("one item is a list of one, and a list of one the item", () => {
  assert.is(writtenForm("accuracy", train("metrics")), "[accuracy]");
  assert.is(
    writtenForm({ earlyStopping: { monitor: "val_loss" } }, train("callbacks")),
    "- earlyStopping: …",
  );
  assert.is(writtenForm({ accuracy: true }, train("metrics")), "[accuracy]");
  assert.is(writtenForm("accuracy, precision", train("metrics")), undefined);
  assert.is(writtenForm([3], train("epochs")), "3");
  assert.is(writtenForm(["adam"], train("optimizer")), "adam");
  assert.is(writtenForm([1, 2], train("epochs")), undefined);
});

test.run();
