import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { crossed, parseThreshold } from "../../src/commands/threshold.ts";
import type { Comparison } from "../../src/report/comparison.ts";

const test = suite("commands/threshold");

function comparison(change: number): Comparison {
  const figures = [{ figure: "test.accuracy", before: 0.9, after: 0.9 + change, change }];
  const epochs = [1, 1] as const;
  return {
    before: "a",
    after: "b",
    experiment: [],
    otherwise: [],
    figures,
    sameRun: false,
    sameLoss: true,
    curves: [],
    epochs,
    finalEpoch: epochs,
  };
}

function isCrossed(written: string, change: number): boolean {
  return crossed(comparison(change), [parseThreshold(written)]).length > 0;
}

test("a change below or above its bound crosses it, one on the bound does not", () => {
  assert.ok(isCrossed("test.accuracy<-0.005", -0.006));
  assert.not.ok(isCrossed("test.accuracy<-0.005", -0.005));
  assert.not.ok(isCrossed("test.accuracy<-0.005", 0.1));
  assert.ok(isCrossed(" test.accuracy > 0 ", 1e-9));
});

test("a figure that is no finite number any more crosses every bound, one that is again crosses none", () => {
  for (const lost of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    for (const written of ["test.accuracy<-1", "test.accuracy>1"]) {
      assert.ok(isCrossed(written, lost), `${written} ${lost}`);
      const found = { figure: "test.accuracy", before: lost, after: 0.9, change: 0.9 - lost };
      const healed = { ...comparison(0), figures: [found] };
      assert.equal(crossed(healed, [parseThreshold(written)]), [], `${written} ${lost}`);
    }
  }
});

test("each of several thresholds is looked at on its own, and told with the change", () => {
  const written = ["test.accuracy<-0.5", "test.accuracy < -0.05", "test.accuracy<-5e-2"];
  assert.equal(
    crossed(comparison(-0.1), written.map(parseThreshold)).map((own) => [own.written, own.change]),
    written.slice(1).map((own) => [own, -0.1]),
  );
});

test("what is no threshold, or of a figure that is not there, is told", () => {
  for (const written of [
    "",
    "test.accuracy",
    "test.accuracy<",
    "test.accuracy<a",
    "<0.1",
    "test.accuracy=1",
  ]) {
    assert.throws(
      () => parseThreshold(written),
      (error: unknown) => {
        return (
          error instanceof RunExpError && error.code === "bad-threshold" && error.hint.includes("--fail-on")
        );
      },
    );
  }
  assert.throws(() => isCrossed("test.acuracy<0", 0), /there is no figure test\.acuracy in both versions/);
});

test.run();
