import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readable } from "../../src/report/readable.ts";

const test = suite("report/readable");

test("a history begins with the best and the last of each column, and its columns line up", () => {
  const text = "epoch,loss,val_accuracy,learning_rate\n1,1.5,0.25,0.1\n2,nan,0.5,0.1\n10,2,0.4,0.1\n";
  assert.is(
    readable("history.csv", text),
    [
      "epochs         3",
      "loss           lowest 1.5 in epoch 1, last 2",
      "val_accuracy   highest 0.5 in epoch 2, last 0.4",
      "learning_rate  always 0.1",
      "",
      "epoch  loss  val_accuracy  learning_rate",
      "    1   1.5          0.25            0.1",
      "    2   nan           0.5            0.1",
      "   10     2           0.4            0.1",
      "",
    ].join("\n"),
  );
});

test("where nothing is a number, the last value is told", () => {
  assert.match(readable("0001.csv", "epoch,loss\n1,nan\n2,infinity\n"), /^loss +last infinity$/m);
});

test("figures have a line each, named by their whole path", () => {
  const text = '{ "epochs": 3, "test": { "accuracy": 0.5, "loss": "nan" }, "none": null }';
  assert.is(
    readable("metrics.json", text),
    "epochs         3\ntest.accuracy  0.5\ntest.loss      nan\nnone           null\n",
  );
});

test("what is not what its name says stays as it is", () => {
  for (const text of [
    "",
    "\n",
    "a,b\n1,2\n",
    "epoch,loss\n1\n",
    "epoch\n",
    "<<<<<<< HEAD\nepoch,loss\n",
    "\u0000\uFFFD",
    "epoch,loss\n1,2,3\n",
  ]) {
    assert.is(readable("history.csv", text), text);
  }
  for (const text of ["", "null", "3", "{", "<<<<<<< HEAD\n{}\n"])
    assert.is(readable("metrics.json", text), text);
});

test.run();
