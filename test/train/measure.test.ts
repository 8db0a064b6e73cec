import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Outcome } from "../../src/train/loss.ts";
import { confusion, evaluate, forEachOutcome } from "../../src/train/measure.ts";
import type { MetricContext } from "../../src/train/metric.ts";
import { metrics } from "../../src/train/metrics.ts";
import type { Training } from "../../src/train/training.ts";
import { complete } from "../model/complete.ts";
import { Scripted } from "./scripted.ts";

const test = suite("train/measure");

/** A training whose model answers each sample of any part as told, and whose sample i has loss i. */
function answering(
  context: MetricContext,
  answers: readonly (readonly number[])[],
  labels: readonly (readonly number[])[],
): Training {
  const training: Training = new Scripted({ loss: [0], penalty: [0] }, 1);
  return Object.assign(training, {
    penalty: () => 0.5,
    forward: (_part: string, indices: Uint32Array): Outcome => ({
      count: indices.length,
      rows: context.rows,
      width: context.width,
      predictions: Float32Array.from([...indices].flatMap((index) => answers[index]!)),
      labels: Float32Array.from([...indices].flatMap((index) => labels[index]!)),
      losses: Float32Array.from(indices),
    }),
  });
}

const CONTEXT: MetricContext = { labels: "class", rows: 1, width: 3 };
const ANSWERS = [
  [0.8, 0.1, 0.1],
  [0.2, 0.7, 0.1],
  [0.2, 0.7, 0.1],
  [0.1, 0.1, 0.8],
  [0.4, 0.4, 0.2],
];
const LABELS = [[0], [1], [0], [2], [1]];

test("a part is measured whole, whatever the batches: each sample counts once, the penalty is added", async () => {
  for (const batchSize of [1, 2, 3, 5, 8]) {
    const figures = await evaluate(
      answering(CONTEXT, ANSWERS, LABELS),
      "test",
      5,
      { metrics: [complete(metrics, "accuracy")], context: CONTEXT, batchSize },
      "test_",
    );
    assert.equal(figures, { test_loss: 2 + 0.5, test_accuracy: 3 / 5 });
  }
});

test("samples are visited in their order, each once, in batches no larger than said", async () => {
  const visited: number[][] = [];
  await forEachOutcome(answering(CONTEXT, ANSWERS, LABELS), "train", 5, 2, ({ losses }) =>
    visited.push([...losses]),
  );
  assert.equal(visited, [[0, 1], [2, 3], [4]]);
});

test("a confusion holds the pairs that occur, by truth and answer; of equal outputs the first is the answer", async () => {
  const cells = await confusion(
    answering(CONTEXT, ANSWERS, LABELS),
    "test",
    5,
    { context: CONTEXT, batchSize: 2 },
    3,
  );
  assert.equal(cells, [
    { truth: 0, answer: 0, count: 1 },
    { truth: 0, answer: 1, count: 1 },
    { truth: 1, answer: 0, count: 1 },
    { truth: 1, answer: 1, count: 1 },
    { truth: 2, answer: 2, count: 1 },
  ]);
});

test("one-hot labels give the same confusion as class numbers", async () => {
  const context: MetricContext = { ...CONTEXT, labels: "vector" };
  const oneHot = LABELS.map(([own]) => [0, 1, 2].map((i) => (i === own ? 1 : 0)));
  const of = (own: MetricContext, labels: readonly (readonly number[])[]) =>
    confusion(answering(own, ANSWERS, labels), "test", 5, { context: own, batchSize: 2 }, 3);
  assert.equal(await of(context, oneHot), await of(CONTEXT, LABELS));
});

test("one output says class 1 above one half", async () => {
  const context: MetricContext = { labels: "class", rows: 1, width: 1 };
  const training = answering(context, [[0.9], [0.5], [0.51], [0.1]], [[1], [1], [0], [0]]);
  assert.equal(await confusion(training, "test", 4, { context, batchSize: 3 }, 2), [
    { truth: 0, answer: 0, count: 1 },
    { truth: 0, answer: 1, count: 1 },
    { truth: 1, answer: 0, count: 1 },
    { truth: 1, answer: 1, count: 1 },
  ]);
});

test("every row of a sequence counts", async () => {
  const context: MetricContext = { labels: "class", rows: 2, width: 2 };
  const training = answering(context, [[0.9, 0.1, 0.2, 0.8]], [[0, 0]]);
  assert.equal(await confusion(training, "test", 1, { context, batchSize: 3 }, 2), [
    { truth: 0, answer: 0, count: 1 },
    { truth: 0, answer: 1, count: 1 },
  ]);
});

test.run();
