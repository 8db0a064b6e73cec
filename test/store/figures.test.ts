import { suite } from "uvu";
import * as assert from "uvu/assert";
import { classScores, optimism, spread, type TrainingFigures } from "../../src/store/figures.ts";

const test = suite("store/figures");

function training(figures: TrainingFigures["figures"]): TrainingFigures {
  return { seed: 0, history: [], stopReason: null, finalEpoch: 1, diverged: false, figures };
}

test("over replicates, every figure has its mean and its sample standard deviation", () => {
  const trainings = [2, 4, 9].map((loss) =>
    training({ train: { loss, accuracy: 0.5 }, test: { loss: -loss } }),
  );
  assert.equal(spread(trainings), {
    train: { loss: { mean: 5, deviation: Math.sqrt(13) }, accuracy: { mean: 0.5, deviation: 0 } },
    test: { loss: { mean: -5, deviation: Math.sqrt(13) } },
  });
});

test("a replicate that diverged is not left out of the mean", () => {
  const { loss } = spread([1, Number.NaN].map((loss) => training({ train: { loss } }))).train!;
  assert.ok(Number.isNaN(loss!.mean) && Number.isNaN(loss!.deviation));
});

test("validation was too good by as much as it is better than test, whichever way is better", () => {
  const figures = { validation: { loss: 0.2, accuracy: 0.9 }, test: { loss: 0.5, accuracy: 0.8 } };
  const better = new Map([
    ["loss", "lower"],
    ["accuracy", "higher"],
  ] as const);
  const found = optimism({ figures }, better)!;
  assert.ok(Math.abs(found.loss! - 0.3) < 1e-12 && Math.abs(found.accuracy! - 0.1) < 1e-12);
  const turned = optimism({ figures: { validation: figures.test, test: figures.validation } }, better)!;
  assert.ok(turned.loss! < 0 && turned.accuracy! < 0);
});

test("without validation or without test there is nothing to say about that", () => {
  assert.is(optimism({ figures: { train: { loss: 1 }, test: { loss: 1 } } }, new Map()), undefined);
  assert.is(optimism({ figures: { train: { loss: 1 }, validation: { loss: 1 } } }, new Map()), undefined);
});

test("precision, recall and F1 are those of the matrix, worked out by hand", () => {
  //            answered a  b  c
  // truth a             3  1  0
  //       b             2  4  0
  //       c             0  0  0
  const confusions = [
    { truth: 0, answer: 0, count: 3 },
    { truth: 0, answer: 1, count: 1 },
    { truth: 1, answer: 0, count: 2 },
    { truth: 1, answer: 1, count: 4 },
  ];
  assert.equal(classScores(confusions, ["a", "b", "c"]), [
    { name: "a", precision: 3 / 5, recall: 3 / 4, f1: 6 / 9, support: 4 },
    { name: "b", precision: 4 / 5, recall: 4 / 6, f1: 8 / 11, support: 6 },
    { name: "c", support: 0 },
  ]);
});

test("of a class without samples that was answered, only the precision is known", () => {
  const [, score] = classScores([{ truth: 0, answer: 1, count: 7 }], ["a", "b"]);
  assert.equal(score, { name: "b", precision: 0, support: 0 });
});

test("a single class is always right", () => {
  const [score] = classScores([{ truth: 0, answer: 0, count: 7 }], ["only"]);
  assert.equal(score, { name: "only", precision: 1, recall: 1, f1: 1, support: 7 });
});

test.run();
