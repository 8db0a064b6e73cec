import { suite } from "uvu";
import * as assert from "uvu/assert";
import { monitorOf } from "../../src/runner/monitor.ts";
import type { TrainSection } from "../../src/spec/experiment.ts";

const test = suite("runner/monitor");

function section(over: Partial<TrainSection>): TrainSection {
  return {
    loss: { meanSquaredError: {} },
    metrics: [{ accuracy: {} }],
    optimizer: { sgd: {} },
    batchSize: 1,
    epochs: 1,
    callbacks: [],
    ...over,
  };
}

test("what a callback watches comes first, in its own direction", () => {
  const watching = { earlyStopping: { monitor: "val_loss", mode: "auto", patience: 1 } };
  const callbacks = [{ terminateOnNaN: {} }, watching];
  assert.equal(monitorOf(section({ callbacks }), true), { name: "val_loss", better: "lower" });
  const turned = [{ earlyStopping: { monitor: "loss", mode: "max" } }];
  assert.equal(monitorOf(section({ callbacks: turned }), true), { name: "loss", better: "higher" });
});

test("else the first metric, of validation where there is one, else the loss", () => {
  assert.equal(monitorOf(section({}), true), { name: "val_accuracy", better: "higher" });
  assert.equal(monitorOf(section({}), false), { name: "accuracy", better: "higher" });
  assert.equal(monitorOf(section({ metrics: [] }), true), { name: "val_loss", better: "lower" });
  assert.equal(monitorOf(section({ metrics: [] }), false), { name: "loss", better: "lower" });
});

test.run();
