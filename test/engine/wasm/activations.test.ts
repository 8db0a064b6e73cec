import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { tryKernel } from "./kernel.ts";
import { erf } from "./special.ts";

/** The kernels of single values and of rows against their formulas in double precision. */

const test = suite("engine/wasm/activations");

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const clip = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);
const normal = (x: number) => (1 + erf(x / Math.SQRT2)) / 2;
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

interface Formula {
  readonly kernel:
    | "elu"
    | "exponential"
    | "gelu"
    | "hardSigmoid"
    | "hardSwish"
    | "leakyRelu"
    | "mish"
    | "relu"
    | "sigmoid"
    | "softplus"
    | "softsign"
    | "swish"
    | "tanh";
  readonly a?: number;
  readonly b?: number;
  readonly kept: "x" | "y";
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
}

const formulas: readonly Formula[] = [
  {
    kernel: "relu",
    a: 0,
    b: Number.POSITIVE_INFINITY,
    kept: "y",
    value: (x) => Math.max(x, 0),
    slope: (x) => (x > 0 ? 1 : 0),
  },
  {
    kernel: "relu",
    a: 0.5,
    b: 2,
    kept: "y",
    value: (x) => (x > 0.5 ? Math.min(x, 2) : 0),
    slope: (x) => (x > 0.5 && x < 2 ? 1 : 0),
  },
  {
    kernel: "leakyRelu",
    a: 0.25,
    kept: "y",
    value: (x) => (x > 0 ? x : 0.25 * x),
    slope: (x) => (x > 0 ? 1 : 0.25),
  },
  { kernel: "leakyRelu", a: 0, kept: "y", value: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) },
  {
    kernel: "elu",
    a: 1.5,
    b: 0.75,
    kept: "y",
    value: (x) => 0.75 * (x > 0 ? x : 1.5 * Math.expm1(x)),
    slope: (x) => 0.75 * (x > 0 ? 1 : 1.5 * Math.exp(x)),
  },
  { kernel: "softplus", kept: "y", value: softplus, slope: sigmoid },
  {
    kernel: "swish",
    kept: "x",
    value: (x) => x * sigmoid(x),
    slope: (x) => sigmoid(x) * (1 + x * sigmoid(-x)),
  },
  {
    kernel: "hardSwish",
    kept: "x",
    value: (x) => (x * clip(x + 3, 0, 6)) / 6,
    slope: (x) => (Math.abs(x) > 3 ? Math.max(0, Math.sign(x)) : (2 * x + 3) / 6),
  },
  {
    kernel: "mish",
    kept: "x",
    value: (x) => x * Math.tanh(softplus(x)),
    slope: (x) => Math.tanh(softplus(x)) + x * (1 - Math.tanh(softplus(x)) ** 2) * sigmoid(x),
  },
  {
    kernel: "gelu",
    kept: "x",
    value: (x) => x * normal(x),
    slope: (x) => normal(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  },
  { kernel: "sigmoid", kept: "y", value: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x) },
  {
    kernel: "hardSigmoid",
    kept: "y",
    value: (x) => clip(0.2 * x + 0.5, 0, 1),
    slope: (x) => (Math.abs(x) < 2.5 ? 0.2 : 0),
  },
  { kernel: "tanh", kept: "y", value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  {
    kernel: "softsign",
    kept: "y",
    value: (x) => x / (1 + Math.abs(x)),
    slope: (x) => 1 / (1 + Math.abs(x)) ** 2,
  },
  { kernel: "exponential", kept: "y", value: Math.exp, slope: Math.exp },
];

/** Sizes below, at and above a group of four and a cache line, and more than a few for each thread. */
const SIZES = [1, 3, 4, 5, 15, 16, 17, 67, 1001];

/** x in [−12, 12), closer together near 0, and none at a kink. */
function inputs(length: number): Float32Array {
  const draws = stream(9, "inputs");
  return Float32Array.from({ length }, (_, at) => 12 * (2 * draws.uniform(at) - 1) ** 3 + 1e-4);
}

function slopes(length: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => 0.5 + stream(9, "slopes").uniform(at));
}

