import { suite } from "uvu";
import * as assert from "uvu/assert";
import { batchOf, gradientOf, inDoubles, lossesOf } from "./losses.ts";

const test = suite("train/losses");

const SHARES = [
  [0.7, 0.2, 0.1],
  [0.05, 0.15, 0.8],
];
const ONE_HOT = [
  [1, 0, 0],
  [0, 1, 0],
];
const SOFT = [
  [0.6, 0.3, 0.1],
  [0.2, 0.5, 0.3],
];
const TARGETS = [
  [1, 0.5, -1],
  [0.5, 0.5, 2],
];
const OUTPUTS = [
  [0.5, 2, -1.5],
  [3, 0.25, -0.75],
];
const COUNTS = [
  [1, 0, 2],
  [4, 1, 0],
];
const RATES = [
  [0.5, 2, 1.5],
  [3, 0.25, 0.75],
];
const SIGNS = ONE_HOT.map((row) => row.map((label) => 2 * label - 1));

type Rows = readonly (readonly number[])[];

/** What Keras 3.15.1 says of the same labels and outputs, one loss a sample. */
const KERAS: readonly (readonly [string, Rows, Rows, readonly number[], object?])[] = [
  ["categoricalCrossentropy", ONE_HOT, SHARES, [0.3566749, 1.89712]],
  ["categoricalCrossentropy", SOFT, SHARES, [0.9270949, 1.61465]],
  ["sparseCategoricalCrossentropy", [[0], [1]], SHARES, [0.3566749, 1.89712]],
  ["binaryCrossentropy", ONE_HOT, SHARES, [0.228393, 1.18595]],
  ["kullbackLeiblerDivergence", SOFT, SHARES, [0.02914917, 0.5849965]],
  ["kullbackLeiblerDivergence", ONE_HOT, SHARES, [0.3566721, 1.897117]],
  ["meanSquaredError", TARGETS, OUTPUTS, [0.9166667, 4.625]],
  ["meanAbsoluteError", TARGETS, OUTPUTS, [0.8333333, 1.833333]],
  ["meanAbsolutePercentageError", TARGETS, OUTPUTS, [133.3333, 229.1667]],
  ["meanSquaredLogarithmicError", TARGETS, OUTPUTS, [0.187738, 0.734072]],
  ["huber", TARGETS, OUTPUTS, [0.4166667, 1.427083]],
  ["huber", TARGETS, OUTPUTS, [0.205, 0.5054167], { delta: 0.3 }],
  ["logcosh", TARGETS, OUTPUTS, [0.3652231, 1.30181]],
  ["cosineProximity", TARGETS, OUTPUTS, [-0.7844646, -0.01899344]],
  ["poisson", COUNTS, RATES, [1.294072, 0.3306149]],
  ["hinge", ONE_HOT, OUTPUTS, [1.166667, 1.666667]],
  ["hinge", SIGNS, OUTPUTS, [1.166667, 1.666667]],
  ["squaredHinge", ONE_HOT, OUTPUTS, [3.083333, 5.541667]],
  ["categoricalHinge", ONE_HOT, OUTPUTS, [2.5, 3.75]],
];

for (const [name, labels, outputs, values, options] of KERAS) {
  test(`${name} of ${labels.join(" and ")}: what Keras says`, () => {
    close(lossesOf(name, batchOf(labels, outputs), options), values, 1e-6);
  });
}

test("a probability of 0 for what is true costs −log 10⁻⁷, as in Keras, and one of 1 next to nothing", () => {
  const sure = [
    [0, 1, 0],
    [1, 0, 0],
  ];
  const most = -Math.log(1e-7);
  const batch = inDoubles(batchOf([ONE_HOT[0]!, ONE_HOT[0]!], sure));
  close(lossesOf("categoricalCrossentropy", batch), [most, 1e-7], 1e-9);
  close(lossesOf("kullbackLeiblerDivergence", batch), [most - 2e-7 + 1e-7 * Math.log(1e-7), 0], 1e-6);
  close(lossesOf("binaryCrossentropy", batch), [(2 * most + 1e-7) / 3, 1e-7], 1e-9);
  close(
    lossesOf("sparseCategoricalCrossentropy", { ...batch, labels: Float32Array.of(0, 0) }),
    [most, 1e-7],
    1e-9,
  );
});

test("behind a softmax, the gradient stays p − y down to probabilities of 10⁻³⁰", () => {
  for (const least of [0.3, 1e-6, 1e-9, 1e-20, 1e-29]) {
    const p = [least, 1 - least];
    const through = (gradient: Float32Array) => {
      const sum = gradient[0]! * p[0]! + gradient[1]! * p[1]!;
      return [p[0]! * (gradient[0]! - sum), p[1]! * (gradient[1]! - sum)];
    };
    const wanted = [p[0]! - 1, p[1]!];
    close(through(gradientOf("categoricalCrossentropy", batchOf([[1, 0]], [p]))), wanted, 1e-6);
    close(through(gradientOf("sparseCategoricalCrossentropy", batchOf([[0]], [p]))), wanted, 1e-6);
  }
});

