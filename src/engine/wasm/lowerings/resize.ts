import { perAxis } from "../../../component/options.ts";
import { type Borders, sides } from "../../../model/layers/resize.ts";
import type { Context, Lowering, Tensor } from "../lowering.ts";
import { surrounded } from "./window.ts";

export const zeroPadding1d: Lowering = {
  lower(context) {
    const [before, after] = context.options.padding as readonly [number, number];
    const { output, backward } = surrounded(context, context.inputs[0]!, [0, 0], [before, after]);
    return {
      output: { region: output.region, shape: context.node.shape },
      backward: (gradient) => [backward(gradient)],
    };
  },
};

export const zeroPadding2d: Lowering = {
  lower(context) {
    const [rows, columns] = sides(context.options.padding as Borders);
    const { output, backward } = surrounded(context, context.inputs[0]!, rows, columns);
    return { output, backward: (gradient) => [backward(gradient)] };
  },
};

export const cropping2d: Lowering = {
  lower(context) {
    const { inputs, node, count } = context;
    const x = inputs[0]!;
    const [[top], [left]] = sides(context.options.cropping as Borders);
    const channels = x.shape[2]!;
    const corner = { top, left: left * channels };
    const [outer, inner] = [x.shape, node.shape].map(([height, width]) => ({
      rows: height!,
      run: width! * channels,
    }));
    const output = context.tensor(node.shape);
    const to = { y: output.region, outRows: inner!.rows, outRun: inner!.run };
    context.emit("crop", { count, x: x.region, ...outer!, ...corner, ...to });
    return {
      output,
      backward({ region }) {
        const dx = context.tensor(x.shape);
        const back = { y: dx.region, outRows: outer!.rows, outRun: outer!.run };
        context.emit("pad", { count, x: region, ...inner!, ...corner, ...back });
        return [dx];
      },
    };
  },
};

/** Rows are enlarged first, then columns. */
export const upSampling2d: Lowering = {
  lower(context) {
    const { inputs, options } = context;
    const x = inputs[0]!;
    const [height, width, channels] = x.shape;
    const [down, across] = perAxis(options.size as number, 2);
    const rows = enlarged(context, x, [1, height!, width! * channels!], down!);
    const columns = enlarged(context, rows.output, [height! * down!, width!, channels!], across!);
    return {
      output: { region: columns.output.region, shape: context.node.shape },
      backward: (gradient) => [{ ...rows.backward(columns.backward(gradient)), shape: x.shape }],
    };
  },
};

/** Records the growth of the middle axis of [blocks, length, run] by a factor, and the way back. */
function enlarged(
  context: Context,
  x: Tensor,
  [blocks, length, run]: readonly [number, number, number],
  factor: number,
): { readonly output: Tensor; backward(gradient: Tensor): Tensor } {
  if (factor === 1) return { output: x, backward: (gradient) => gradient };
  const nearest = context.options.interpolation === "nearest";
  const shares = Float32Array.from({ length: factor }, (_, step) => (nearest ? 0 : step / factor));
  const plan = {
    count: context.count,
    blocksPerSample: blocks,
    length,
    run,
    factor,
    shares: context.table(shares),
  };
  const output = context.tensor([blocks, length * factor, run]);
  context.emit("interpolate", { ...plan, x: x.region, y: output.region });
  return {
    output,
    backward({ region }) {
      const dx = context.tensor([blocks, length, run]);
      context.emit("interpolateGradient", { ...plan, dy: region, dx: dx.region });
      return dx;
    },
  };
}
