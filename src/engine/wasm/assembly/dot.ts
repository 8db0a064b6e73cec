import { firstOf } from "./split";

/**
 * Scalar products of the vectors of two tensors, wherever they lie in a sample: a sample of a tensor has `size` floats,
 * neighbouring vectors and neighbouring values of a vector are so many floats apart as is said. Sums are of double
 * precision.
 */

/** y[row][column] = Σₖ a[row][k] · b[column][k]. */
export function contract(
  count: usize, rows: i32, columns: i32, depth: i32,
  a: usize, aSize: i32, aRow: i32, aStep: i32,
  b: usize, bSize: i32, bColumn: i32, bStep: i32,
  y: usize, ySize: i32, yRow: i32, yColumn: i32, thread: i32, threads: i32,
): void {
  const units = load<i32>(count) * rows;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const sample = unit / rows;
    const row = unit % rows;
    const left = a + (<usize>(sample * aSize + row * aRow) << 2);
    for (let column = 0; column < columns; column++) {
      const right = b + (<usize>(sample * bSize + column * bColumn) << 2);
      let sum: f64 = 0;
      for (let k = 0; k < depth; k++) {
        sum += <f64>load<f32>(left + (<usize>(k * aStep) << 2)) * <f64>load<f32>(right + (<usize>(k * bStep) << 2));
      }
      store<f32>(y + (<usize>(sample * ySize + row * yRow + column * yColumn) << 2), <f32>sum);
    }
  }
}

/** Vectors of a smaller square than this are divided by its root. */
const LEAST_SQUARE: f64 = 1e-7;

/** Each vector over its length. */
export function unitVectors(
  count: usize, size: i32, vectors: i32, apart: i32, depth: i32, step: i32, x: usize, y: usize,
  thread: i32, threads: i32,
): void {
  const units = load<i32>(count) * vectors;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const start = <usize>((unit / vectors) * size + (unit % vectors) * apart) << 2;
    const inverse = 1 / Math.sqrt(max(products(x + start, x + start, depth, step), LEAST_SQUARE));
    for (let k = 0; k < depth; k++) {
      const at = start + (<usize>(k * step) << 2);
      store<f32>(y + at, <f32>(<f64>load<f32>(x + at) * inverse));
    }
  }
}

/** With n = x / |x|: dx = (dy − n Σ dy n) / |x|, and dy over the root of the least square below it. In place. */
export function unitVectorsGradient(
  count: usize, size: i32, vectors: i32, apart: i32, depth: i32, step: i32, x: usize, dy: usize, dx: usize,
  thread: i32, threads: i32,
): void {
  const units = load<i32>(count) * vectors;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const start = <usize>((unit / vectors) * size + (unit % vectors) * apart) << 2;
    const square = products(x + start, x + start, depth, step);
    const inverse = 1 / Math.sqrt(max(square, LEAST_SQUARE));
    const pull = square > LEAST_SQUARE ? products(x + start, dy + start, depth, step) / square : 0;
    for (let k = 0; k < depth; k++) {
      const at = start + (<usize>(k * step) << 2);
      const rest = <f64>load<f32>(dy + at) - <f64>load<f32>(x + at) * pull;
      store<f32>(dx + at, <f32>(rest * inverse));
    }
  }
}

/** Σ x y over vectors whose values are `step` floats apart. */
function products(x: usize, y: usize, depth: i32, step: i32): f64 {
  let sum: f64 = 0;
  for (let k = 0; k < depth; k++) {
    const at = <usize>(k * step) << 2;
    sum += <f64>load<f32>(x + at) * <f64>load<f32>(y + at);
  }
  return sum;
}
