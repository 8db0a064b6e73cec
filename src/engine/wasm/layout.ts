import { type Shape, sizeOf } from "../../base/shape.ts";

/** How a weight lies in memory, and how its values get there and back. All are whole multiples of eight floats. */
export interface Layout {
  /** Floats in memory. */
  readonly length: number;
  /** From the row-major values into `memory`, and zeros beside them. */
  write(values: Float32Array, memory: Float32Array): void;
  /** The row-major values. */
  read(memory: Float32Array): Float32Array;
}

/** The values as they are. */
export function plain(shape: Shape): Layout {
  const size = sizeOf(shape);
  return {
    length: Math.ceil(size / 8) * 8,
    write(values, memory) {
      memory.fill(0);
      memory.set(values);
    },
    read: (memory) => memory.slice(0, size),
  };
}

/**
 * Panels of eight columns, the form in which a matrix product reads its second operand: a matrix [rows, columns],
 * all axes but the last being rows, as [panel][row][8].
 */
export function panels(shape: Shape): Layout {
  const columns = shape.at(-1)!;
  const rows = sizeOf(shape) / columns;
  const length = Math.ceil(columns / 8) * 8 * rows;
  const each = (visit: (at: number, inMemory: number) => void): void => {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        visit(row * columns + column, ((column >> 3) * rows + row) * 8 + (column & 7));
      }
    }
  };
  return {
    length,
    write(values, memory) {
      memory.fill(0);
      each((at, inMemory) => {
        memory[inMemory] = values[at]!;
      });
    },
    read(memory) {
      const values = new Float32Array(rows * columns);
      each((at, inMemory) => {
        values[at] = memory[inMemory]!;
      });
      return values;
    },
  };
}
