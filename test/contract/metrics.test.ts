import { suite } from "uvu";
import * as assert from "uvu/assert";
import { OptionProblem } from "../../src/base/errors.ts";
import { stream } from "../../src/base/random.ts";
import type { Outcome } from "../../src/train/loss.ts";
import type { Meter, MetricContext } from "../../src/train/metric.ts";
import { metrics } from "../../src/train/metrics.ts";
import { complete } from "../model/complete.ts";
import { batchOf } from "../train/losses.ts";

/** What the loop relies on, of every metric and each of its forms. */

const test = suite("contract/metrics");

type Rows = readonly (readonly number[])[];

interface MetricCase {
  readonly form: string;
  readonly logged: string;
  readonly options?: object;
  readonly labels: Rows;
  readonly predictions: Rows;
  readonly value: number;
}

/** Four classes; in the third row and the fifth the answer is wrong, in the last it is far off. */
const OUTPUTS = [
  [0.7, 0.2, 0.1, 0],
  [0.1, 0.4, 0.3, 0.2],
  [0.1, 0.2, 0.3, 0.4],
  [0.1, 0.2, 0.3, 0.4],
  [0.4, 0.3, 0.2, 0.1],
  [0, 0.1, 0.2, 0.7],
];
const CLASSES = [[0], [1], [2], [3], [2], [0]];
const ONE_HOT = CLASSES.map(([own]) => [0, 1, 2, 3].map((i) => (i === own ? 1 : 0)));

const YES = [[0.9], [0.2], [0.6], [0.5], [0.3], [0.51]];
const TRULY = [[1], [0], [0], [1], [1], [1]];

const TARGETS = [
  [1, 0.5, -1],
  [0.5, 1.5, 2],
  [2, -1, 0.25],
];
const NUMBERS = [
  [0.5, 2, -1.5],
  [3, 0.25, -0.75],
  [1.5, -0.5, 0.5],
];

/** A case for class numbers and the same for one-hot vectors. */
function bothForms(logged: string, value: number, options?: object): MetricCase[] {
  const rest = { logged, predictions: OUTPUTS, value, ...(options === undefined ? {} : { options }) };
  return [
    { form: "class numbers", labels: CLASSES, ...rest },
    { form: "one-hot vectors", labels: ONE_HOT, ...rest },
  ];
}

const single = (logged: string, value: number, options?: object): MetricCase => ({
  form: "one output",
  logged,
  labels: TRULY,
  predictions: YES,
  value,
  ...(options === undefined ? {} : { options }),
});

const numbers = (logged: string, value: number): MetricCase => ({
  form: "numbers",
  logged,
  labels: TARGETS,
  predictions: NUMBERS,
  value,
});

/**
 * By hand where the arithmetic is short; where it is not, Keras 3.15.1's value. Of the four classes, answered are
 * 0 twice (right once), 1 once (right), 2 never, 3 three times (right once); truly they are 2, 1, 2 and 1.
 */
const CASES: Readonly<Record<string, readonly MetricCase[]>> = {
  accuracy: [...bothForms("accuracy", 3 / 6), single("accuracy", 3 / 6)],
  binaryAccuracy: [
    single("binary_accuracy", 3 / 6),
    single("binary_accuracy", 5 / 6, { threshold: 0.25 }),
    {
      form: "several yes or no",
      logged: "binary_accuracy",
      labels: [
        [1, 0, 1],
        [0, 0, 1],
      ],
      predictions: [
        [0.9, 0.6, 0.2],
        [0.1, 0.4, 0.8],
      ],
      value: 4 / 6,
    },
  ],
  categoricalAccuracy: [bothForms("categorical_accuracy", 3 / 6)[1]!],
  sparseCategoricalAccuracy: [bothForms("sparse_categorical_accuracy", 3 / 6)[0]!],
  topK: [
    ...bothForms("top_2_accuracy", 4 / 6, { k: 2 }),
    ...bothForms("top_3_accuracy", 5 / 6, { k: 3 }),
    ...bothForms("top_1_accuracy", 3 / 6, { k: 1 }),
  ],
  precision: [...bothForms("precision", (1 / 2 + 1 + 0 + 1 / 3) / 4), single("precision", 2 / 3)],
  recall: [...bothForms("recall", (1 / 2 + 1 + 0 + 1) / 4), single("recall", 2 / 4)],
  f1: [...bothForms("f1_score", (1 / 2 + 1 + 0 + 1 / 2) / 4), single("f1_score", 4 / 7)],
  r2Score: [numbers("r2_score", -1.9341841)],
  sparseCategoricalCrossentropy: [
    {
      ...bothForms("sparse_categorical_crossentropy", -Math.log(0.7 * 0.4 * 0.3 * 0.4 * 0.2 * 1e-7) / 6)[0]!,
    },
  ],
  categoricalCrossentropy: [
    bothForms("categorical_crossentropy", -Math.log(0.7 * 0.4 * 0.3 * 0.4 * 0.2 * 1e-7) / 6)[1]!,
  ],
  binaryCrossentropy: [single("binary_crossentropy", -Math.log(0.9 * 0.8 * 0.4 * 0.5 * 0.3 * 0.51) / 6)],
  kullbackLeiblerDivergence: [
    bothForms("kullback_leibler_divergence", -Math.log(0.7 * 0.4 * 0.3 * 0.4 * 0.2 * 1e-7) / 6)[1]!,
  ],
  meanSquaredError: [
    numbers("mean_squared_error", 2.0763888),
    single("mean_squared_error", (0.01 + 0.04 + 0.36 + 0.25 + 0.49 + 0.2401) / 6),
  ],
  meanAbsoluteError: [numbers("mean_absolute_error", 1.1388889)],
  meanAbsolutePercentageError: [numbers("mean_absolute_percentage_error", 143.98148)],
  meanSquaredLogarithmicError: [numbers("mean_squared_logarithmic_error", 0.36434713)],
  cosineProximity: [numbers("cosine_proximity", -0.6011372)],
};

