import { type Shape, sizeOf } from "../../base/shape.ts";

/**
 * How a weight lies in memory. A value's place there is a sum of one number for each of its indices: the value
 * at [i, j] is float offsets[0][i] + offsets[1][j]. What no index leads to is padding, and stays 0.
 */
export interface Layout {
  /** Floats in memory, a multiple of eight. */
  readonly length: number;
  readonly offsets: readonly Uint32Array[];
}

/** The values as they are. */
export function plain(shape: Shape): Layout {
  const strides = stridesOf(shape);
  return {
    length: Math.ceil(sizeOf(shape) / 8) * 8,
    offsets: shape.map((size, axis) => steps(size, strides[axis]!)),
  };
}

/**
 * Panels of eight columns, the form in which a matrix product reads its second operand: a matrix [rows, columns],
 * all axes but the last being rows, as [panel][row][8].
 */
export function panels(shape: Shape): Layout {
  const columns = shape.at(-1)!;
  const leading = shape.slice(0, -1);
  const strides = stridesOf(leading);
  const rows = sizeOf(leading);
  return {
    length: Math.ceil(columns / 8) * 8 * rows,
    offsets: [
      ...leading.map((size, axis) => steps(size, strides[axis]! * 8)),
      Uint32Array.from({ length: columns }, (_, column) => (column >> 3) * rows * 8 + (column & 7)),
    ],
  };
}

/** From the row-major values into `memory`, and zeros beside them. */
export function writeValues({ offsets }: Layout, values: Float32Array, memory: Float32Array): void {
  memory.fill(0);
  const leading = placesOf(offsets.slice(0, -1));
  const last = offsets.at(-1)!;
  let at = 0;
  for (const base of leading) for (const offset of last) memory[base + offset] = values[at++]!;
}

/** The row-major values, a copy. */
export function readValues({ offsets }: Layout, memory: Float32Array): Float32Array {
  const leading = placesOf(offsets.slice(0, -1));
  const last = offsets.at(-1)!;
  const values = new Float32Array(leading.length * last.length);
  let at = 0;
  for (const base of leading) for (const offset of last) values[at++] = memory[base + offset]!;
  return values;
}

/** The sums of one number from each axis, for all combinations of indices, the last index running fastest. */
export function placesOf(offsets: readonly Uint32Array[]): Uint32Array {
  return offsets.reduce((places, axis) => {
    const combined = new Uint32Array(places.length * axis.length);
    let at = 0;
    for (const place of places) for (const offset of axis) combined[at++] = place + offset;
    return combined;
  }, Uint32Array.of(0));
}

/** How far apart neighbours along each axis are, row-major. */
function stridesOf(shape: Shape): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** The numbers first, first + step, …, `count` of them. */
export function steps(count: number, step: number, first = 0): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let index = 0; index < count; index++) numbers[index] = first + index * step;
  return numbers;
}
