import type { Shape } from "../../../base/shape.ts";
import { perAxis } from "../../../component/options.ts";
import type { Context, Tensor } from "../lowering.ts";
import type { Region } from "../recorder.ts";

/** How a window moves along one axis. */
export interface Sweep {
  /** Places of the input. */
  readonly length: number;
  /** Positions of the window: places of the output. */
  readonly positions: number;
  /** Places under the window. */
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** Places of zeros before the input, and after it. */
  readonly before: number;
  readonly after: number;
}

export type Sweeps = readonly [down: Sweep, across: Sweep];

/** What the options of a layer say of its window. */
export interface Moves {
  readonly size: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly padding: "valid" | "same" | "causal";
  readonly dilationRate?: number | readonly number[];
}

/** A sequence or an image as an image: [height, width, channels]. */
export function imageOf(shape: Shape): readonly [number, number, number] {
  const [height, width, channels] = shape.length === 2 ? [1, ...shape] : shape;
  return [height!, width!, channels!];
}

/** How a window moves down and across an image; over a sequence it moves across an image of one row. */
export function sweeps(input: Shape, output: Shape, moves: Moves): Sweeps {
  const axes = input.length - 1;
  const size = perAxis(moves.size, axes);
  const strides = perAxis(moves.strides, axes);
  const dilation = perAxis(moves.dilationRate ?? 1, axes);
  const along = input.slice(0, -1).map((length, axis): Sweep => {
    const [own, stride, rate, positions] = [size[axis]!, strides[axis]!, dilation[axis]!, output[axis]!];
    const span = (own - 1) * rate + 1;
    const missing = moves.padding === "valid" ? 0 : Math.max(0, (positions - 1) * stride + span - length);
    const before = moves.padding === "causal" ? span - 1 : Math.floor(missing / 2);
    const sweep = { length, positions, size: own, stride, dilation: rate };
    return { ...sweep, before, after: Math.max(0, missing - before) };
  });
  const still: Sweep = { length: 1, positions: 1, size: 1, stride: 1, dilation: 1, before: 0, after: 0 };
  return [along.length === 1 ? still : along[0]!, along.at(-1)!];
}

/** The table that pooling and depthwise kernels read: assembly/window.ts. */
export function windowTable(context: Context, [down, across]: Sweeps, channels: number): Region {
  return context.table(
    Int32Array.of(
      down.length,
      across.length,
      channels,
      down.positions,
      across.positions,
      down.size,
      across.size,
      down.stride,
      across.stride,
      down.before,
      across.before,
    ),
  );
}

/** Zeros around an image, and the way back. */
export interface Padded {
  readonly output: Tensor;
  backward(gradient: Tensor): Tensor;
}

/** Records the zeros that a window's movement needs; nothing where it needs none. */
export function padded(context: Context, x: Tensor, [down, across]: Sweeps): Padded {
  return surrounded(context, x, [down.before, down.after], [across.before, across.after]);
}

type Sides = readonly [before: number, after: number];

/** Records rows and columns of zeros around a tensor that is an image or a sequence. */
export function surrounded(context: Context, x: Tensor, rows: Sides, columns: Sides): Padded {
  if ([...rows, ...columns].every((zeros) => zeros === 0)) {
    return { output: x, backward: (gradient) => gradient };
  }
  const [height, width, channels] = imageOf(x.shape);
  const output = context.tensor([height + rows[0] + rows[1], width + columns[0] + columns[1], channels]);
  const inner = { rows: height, run: width * channels };
  const outer = { rows: output.shape[0]!, run: output.shape[1]! * channels };
  const corner = { top: rows[0], left: columns[0] * channels };
  const { count } = context;
  context.emit("pad", {
    count,
    x: x.region,
    ...inner,
    ...corner,
    y: output.region,
    outRows: outer.rows,
    outRun: outer.run,
  });
  return {
    output,
    backward(gradient) {
      const dx = context.tensor(x.shape);
      context.emit("crop", {
        count,
        x: gradient.region,
        ...outer,
        ...corner,
        y: dx.region,
        outRows: inner.rows,
        outRun: inner.run,
      });
      return dx;
    },
  };
}