function assertNear(own: number, exact: number, title: string): void {
  assert.ok(Math.abs(own - exact) <= 4e-7 * Math.max(1, Math.abs(exact)), `${title}: ${own}, not ${exact}`);
}

for (const { kernel, a = 0, b = 0, kept, value, slope } of formulas) {
  for (const size of SIZES) {
    test(`${kernel} (${a}, ${b}) and its slope, of ${size} values`, () => {
      const x = inputs(2 * size);
      const dy = slopes(2 * size);
      const common = { count: Int32Array.of(2), size, a, b };
      tryKernel(kernel, { ...common, x, y: new Float32Array(2 * size) }, ({ y }, arithmetic) => {
        for (const [at, own] of y.entries()) assertNear(own, value(x[at]!), `${arithmetic}, ${x[at]}`);
        const given = { ...common, kept: kept === "x" ? x : y, dy, dx: new Float32Array(2 * size) };
        tryKernel(`${kernel}Gradient`, given, ({ dx }) => {
          for (const [at, own] of dx.entries()) {
            assertNear(own, dy[at]! * slope(x[at]!), `slope, ${arithmetic}, ${x[at]}`);
          }
        });
      });
    });
  }

  test(`${kernel} (${a}, ${b}) keeps NaN, so that a diverged training is seen`, () => {
    const given = { count: Int32Array.of(1), size: 5, a, b, x: new Float32Array(5).fill(Number.NaN) };
    tryKernel(kernel, { ...given, y: new Float32Array(5) }, ({ y }) => assert.ok(y.every(Number.isNaN)));
  });
}

/** A row of any width by its exact softmax. */
function softmaxOf(row: readonly number[]): number[] {
  const largest = Math.max(...row);
  const powers = row.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

const WIDTHS = [1, 2, 3, 4, 5, 8, 10, 255, 256, 259, 3001];

for (const width of WIDTHS) {
  const rows = 5;
  const x = inputs(rows * width);
  const dy = slopes(rows * width);
  const probabilities = Array.from({ length: rows }, (_, row) =>
    softmaxOf([...x.subarray(row * width, (row + 1) * width)]),
  ).flat();
  const sumOfRow = (at: number, term: (at: number) => number): number => {
    const start = at - (at % width);
    return Array.from({ length: width }, (_, column) => term(start + column)).reduce((a, b) => a + b, 0);
  };
  const common = { count: Int32Array.of(rows), rowsPerSample: 1, width, x };

  test(`softmax and its slope, over rows of ${width}`, () => {
    tryKernel("softmax", { ...common, y: new Float32Array(rows * width) }, ({ y }) => {
      for (const [at, own] of y.entries()) assertNear(own, probabilities[at]!, `${at}`);
    });
    const y = Float32Array.from(probabilities);
    const dx = new Float32Array(rows * width);
    tryKernel("softmaxGradient", { ...common, y, dy, dx }, (after) => {
      const means = probabilities.map((p, at) =>
        at % width === 0 ? sumOfRow(at, (i) => dy[i]! * probabilities[i]!) : p,
      );
      for (const [at, own] of after.dx.entries()) {
        assertNear(own, y[at]! * (dy[at]! - means[at - (at % width)]!), `slope ${at}`);
      }
    });
  });

  test(`logSoftmax and its slope, over rows of ${width}`, () => {
    tryKernel("logSoftmax", { ...common, y: new Float32Array(rows * width) }, ({ y }) => {
      for (const [at, own] of y.entries()) assertNear(own, Math.log(probabilities[at]!), `${at}`);
    });
    const y = Float32Array.from(probabilities, Math.log);
    const dx = new Float32Array(rows * width);
    tryKernel("logSoftmaxGradient", { ...common, y, dy, dx }, (after) => {
      const sums = probabilities.map((p, at) => (at % width === 0 ? sumOfRow(at, (i) => dy[i]!) : p));
      for (const [at, own] of after.dx.entries()) {
        const sum = sums[at - (at % width)]!;
        const exact = dy[at]! - Math.exp(y[at]!) * sum;
        assert.ok(
          Math.abs(own - exact) <= 1e-6 * Math.max(1, Math.abs(exact)),
          `slope ${at}: ${own}, not ${exact}`,
        );
      }
    });
  });
}

test.run();
