import { suite } from "uvu";
import * as assert from "uvu/assert";
import { factorize, inverseOf, solveLower, solveUpper } from "../../../src/tuner/bayesian/cholesky.ts";

const test = suite("tuner/bayesian/cholesky");

const MATRIX = [4, 2, 2, 2, 5, 3, 2, 3, 6];

function factor(): Float64Array {
  const matrix = Float64Array.from(MATRIX);
  assert.ok(factorize(matrix, 3));
  return matrix;
}

test("a matrix becomes its lower factor", () => {
  const [a, , , b, c, , d, e, f] = factor();
  assert.equal([a, b, c, d, e, f], [2, 1, 2, 1, 1, 2]);
});

test("two solutions in turn solve the system", () => {
  const x = Float64Array.of(8 - 2 + 6, 4 - 5 + 9, 4 - 3 + 18);
  const lower = factor();
  solveLower(lower, 3, x);
  solveUpper(lower, 3, x);
  assert.equal(
    [...x].map((value) => Math.round(value * 1e12) / 1e12),
    [2, -1, 3],
  );
});

test("the inverse times the matrix is one", () => {
  const inverse = inverseOf(factor(), 3);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += inverse[Math.max(i, k) * 3 + Math.min(i, k)]! * MATRIX[k * 3 + j]!;
      assert.ok(Math.abs(sum - (i === j ? 1 : 0)) < 1e-12);
    }
  }
});

test("a matrix that is not positive definite is refused", () => {
  assert.not.ok(factorize(Float64Array.of(1, 2, 2, 1), 2));
});

test.run();
