import { type Shape, sizeOf } from "../../../base/shape.ts";
import { placesOf, steps } from "../layout.ts";
import type { Context, Tensor } from "../lowering.ts";

/** Runs of floats of a sample that go to another place in another: run r of x starts at from[r], of y at to[r]. */
export interface Runs {
  readonly length: number;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** Records their copying. */
export function copied(context: Context, { length, from, to }: Runs, x: Tensor, y: Tensor): void {
  context.emit("copyRuns", {
    count: context.count,
    runs: from.length,
    length,
    x: x.region,
    xSize: sizeOf(x.shape),
    from: context.table(from),
    y: y.region,
    ySize: sizeOf(y.shape),
    to: context.table(to),
  });
}

/** The same runs on their way back. */
export function reversed({ length, from, to }: Runs): Runs {
  return { length, from: to, to: from };
}

/** How the values of a sample move when its axes are put into another order, `axes` of the shape. */
export function permuted(shape: Shape, axes: readonly number[]): Runs {
  const fixed = trailing(axes);
  const moving = axes.slice(0, axes.length - fixed);
  const length = sizeOf(shape.slice(shape.length - fixed));
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const from = placesOf(moving.map((axis) => steps(shape[axis]!, strides[axis]!)));
  return { length, from, to: steps(from.length, length) };
}

/** How many axes at the end keep their place. */
function trailing(axes: readonly number[]): number {
  const moved = axes.findLastIndex((axis, position) => axis !== position);
  return axes.length - 1 - moved;
}
