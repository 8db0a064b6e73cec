import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { MetricContext } from "../../src/train/metric.ts";
import { metrics } from "../../src/train/metrics.ts";
import { complete } from "../model/complete.ts";
import { batchOf } from "./losses.ts";

const test = suite("train/metrics");

type Rows = readonly (readonly number[])[];

/** A metric's value over class numbers, or over vectors as wide as the predictions. */
function measured(name: string, labels: Rows, predictions: Rows, options: object = {}): number {
  const { component, options: chosen } = metrics.open(complete(metrics, name, options));
  const width = predictions[0]!.length;
  const context: MetricContext = { labels: labels[0]!.length === width ? "vector" : "class", rows: 1, width };
  const meter = component.start(context, chosen);
  const batch = batchOf(labels, predictions);
  meter.update({ ...batch, losses: new Float32Array(batch.count) });
  return meter.result();
}

test("topK: a tie counts for the row, as in Keras", () => {
  const tied = [[0.3, 0.3, 0.3, 0.1]];
  for (const own of [0, 1, 2]) assert.is(measured("topK", [[own]], tied, { k: 1 }), 1);
  assert.is(measured("topK", [[3]], tied, { k: 3 }), 0);
  const pair = [[0.5, 0.2, 0.2, 0.1]];
  assert.equal(
    [1, 2].map((own) => measured("topK", [[own]], pair, { k: 2 })),
    [1, 1],
  );
  assert.is(measured("topK", [[3]], pair, { k: 3 }), 0);
});

test("topK: outputs that are no numbers hold nothing", () => {
  assert.is(measured("topK", [[0]], [[Number.NaN, Number.NaN, Number.NaN]], { k: 2 }), 0);
});

test("accuracy: of several largest outputs the first is the answer", () => {
  assert.equal(
    [0, 1].map((own) => measured("accuracy", [[own]], [[0.4, 0.4, 0.2]])),
    [1, 0],
  );
});

test("accuracy: with one output, exactly one half says no", () => {
  assert.is(measured("accuracy", [[0], [1]], [[0.5], [0.5]]), 0.5);
});

test("precision, recall and F1: a class that neither occurs nor is answered counts as 0", () => {
  const perfect: Rows = [
    [0.9, 0.1, 0],
    [0.2, 0.8, 0],
  ];
  for (const name of ["precision", "recall", "f1"]) {
    const value = measured(name, [[0], [1]], perfect);
    assert.ok(Math.abs(value - 2 / 3) < 1e-15, `${name} ${value}`);
  }
});

test("precision, recall and F1: with one output, nothing said and nothing there are 0 and no division", () => {
  for (const name of ["precision", "recall", "f1"]) {
    assert.is(measured(name, [[0], [0]], [[0.1], [0.2]]), 0);
    assert.is(measured(name, [[0], [1]], [[0.1], [0.2]]), 0);
    assert.is(measured(name, [[1], [1]], [[0.7], [0.8]]), 1);
  }
});

test("r2Score: the mean of the labels explains nothing, the labels themselves everything", () => {
  const labels = [[1], [2], [6]];
  assert.ok(Math.abs(measured("r2Score", labels, [[3], [3], [3]])) < 1e-12);
  assert.is(measured("r2Score", labels, labels), 1);
});

test("r2Score: labels that are all alike score 1 where they are met and else 0", () => {
  assert.is(measured("r2Score", [[2], [2]], [[2], [2]]), 1);
  assert.is(measured("r2Score", [[2], [2]], [[2], [3]]), 0);
  assert.ok(Number.isNaN(measured("r2Score", [[2], [2]], [[2], [Number.NaN]])));
});

test("r2Score: a large offset of the labels costs no digits", () => {
  const labels = Array.from({ length: 1000 }, (_, i) => [1e6 + (i % 7)]);
  const [mean] = [labels.reduce((sum, [label]) => sum + label!, 0) / 1000];
  const spread = labels.reduce((sum, [label]) => sum + (label! - mean) ** 2, 0);
  const value = measured(
    "r2Score",
    labels,
    labels.map(([label]) => [label! + 1]),
  );
  assert.ok(Math.abs(value - (1 - 1000 / spread)) < 1e-9, `${value}`);
});

test.run();
