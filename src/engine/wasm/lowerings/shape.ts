import { sizeOf } from "../../../base/shape.ts";
import { steps } from "../layout.ts";
import type { Lowering } from "../lowering.ts";
import { copied, permuted, reversed } from "./moves.ts";

/** Layers that leave the values where they are and call the shape another. */
export const renamed: Lowering = {
  lower({ inputs, node }) {
    const x = inputs[0]!;
    return {
      output: { region: x.region, shape: node.shape },
      backward: (gradient) => [{ region: gradient.region, shape: x.shape }],
    };
  },
};

export const permute: Lowering = {
  lower(context) {
    const x = context.inputs[0]!;
    const axes = (context.options.dims as readonly number[]).map((axis) => axis - 1);
    const runs = permuted(x.shape, axes);
    const output = context.tensor(context.node.shape);
    copied(context, runs, x, output);
    return {
      output,
      backward(gradient) {
        const dx = context.tensor(x.shape);
        copied(context, reversed(runs), gradient, dx);
        return [dx];
      },
    };
  },
};

/** A vector as each step of a sequence; its gradient is the sum over the steps. */
export const repeatVector: Lowering = {
  lower(context) {
    const { inputs, node, count } = context;
    const x = inputs[0]!;
    const runs = node.shape[0]!;
    const length = sizeOf(x.shape);
    const output = context.tensor(node.shape);
    copied(context, { length, from: steps(runs, 0), to: steps(runs, length) }, x, output);
    return {
      output,
      backward({ region }) {
        const dx = context.tensor(x.shape);
        context.emit("sumRuns", { count, runs, length, x: region, y: dx.region });
        return [dx];
      },
    };
  },
};
