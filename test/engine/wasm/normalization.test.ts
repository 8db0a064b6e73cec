import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { type After, tryKernel } from "./kernel.ts";

/** The kernels of batch and layer normalization against sums in double precision. */

const test = suite("engine/wasm/normalization");

const EPSILON = 1e-3;

function values(purpose: string, length: number, center = 0): Float32Array {
  const draws = stream(12, purpose);
  return Float32Array.from({ length }, (_, at) => center + 2 * draws.uniform(at) - 1);
}

function sumOver(count: number, term: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += term(index);
  return sum;
}

function near(own: number, exact: number, slack: number, title: string): void {
  assert.ok(Math.abs(own - exact) <= slack, `${title}: ${own}, not ${exact}`);
}

/** Rows below, at and above a chunk of 64, and more than there are threads of them. */
const HEIGHTS = [1, 3, 63, 64, 65, 600];
const WIDTHS = [1, 3, 4, 5, 8, 17];

interface Matrix {
  readonly rows: number;
  readonly width: number;
  readonly x: Float32Array;
}

/** A column's mean and variance. */
function momentsOf({ rows, width, x }: Matrix, column: number): readonly [number, number] {
  const mean = sumOver(rows, (row) => x[row * width + column]!) / rows;
  return [mean, sumOver(rows, (row) => (x[row * width + column]! - mean) ** 2) / rows];
}

function shapeOf({ rows, width }: Matrix) {
  return { count: Int32Array.of(rows), rowsPerSample: 1, width };
}

function partialOf({ rows, width }: Matrix): Float32Array {
  return new Float32Array(Math.ceil(rows / 64) * 2 * Math.ceil(width / 4) * 4);
}

/** Room for a whole number of eights. */
function columnsOf({ width }: Matrix): Float32Array {
  return new Float32Array(Math.ceil(width / 8) * 8);
}

/** Runs both steps of the moments and hands on what they leave. */
function tryMoments(matrix: Matrix, check: (after: After<"batchMoments">) => void): void {
  const { x, width } = matrix;
  tryKernel("chunkMoments", { ...shapeOf(matrix), x, partial: partialOf(matrix) }, ({ partial }) => {
    const given = {
      ...shapeOf(matrix),
      partial,
      epsilon: EPSILON,
      momentum: 0.75,
      mean: columnsOf(matrix),
      inverse: columnsOf(matrix),
      movingMean: new Float32Array(width).fill(2),
      movingVariance: new Float32Array(width).fill(4),
    };
    tryKernel("batchMoments", given, check);
  });
}

for (const rows of HEIGHTS) {
  for (const width of WIDTHS) {
    const matrix: Matrix = { rows, width, x: values("x", rows * width, 3) };
    const dy = values("dy", rows * width);

    test(`batch statistics of ${rows} × ${width}`, () => {
      tryMoments(matrix, ({ mean, inverse, movingMean, movingVariance }) => {
        for (let column = 0; column < width; column++) {
          const [center, variance] = momentsOf(matrix, column);
          near(mean[column]!, center, 3e-7, "mean");
          near(inverse[column]!, 1 / Math.sqrt(variance + EPSILON), 1e-5, "inverse");
          near(movingMean[column]!, 1.5 + 0.25 * center, 3e-7, "moving mean");
          near(movingVariance[column]!, 3 + 0.25 * variance, 3e-7, "moving variance");
        }
      });
    });

    test(`batch normalization of ${rows} × ${width}, and back`, () => {
      const [mean, inverse] = [values("mean", width, 3), values("inverse", width, 2)];
      const [gamma, beta] = [values("gamma", width), values("beta", width)];
      const normal = (at: number): number => (matrix.x[at]! - mean[at % width]!) * inverse[at % width]!;
      const shape = { ...shapeOf(matrix), x: matrix.x, mean, inverse };
      const out = () => new Float32Array(rows * width);
      tryKernel("normalize", { ...shape, gamma, beta, y: out() }, ({ y }) => {
        for (const [at, own] of y.entries()) {
          near(own, normal(at) * gamma[at % width]! + beta[at % width]!, 2e-6, `y ${at}`);
        }
      });
      const sums = Array.from({ length: width }, (_, column) =>
        sumOver(rows, (row) => dy[row * width + column]!),
      );
      const products = Array.from({ length: width }, (_, column) =>
        sumOver(rows, (row) => dy[row * width + column]! * normal(row * width + column)),
      );
      tryKernel("chunkSlopes", { ...shape, dy, partial: partialOf(matrix) }, ({ partial }) => {
        for (const [part, exact] of [sums, products].entries()) {
          const given = { ...shapeOf(matrix), partial, part, sums: columnsOf(matrix).fill(7) };
          tryKernel("sumChunks", given, ({ sums: own }) => {
            for (const [column, value] of own.entries()) {
              near(value, exact[column] ?? 0, 1e-6 * Math.sqrt(rows) * 8, `sum ${part} of column ${column}`);
            }
          });
        }
      });
      const given = { gamma, sums: Float32Array.from(sums), products: Float32Array.from(products), dy };
      tryKernel("normalizeGradient", { ...shape, ...given, dx: out() }, ({ dx }) => {
        for (const [at, own] of dx.entries()) {
          const column = at % width;
          const rest = dy[at]! - sums[column]! / rows - (normal(at) * products[column]!) / rows;
          near(own, gamma[column]! * inverse[column]! * rest, 1e-5, `dx ${at}`);
        }
      });
    });
  }
}

