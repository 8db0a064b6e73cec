import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sharedNames } from "../../src/report/comparison/curves.ts";
import { comparisonMarkdown } from "../../src/report/comparison/markdown.ts";
import { changeLines, comparisonSections } from "../../src/report/comparison/sections.ts";
import { compare } from "../../src/report/comparison.ts";
import type { StoredConfusion, StoredVersion } from "../../src/store/read-version.ts";

const test = suite("report/comparison");

const NAMES = ["red", "green"];

/** A confusion of two classes of 50 samples, by what is wrong. */
function confusions(redAsGreen: number, greenAsRed: number): StoredConfusion[] {
  const row = (truth: number, answer: number, count: number) => ({
    truth: NAMES[truth]!,
    answer: NAMES[answer]!,
    count,
  });
  return [
    row(0, 0, 50 - redAsGreen),
    row(0, 1, redAsGreen),
    row(1, 0, greenAsRed),
    row(1, 1, 50 - greenAsRed),
  ];
}

/** A version whose validation accuracy takes these values. */
function version(
  identity: string,
  accuracies: readonly number[],
  change: Partial<StoredVersion> = {},
): StoredVersion {
  return {
    name: `net@${identity}`,
    run: {
      identity,
      experiment: identity,
      data: "d",
      arithmetic: "wasm",
      revision: 1,
      engine: "wasm",
      seed: 1,
      status: "complete",
      weights: "",
      kept: {},
    },
    document: { train: { epochs: accuracies.length } },
    figures: {
      test: { accuracy: 0.9, loss: 0.3 },
      validation: { accuracy: 0.9, loss: 0.3 },
      train: { accuracy: 0.95, loss: 0.1 },
    },
    epochs: accuracies.length,
    finalEpoch: accuracies.length,
    history: accuracies.map((value, index) => ({
      epoch: index + 1,
      val_accuracy: value,
      learning_rate: 0.1,
    })),
    recalls: new Map(),
    confusions: confusions(4, 6),
    ...change,
  };
}

test("a curve is told by its bests, its widest gap, and when each was as good as the poorer best", () => {
  const { curves } = compare(version("1", [0.5, 0.7, 0.6]), version("2", [0.4, 0.4, 0.7, 0.8]));
  assert.equal(
    curves.map(({ gap, ...own }) => [own, gap?.epoch, gap?.change.toFixed(3)]),
    [
      [
        {
          name: "val_accuracy",
          best: [
            { epoch: 2, value: 0.7 },
            { epoch: 4, value: 0.8 },
          ],
          reached: { value: 0.7, epochs: [2, 3] },
        },
        2,
        "-0.300",
      ],
    ],
  );
});

test("of an error the best is the smallest", () => {
  const history = [3, 1, 2].map((value, index) => ({ epoch: index + 1, val_mean_squared_error: value }));
  const [curve] = compare(version("1", [], { history }), version("2", [], { history })).curves;
  assert.equal(curve!.best[0], { epoch: 2, value: 1 });
});

test("what is no finite number is neither best nor a gap", () => {
  const { NaN: none, POSITIVE_INFINITY: infinite } = Number;
  const [curve] = compare(version("1", [0.5, none, infinite]), version("2", [none, none])).curves;
  assert.equal(curve, { name: "val_accuracy", best: [{ epoch: 1, value: 0.5 }, undefined] });
});

test("overfitting is how much better training looks than validation, and may be a threshold", () => {
  const { figures } = compare(version("1", [0.5]), version("2", [0.5]));
  const found = figures.filter(({ figure }) => figure.startsWith("overfitting"));
  assert.equal(
    found.map(({ figure, before }) => [figure, before.toFixed(2)]),
    [
      ["overfitting.accuracy", "0.05"],
      ["overfitting.loss", "0.20"],
    ],
  );
});

test("only a share of right answers of the part that was answered has a sampling interval", () => {
  const { figures, samples } = compare(version("1", [0.5]), version("2", [0.5]));
  assert.equal(samples, [100, 100]);
  assert.equal(
    figures.filter(({ sampling }) => sampling !== undefined).map(({ figure }) => figure),
    ["test.accuracy"],
  );
});

test("one run against itself has no noise to speak of", () => {
  const comparison = compare(version("1", [0.5]), version("1", [0.5]));
  assert.ok(comparison.sameRun);
  assert.ok(comparison.figures.every(({ sampling }) => sampling === undefined));
  assert.match(comparisonMarkdown(comparison), "both are one run");
});

