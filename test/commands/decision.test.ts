import { suite } from "uvu";
import * as assert from "uvu/assert";
import { decisionText, reasons, sinceLine } from "../../src/commands/decision.ts";
import type { Change, Decision } from "../../src/runner/decide.ts";

const test = suite("commands/decision");

function since(change: Partial<Change>): Decision {
  const none = { version: "v001", experiment: [], data: false, revision: false };
  return { status: "new", version: "v002", since: { ...none, ...change } };
}

test("what is done is said in a few words", () => {
  const resume = (replicates: number, epochs: number) =>
    decisionText({ status: "resume", trials: 0, version: "v002", replicates, epochs });
  assert.equal(
    [
      decisionText({ status: "up to date", version: "v003" }),
      decisionText({ status: "new", version: "v001" }),
      resume(0, 4),
      resume(2, 0),
      resume(2, 4),
    ],
    [
      "up to date: v003",
      "new: v001",
      "goes on after epoch 4, to v002",
      "goes on after replicate 2, to v002",
      "goes on after replicate 2 and epoch 4 of the next, to v002",
    ],
  );
});

test("what differs is said with both values, a component by its name, a long value cut", () => {
  const experiment = [
    { path: "train.batchSize", before: 64, after: 128 },
    { path: "train.optimizer", before: { adam: { beta1: 0.9 } }, after: { sgd: { momentum: 0 } } },
    { path: "model.layers[2]", after: { dropout: { rate: 0.2 } } },
    { path: "train.callbacks[0]", before: { terminateOnNaN: {} } },
    {
      path: "dataset.source.csv.columns",
      before: ["a"],
      after: Array.from({ length: 40 }, (_, at) => `c${at}`),
    },
  ];
  const lines = reasons(since({ experiment }));
  assert.equal(lines.slice(0, 4), [
    "train.batchSize 64 → 128",
    "train.optimizer adam → sgd",
    "model.layers[2] dropout { rate: 0.2 } is new",
    "train.callbacks[0] terminateOnNaN → left out",
  ]);
  assert.match(lines[4]!, /^dataset\.source\.csv\.columns \[ a \] → \[ c0, c1.*…$/);
});

test("other data are told unless what was changed in the file makes them so", () => {
  assert.equal(reasons(since({ data: true })), ["the data are others"]);
  const experiment = [{ path: "dataset.share", before: 1, after: 0.1 }];
  assert.equal(reasons(since({ data: true, experiment })), ["dataset.share 1 → 0.1"]);
});

test("arithmetic and revision are told, and a version whose experiment was edited", () => {
  const arithmetic = { path: "arithmetic", before: "a 1", after: "b 2" };
  assert.equal(reasons(since({ arithmetic, revision: true })), [
    "arithmetic a 1 → b 2",
    "this run-exp computes otherwise than the one that made it",
  ]);
  assert.equal(reasons(since({})), ["v001 is of another experiment than its experiment.yaml says"]);
});

test("in one line, only where there is a version to compare with", () => {
  assert.is(sinceLine({ status: "new", version: "v001" }), undefined);
  assert.is(sinceLine({ status: "up to date", version: "v001" }), undefined);
  assert.is(sinceLine(since({ data: true, revision: false })), "since v001: the data are others");
});

test.run();
