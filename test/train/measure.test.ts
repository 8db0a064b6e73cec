import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Outcome } from "../../src/train/loss.ts";
import { answersOf, evaluate, forEachOutcome } from "../../src/train/measure.ts";
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

async function confusionsOf(...args: Parameters<typeof answersOf>) {
  return (await answersOf(...args)).confusions;
}

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
  const cells = await confusionsOf(
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

test("mistakes are kept with the place of their sample, the largest loss first, whatever the batches", async () => {
  const wrong = [
    { sample: 4, truth: 1, answer: 0, confidence: Math.fround(0.4), loss: 4 },
    { sample: 2, truth: 0, answer: 1, confidence: Math.fround(0.7), loss: 2 },
  ];
  for (const batchSize of [1, 2, 5]) {
    const training = answering(CONTEXT, ANSWERS, LABELS);
    const { mistakes } = await answersOf(training, "test", 5, { context: CONTEXT, batchSize }, 3);
    assert.equal(mistakes, wrong);
  }
});

test("of a thousand mistakes the 24 worst are kept, the first of equal ones", async () => {
  const answers = Array.from({ length: 1000 }, () => [0.9, 0.1]);
  const training = answering(
    { ...CONTEXT, width: 2 },
    answers,
    answers.map(() => [1]),
  );
  const scripted = training.forward.bind(training);
  training.forward = async (part, indices) => {
    const outcome = await scripted(part, indices);
    return { ...outcome, losses: outcome.losses.map((loss) => Math.floor(loss / 10)) };
  };
  const context = { ...CONTEXT, width: 2 };
  const { mistakes } = await answersOf(training, "test", 1000, { context, batchSize: 64 }, 2);
  const samples = Array.from({ length: 24 }, (_, place) => 990 - 10 * Math.floor(place / 10) + (place % 10));
  assert.equal(
    mistakes.map(({ sample }) => sample),
    samples,
  );
});

test("a mistake whose loss is no number is none to show", async () => {
  const training = answering(CONTEXT, [[Number.NaN, Number.NaN, Number.NaN]], [[1]]);
  const { mistakes } = await answersOf(training, "test", 1, { context: CONTEXT, batchSize: 1 }, 3);
  assert.equal(mistakes, []);
});

test("one-hot labels give the same confusion as class numbers", async () => {
  const context: MetricContext = { ...CONTEXT, labels: "vector" };
  const oneHot = LABELS.map(([own]) => [0, 1, 2].map((i) => (i === own ? 1 : 0)));
  const of = (own: MetricContext, labels: readonly (readonly number[])[]) =>
    confusionsOf(answering(own, ANSWERS, labels), "test", 5, { context: own, batchSize: 2 }, 3);
  assert.equal(await of(context, oneHot), await of(CONTEXT, LABELS));
});

test("one output says class 1 above one half", async () => {
  const context: MetricContext = { labels: "class", rows: 1, width: 1 };
  const training = answering(context, [[0.9], [0.5], [0.51], [0.1]], [[1], [1], [0], [0]]);
  assert.equal(await confusionsOf(training, "test", 4, { context, batchSize: 3 }, 2), [
    { truth: 0, answer: 0, count: 1 },
    { truth: 0, answer: 1, count: 1 },
    { truth: 1, answer: 0, count: 1 },
    { truth: 1, answer: 1, count: 1 },
  ]);
});

test("one output is as sure of class 0 as it is far from 1", async () => {
  const context: MetricContext = { labels: "class", rows: 1, width: 1 };
  const training = answering(context, [[0.75], [0.25]], [[0], [1]]);
  const { mistakes } = await answersOf(training, "test", 2, { context, batchSize: 2 }, 2);
  assert.equal(
    mistakes.map(({ answer, confidence }) => [answer, confidence]),
    [
      [0, 0.75],
      [1, 0.75],
    ],
  );
});

test("every row of a sequence counts", async () => {
  const context: MetricContext = { labels: "class", rows: 2, width: 2 };
  const training = answering(context, [[0.9, 0.1, 0.2, 0.8]], [[0, 0]]);
  assert.equal(await confusionsOf(training, "test", 1, { context, batchSize: 3 }, 2), [
    { truth: 0, answer: 0, count: 1 },
    { truth: 0, answer: 1, count: 1 },
  ]);
});

test.run();
