import { suite } from "uvu";
import * as assert from "uvu/assert";
import { contest, isLoss, sameLoss } from "../../src/report/like-with-like.ts";

const test = suite("report/like-with-like");

const of = (source: string, loss: unknown) => ({
  document: { dataset: { source: { [source]: {} } }, train: { loss } },
});
const mse = of("csv", { meanSquaredError: {} });
const [narrow, wide] = [1, 2].map((delta) => of("csv", { huber: { delta } }));

test("a loss is the same down to its options", () => {
  assert.ok(sameLoss([mse, of("idx", { meanSquaredError: {} })]));
  assert.not.ok(sameLoss([mse, narrow!]));
  assert.not.ok(sameLoss([narrow!, wide!, narrow!]));
  assert.ok(sameLoss([{ document: {} }, { document: {} }]));
});

test("the loss of every part is one, a metric is none", () => {
  for (const name of ["loss", "val_loss", "test_loss", "test.loss", "overfitting.loss"]) {
    assert.ok(isLoss(name), name);
  }
  for (const name of ["accuracy", "val_accuracy", "lossless", "gloss"]) assert.not.ok(isLoss(name), name);
});

test("figures of the same samples are in one contest, losses only with their kind", () => {
  assert.is(contest(narrow!, "test_accuracy"), contest(mse, "test_accuracy"));
  assert.is.not(contest(narrow!, "test_loss"), contest(mse, "test_loss"));
  assert.is.not(contest(of("idx", { huber: { delta: 1 } }), "test_loss"), contest(narrow!, "test_loss"));
  assert.is.not(contest(of("idx", {}), "test_accuracy"), contest(mse, "test_accuracy"));
  const otherwise = (key: string, value: unknown) => ({
    document: { ...mse.document, dataset: { ...mse.document.dataset, [key]: value } },
  });
  for (const key of ["share", "split"]) {
    assert.is.not(contest(otherwise(key, 0.5), "test_accuracy"), contest(mse, "test_accuracy"));
  }
  assert.is(
    contest(otherwise("preprocess", ["standardize"]), "test_accuracy"),
    contest(mse, "test_accuracy"),
  );
});

test.run();