test("the moving variance of a layer that is frozen becomes an inverse deviation", () => {
  for (const width of WIDTHS) {
    const variance = values("variance", width, 1.5);
    const given = { width, variance, epsilon: EPSILON, inverse: new Float32Array(width) };
    tryKernel("inverseDeviations", given, ({ inverse }) => {
      for (const [at, own] of inverse.entries())
        near(own, 1 / Math.sqrt(variance[at]! + EPSILON), 1e-6, `${at}`);
    });
  }
});

test("statistics of many rows far from 0 are as exact as those of few", () => {
  for (const rows of [100, 200_000]) {
    const matrix: Matrix = { rows, width: 2, x: values("far", 2 * rows, 1000) };
    tryMoments(matrix, ({ mean, inverse }) => {
      for (const column of [0, 1]) {
        const [center, variance] = momentsOf(matrix, column);
        near(mean[column]!, center, 6.2e-5, `mean of ${rows}`); // two ulp of 1000
        const exact = 1 / Math.sqrt(variance + EPSILON);
        near(inverse[column]!, exact, 1e-6 * exact, `inverse of ${rows}`);
      }
    });
  }
});

test("layer normalization of a long row far from 0 is as exact as that of a short one", () => {
  for (const width of [100, 100_000]) {
    const x = values("far", width, 1000);
    const given = { count: Int32Array.of(1), rowsPerSample: 1, width, x, epsilon: EPSILON };
    const affine = { gamma: new Float32Array(width).fill(1), beta: new Float32Array(width) };
    const after = { statistics: new Float32Array(2), y: new Float32Array(width) };
    tryKernel("layerNormalize", { ...given, ...affine, ...after }, ({ statistics }) => {
      const [mean, variance] = momentsOf({ rows: width, width: 1, x }, 0);
      near(statistics[0]!, mean, 6.2e-5, `mean of ${width}`); // two ulp of 1000
      const exact = 1 / Math.sqrt(variance + EPSILON);
      near(statistics[1]!, exact, 1e-6 * exact, `inverse of ${width}`);
    });
  }
});

test("column sums of many rows are as exact as those of few", () => {
  for (const rows of [100, 200_000]) {
    const matrix: Matrix = { rows, width: 2, x: new Float32Array(2 * rows) };
    const dy = values("many", 2 * rows, 1.1);
    const [mean, inverse] = [new Float32Array(2), new Float32Array(2).fill(1)];
    const given = { ...shapeOf(matrix), x: matrix.x, mean, inverse, dy, partial: partialOf(matrix) };
    tryKernel("chunkSlopes", given, ({ partial }) => {
      const sum = { ...shapeOf(matrix), partial, part: 0, sums: new Float32Array(8) };
      tryKernel("sumChunks", sum, ({ sums }) => {
        const exact = sumOver(rows, (row) => dy[2 * row]!);
        near(sums[0]!, exact, 5e-7 * exact, `sum of ${rows}`);
      });
    });
  }
});

for (const width of [1, 2, 3, 4, 5, 17, 256, 261, 5000]) {
  test(`layer normalization of rows of ${width}, and back`, () => {
    const rows = 7;
    const x = values("x", rows * width, 3);
    const dy = values("dy", rows * width);
    const [gamma, beta] = [values("gamma", width), values("beta", width)];
    const moments = Array.from({ length: rows }, (_, row) => {
      const mean = sumOver(width, (column) => x[row * width + column]!) / width;
      const variance = sumOver(width, (column) => (x[row * width + column]! - mean) ** 2) / width;
      return { mean, inverse: 1 / Math.sqrt(variance + EPSILON) };
    });
    const normal = (at: number): number => {
      const { mean, inverse } = moments[Math.floor(at / width)]!;
      return (x[at]! - mean) * inverse;
    };
    const shape = { count: Int32Array.of(rows), rowsPerSample: 1, width, x };
    const out = () => new Float32Array(rows * width);
    const forth = {
      ...shape,
      epsilon: EPSILON,
      gamma,
      beta,
      statistics: new Float32Array(2 * rows),
      y: out(),
    };
    tryKernel("layerNormalize", forth, ({ y, statistics }) => {
      for (const [at, own] of y.entries()) {
        near(own, normal(at) * gamma[at % width]! + beta[at % width]!, 1e-5, `y ${at}`);
      }
      const mean = (at: number, factor: (at: number) => number): number => {
        const start = at - (at % width);
        return (
          sumOver(width, (column) => dy[start + column]! * gamma[column]! * factor(start + column)) / width
        );
      };
      tryKernel("layerNormalizeGradient", { ...shape, statistics, gamma, dy, dx: out() }, ({ dx }) => {
        const means = moments.map(
          (_, row) => [mean(row * width, () => 1), mean(row * width, normal)] as const,
        );
        for (const [at, own] of dx.entries()) {
          const row = Math.floor(at / width);
          const [average, product] = means[row]!;
          const exact =
            moments[row]!.inverse * (dy[at]! * gamma[at % width]! - average - normal(at) * product);
          near(own, exact, 1e-5 * moments[row]!.inverse, `dx ${at}`);
        }
      });
      const partial = new Float32Array(2 * Math.ceil(width / 4) * 4);
      tryKernel("layerChunkSlopes", { ...shape, statistics, dy, partial }, (after) => {
        for (let column = 0; column < width; column++) {
          const sum = sumOver(rows, (row) => dy[row * width + column]!);
          const product = sumOver(rows, (row) => dy[row * width + column]! * normal(row * width + column));
          near(after.partial[column]!, sum, 3e-6, `sum ${column}`);
          near(after.partial[Math.ceil(width / 4) * 4 + column]!, product, 2e-5, `product ${column}`);
        }
      });
    });
  });
}

test.run();
