import { showShape } from "../../base/shape.ts";
import { float, options } from "../../component/options.ts";
import { initializer } from "../initializer.ts";

/** Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning", ICLR 2014. */
export const orthogonal = initializer({
  name: "orthogonal",
  summary: "A random matrix with orthonormal rows or columns; all axes but the last count as rows",
  options: options({ gain: float("Factor of every value", { default: 1 }) }),
  refuses: (shape) =>
    shape.length >= 2
      ? undefined
      : `orthogonal needs a weight of two or more axes, and this one is ${showShape(shape)}`,
  fill(values, { shape }, draws, { gain }) {
    const columns = shape.at(-1)!;
    const rows = values.length / columns;
    const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
    const basis = Array.from({ length: short }, (_, vector) =>
      Float64Array.from({ length: long }, (_, index) => draws.normal(index * short + vector)),
    );
    orthonormalize(basis);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const value = rows < columns ? basis[row]![column]! : basis[column]![row]!;
        values[row * columns + column] = gain * value;
      }
    }
  },
});

/**
 * Gram–Schmidt, each vector cleared twice of those before it, which leaves them orthogonal to rounding
 * (Giraud, Langou, Rozložník 2005). It is the Q of a QR decomposition whose R has a positive diagonal.
 */
function orthonormalize(vectors: readonly Float64Array[]): void {
  for (const [index, vector] of vectors.entries()) {
    for (const earlier of [...vectors.slice(0, index), ...vectors.slice(0, index)]) {
      const overlap = dot(earlier, vector);
      for (let i = 0; i < vector.length; i++) vector[i]! -= overlap * earlier[i]!;
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}