test("every metric has its cases here", () => {
  assert.equal(Object.keys(CASES), [...metrics.names]);
});

function contextOf({ labels, predictions }: Pick<MetricCase, "labels" | "predictions">): MetricContext {
  const width = predictions[0]!.length;
  return { labels: labels[0]!.length === width && width > 1 ? "vector" : "class", rows: 1, width };
}

function outcomeOf(labels: Rows, predictions: Rows, rows = 1): Outcome {
  const batch = batchOf(labels, predictions, rows);
  return { ...batch, losses: new Float32Array(batch.count) };
}

for (const [name, cases] of Object.entries(CASES)) {
  for (const { form, logged, options = {}, labels, predictions, value } of cases) {
    const title = `${name} of ${form}${Object.keys(options).length > 0 ? ` ${JSON.stringify(options)}` : ""}`;
    const tagged = complete(metrics, name, options);
    const start = (): Meter => {
      const { component, options: chosen } = metrics.open(tagged);
      return component.start(contextOf({ labels, predictions }), chosen);
    };

    test(`${title}: is logged as ${logged} and right by hand`, () => {
      const { component, options: chosen } = metrics.open(tagged);
      assert.is(component.logName(chosen), logged);
      const meter = start();
      meter.update(outcomeOf(labels, predictions));
      assert.ok(
        Math.abs(meter.result() - value) < 2e-6 * Math.max(1, Math.abs(value)),
        `${meter.result()} ≠ ${value}`,
      );
    });

    test(`${title}: is no number before it has seen anything`, () => {
      assert.ok(Number.isNaN(start().result()));
      const meter = start();
      meter.update({ ...outcomeOf(labels, predictions), count: 0 });
      assert.ok(Number.isNaN(meter.result()));
    });

    test(`${title}: says the same of batches of any size as of one, and may be asked in between`, () => {
      const whole = start();
      whole.update(outcomeOf(labels, predictions));
      for (const cuts of [[1], [2], [1, 2], [predictions.length - 1]]) {
        const meter = start();
        const edges = [0, ...cuts.filter((cut) => cut < predictions.length), predictions.length];
        for (let i = 1; i < edges.length; i++) {
          meter.update(
            outcomeOf(labels.slice(edges[i - 1], edges[i]), predictions.slice(edges[i - 1], edges[i])),
          );
          meter.result();
        }
        assert.is(meter.result(), whole.result());
      }
    });

    test(`${title}: reads as many samples as the batch says, whatever lies behind them`, () => {
      const [whole, cut] = [start(), start()];
      cut.update({ ...outcomeOf(labels, predictions), count: 2 });
      whole.update(outcomeOf(labels.slice(0, 2), predictions.slice(0, 2)));
      assert.is(cut.result(), whole.result());
    });

    test(`${title}: counts the rows of sequences as it counts samples`, () => {
      const [rows, samples] = [start(), start()];
      rows.update(outcomeOf(labels, predictions, predictions.length));
      samples.update(outcomeOf(labels, predictions));
      const [one, other] = [rows.result(), samples.result()];
      assert.ok(Math.abs(one - other) < 1e-6 * Math.max(1, Math.abs(one)));
    });
  }

  test(`${name}: a better answer is better in the way it says`, () => {
    const { labels, predictions, options } = cases[0]!;
    const tagged = complete(metrics, name, options);
    const { component, options: chosen } = metrics.open(tagged);
    const context = contextOf({ labels, predictions });
    const right = predictions.map((row, i) =>
      labels[i]!.length === row.length && row.length > 1
        ? [...labels[i]!]
        : row.map((_, at) => (row.length === 1 ? labels[i]![0]! : at === labels[i]![0] ? 1 : 0)),
    );
    const [plain, best] = [component.start(context, chosen), component.start(context, chosen)];
    plain.update(outcomeOf(labels, predictions));
    best.update(outcomeOf(labels, right));
    assert.is(component.better, best.result() > plain.result() ? "higher" : "lower");
    assert.is.not(best.result(), plain.result());
  });
}

