import { type Shape, sizeOf } from "../../src/base/shape.ts";
import type { Labels, Samples, Storage } from "../../src/data/dataset.ts";
import { IDENTITY } from "../../src/data/features.ts";

/** Samples of plain values, with classes 0, 1, 2 in turn unless labels are given. */
export function samplesOf(shape: Shape, values: readonly number[] | Storage, labels?: Labels): Samples {
  const storage = Array.isArray(values) ? Float32Array.from(values) : (values as Storage);
  const count = storage.length / sizeOf(shape);
  return {
    count,
    features: { storage, shape, ...IDENTITY },
    labels: labels ?? {
      kind: "class",
      values: Float32Array.from({ length: count }, (_, at) => at % 3),
      shape: [],
    },
  };
}

/** The largest distance between two lists of numbers, infinite where they differ in length. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Array.from(a).reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
}
