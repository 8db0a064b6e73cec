/**
 * The sizes of one sample's axes, without the batch axis, row-major: an image is [height, width, channels],
 * a sequence [steps, features], a row of a table [features].
 */
export type Shape = readonly number[];

/** How many values a sample of this shape holds; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A shape as people write it: `28×28×1`, or `scalar`. */
export function showShape(shape: Shape): string {
  return shape.length === 0 ? "scalar" : shape.join("×");
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