test("a metric that takes one kind of labels refuses the other, and one that compares outputs a single one", () => {
  const refused = (name: string, context: Omit<MetricContext, "rows">, options?: object): string => {
    const { component, options: chosen } = metrics.open(complete(metrics, name, options));
    try {
      component.start({ ...context, rows: 1 }, chosen);
    } catch (error) {
      if (!(error instanceof OptionProblem)) throw error;
      return `${error.message}; ${error.hint}`;
    }
    return "taken";
  };
  const [sparse, dense, one] = [
    { labels: "class", width: 4 },
    { labels: "vector", width: 4 },
    { labels: "class", width: 1 },
  ] as const;
  for (const name of ["accuracy", "topK", "precision", "recall", "f1"]) {
    const options = name === "topK" ? { k: 2 } : {};
    assert.is(refused(name, sparse, options), "taken");
    assert.is(refused(name, dense, options), "taken");
  }
  for (const name of ["sparseCategoricalAccuracy", "sparseCategoricalCrossentropy"]) {
    assert.is(refused(name, sparse), "taken");
    assert.match(refused(name, dense), "takes class numbers, and the labels are vectors; leave oneHot out");
  }
  for (const name of [
    "categoricalAccuracy",
    "categoricalCrossentropy",
    "binaryAccuracy",
    "meanSquaredError",
    "r2Score",
  ]) {
    assert.is(refused(name, dense), "taken");
    assert.match(refused(name, sparse), "takes vectors, and the labels are class numbers; add oneHot");
  }
  for (const name of [
    "topK",
    "sparseCategoricalAccuracy",
    "categoricalAccuracy",
    "sparseCategoricalCrossentropy",
    "categoricalCrossentropy",
    "kullbackLeiblerDivergence",
    "cosineProximity",
  ]) {
    const options = name === "topK" ? { k: 2 } : {};
    const context = { ...one, labels: name.startsWith("cat") ? "vector" : "class" } as const;
    assert.match(refused(name, context, options), "compares several outputs, and the model has one");
  }
  assert.match(refused("topK", sparse, { k: 4 }), "always hold the true class; use k below 4");
});

test("no two metrics are logged under one name", () => {
  const names = metrics.members.map((member) =>
    member.logName(metrics.open(complete(metrics, member.name)).options),
  );
  assert.is(new Set(names).size, names.length);
});

test("over 60,000 random samples every metric says of many batches what it says of one", () => {
  const draws = stream(5, "samples");
  const count = 60_000;
  for (const [name, cases] of Object.entries(CASES)) {
    const { labels, predictions, options } = cases[0]!;
    const context = contextOf({ labels, predictions });
    const pick = Array.from({ length: count }, (_, i) => draws.below(i, predictions.length));
    const all = outcomeOf(
      pick.map((i) => labels[i]!),
      pick.map((i) => predictions[i]!),
    );
    const { component, options: chosen } = metrics.open(complete(metrics, name, options));
    const [whole, parts] = [component.start(context, chosen), component.start(context, chosen)];
    whole.update(all);
    const perSample = all.labels.length / count;
    for (let from = 0; from < count; from += 128) {
      const to = Math.min(from + 128, count);
      parts.update({
        ...all,
        count: to - from,
        predictions: all.predictions.subarray(from * context.width, to * context.width),
        labels: all.labels.subarray(from * perSample, to * perSample),
      });
    }
    assert.is(parts.result(), whole.result(), name);
  }
});

test.run();