test("behind a sigmoid, a small probability of what is true gives the gradient p − y", () => {
  for (const p of [0.4, 1e-6, 1e-12, 1e-29]) {
    const [slope] = gradientOf("binaryCrossentropy", batchOf([[1]], [[p]]));
    close([slope! * p * (1 - p)], [p - 1], 1e-6);
  }
});

test("class numbers and one-hot vectors give the same bits, value and gradient", () => {
  const p = [...SHARES, [0, 0.5, 0.5], [1, 0, 0], [1e-9, 0.3, 0.7], [0.2, 0.3, 0.5]];
  const numbers = [0, 1, 0, 0, 0, 2];
  const vectors = numbers.map((own) => [0, 1, 2].map((i) => (i === own ? 1 : 0)));
  for (const rows of [1, 2, 3]) {
    const [sparse, dense] = [
      batchOf(
        numbers.map((own) => [own]),
        p,
        rows,
      ),
      batchOf(vectors, p, rows),
    ];
    assert.equal(
      lossesOf("sparseCategoricalCrossentropy", sparse),
      lossesOf("categoricalCrossentropy", dense),
    );
    assert.equal(
      gradientOf("sparseCategoricalCrossentropy", sparse),
      gradientOf("categoricalCrossentropy", dense),
    );
  }
});

test("hinge losses read 0 as −1", () => {
  const [zeros, signs] = [batchOf(ONE_HOT, OUTPUTS), batchOf(SIGNS, OUTPUTS)];
  for (const name of ["hinge", "squaredHinge"]) {
    assert.equal(lossesOf(name, zeros), lossesOf(name, signs));
    assert.equal(gradientOf(name, zeros), gradientOf(name, signs));
  }
});

test("huber joins its two pieces without a step, and its gradient never exceeds delta", () => {
  const at = (output: number) => lossesOf("huber", inDoubles(batchOf([[0]], [[output]])), { delta: 0.5 })[0]!;
  close([at(0.5 - 1e-9), at(0.5 + 1e-9)], [0.125, 0.125], 1e-8);
  assert.equal([...gradientOf("huber", batchOf([[0], [0]], [[9], [-9]]), { delta: 0.5 })], [0.5, -0.5]);
});

test("logcosh does not overflow: far out it is the distance less log 2", () => {
  close(lossesOf("logcosh", batchOf([[0]], [[1e4]])), [1e4 - Math.LN2], 1e-12);
  close(lossesOf("logcosh", batchOf([[0]], [[1e-3]])), [0.5e-6], 1e-9);
});

test("the cosine of nothing is 0", () => {
  assert.equal(lossesOf("cosineProximity", batchOf([[0, 0]], [[1, 2]])).map(Math.abs), [0]);
  assert.equal(lossesOf("cosineProximity", batchOf([[1, 2]], [[0, 0]])).map(Math.abs), [0]);
});

test("cosineProximity: of an output shorter than 10⁻⁶ the length is not divided by, nor in the gradient", () => {
  const at = (first: number) => {
    const batch = inDoubles(batchOf([[3, 4]], [[0, 0]]));
    batch.predictions.set([first, 2e-7]);
    return batch;
  };
  const [value] = lossesOf("cosineProximity", at(1e-7));
  close([value!], [-((3 * 1e-7 + 4 * 2e-7) / (5 * 1e-6))], 1e-9);
  const difference =
    (lossesOf("cosineProximity", at(1.1e-7))[0]! - lossesOf("cosineProximity", at(0.9e-7))[0]!) / 2e-8;
  close([gradientOf("cosineProximity", at(1e-7))[0]!], [difference], 1e-6);
});

test("cosineProximity does not see lengths", () => {
  const [one, other] = [batchOf([[3, 4]], [[1, 2]]), batchOf([[30, 40]], [[0.1, 0.2]])];
  close(lossesOf("cosineProximity", one), lossesOf("cosineProximity", other), 1e-6);
  close(lossesOf("cosineProximity", batchOf([[3, 4]], [[-6, -8]])), [1], 1e-12);
});

function close(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  const off = actual.findIndex(
    (value, i) => !(Math.abs(value - expected[i]!) <= tolerance * Math.max(1, Math.abs(expected[i]!))),
  );
  assert.ok(off < 0 && actual.length === expected.length, `${actual.join(" ")} ≠ ${expected.join(" ")}`);
}

test.run();