test("other data are told by their fingerprints, unless what is asked of them differs too", () => {
  const own = version("2", [0.5]);
  const other = { ...own, run: { ...own.run, data: "0123456789abcdef" } };
  assert.equal(changeLines(compare(version("1", [0.5]), other)), [
    "the data are others: fingerprint d → 0123456789ab",
  ]);
  const asked = { ...other, document: { ...other.document, dataset: { share: 0.5 } } };
  assert.equal(changeLines(compare(version("1", [0.5]), asked)), ["dataset { share: 0.5 } is new"]);
});

test("pairs whose counts changed come first where they changed most, new ones included", () => {
  const { classes } = compare(
    version("1", [1], { confusions: confusions(0, 6) }),
    version("2", [1], { confusions: confusions(9, 5) }),
  );
  assert.equal(classes!.confusions, [
    { truth: "red", answer: "green", before: 0, after: 9 },
    { truth: "green", answer: "red", before: 6, after: 5 },
  ]);
});

test("counts of classes with other numbers of samples are not compared", () => {
  const other = { confusions: [{ truth: "red", answer: "green", count: 9 }] };
  assert.equal(compare(version("1", [1]), version("2", [1], other)).classes!.confusions, []);
  const { confusions: _none, ...without } = version("2", [1]);
  assert.is(compare(version("1", [1]), without).classes, undefined);
});

test("the seconds are said to be those of the whole run", () => {
  const comparison = compare(version("1", [1], { seconds: 1.5 }), version("2", [1], { seconds: 2 }));
  const table = comparisonSections(comparison).find((own) => own.table?.head[0] === "cost")!.table!;
  assert.equal(table.rows.at(-1), ["seconds, whole run", "1.5", "2"]);
});

test("overfitting over replicates is that of their means, and what is of one training says so", () => {
  const spread = (train: number, validation: number) => ({
    count: 3,
    spread: {
      train: { accuracy: { mean: train, deviation: 0.01 } },
      validation: { accuracy: { mean: validation, deviation: 0.01 } },
    },
  });
  const before = version("1", [0.5], { replicates: spread(0.8, 0.7) });
  const comparison = compare(before, version("2", [0.5], { replicates: spread(0.9, 0.7) }));
  const found = comparison.figures.find(({ figure }) => figure === "overfitting.accuracy")!;
  assert.equal([found.before.toFixed(3), found.after.toFixed(3)], ["0.100", "0.200"]);
  assert.match(comparisonMarkdown(comparison), "are of the first replicate of each");
});

function losing(own: StoredVersion): StoredVersion {
  return { ...own, history: own.history.map((row) => ({ ...row, val_loss: 1 })) };
}

test("losses of different kinds are not compared, and other data are called to mind", () => {
  const document = (loss: string) => ({ train: { loss: { [loss]: {} } } });
  const before = version("1", [0.5], { document: document("meanSquaredError") });
  const after = version("2", [0.6], { document: document("huber") });
  const other = { ...after, run: { ...after.run, data: "e" } };
  const comparison = compare(before, other);
  assert.not.ok(comparison.figures.some(({ figure }) => figure.endsWith("loss")));
  assert.equal(sharedNames([losing(before), losing(after)]), ["val_accuracy"]);
  assert.equal(sharedNames([losing(before), losing(before)]), ["val_accuracy", "val_loss"]);
  assert.ok(comparison.figures.some(({ figure }) => figure === "test.accuracy"));
  const text = comparisonMarkdown(comparison);
  assert.match(text, "The losses are of different kinds");
  assert.match(text, "The data are not the same");
  assert.not.match(comparisonMarkdown(compare(before, before)), /different kinds|not the same/);
  const alone = (own: StoredVersion) => ({ ...own, figures: { test: { loss: 1 } } });
  assert.not.match(comparisonMarkdown(compare(alone(before), alone(other))), "| figure");
});

test("two searches stand side by side, with the hyperparameters that they chose", () => {
  const search = (value: number, configuration: Record<string, string>) => ({
    search: { trials: 4, epochs: 12, best: { trial: 3, objective: "val_accuracy", value }, configuration },
  });
  const comparison = compare(
    version("1", [1], search(0.9, { rate: "0.1" })),
    version("2", [1], search(0.8, { rate: "0.2", units: "8" })),
  );
  const table = comparisonSections(comparison).find((own) => own.table?.head[0] === "search")!.table!;
  assert.equal(table.rows, [
    ["trials", "4", "4"],
    ["epochs of all trials", "12", "12"],
    ["best val_accuracy", "0.9000, trial 3", "0.8000, trial 3"],
    ["rate", "0.1", "0.2"],
    ["units", "", "8"],
  ]);
});

test.run();
