import { sizeOf } from "../../../base/shape.ts";
import { steps } from "../layout.ts";
import type { Context, Lowering, Tensor } from "../lowering.ts";
import { copied, type Runs, reversed } from "./moves.ts";

/** Layers that make one tensor of several. */

export const add: Lowering = { lower: (context) => summed(context, 1) };

export const average: Lowering = { lower: (context) => summed(context, 1 / context.inputs.length) };

export const maximum: Lowering = { lower: (context) => extreme(context, "maximum") };

export const minimum: Lowering = { lower: (context) => extreme(context, "minimum") };

/** The gradient by each is the product of the gradient and all others. */
export const multiply: Lowering = {
  lower(context) {
    const { inputs, wanted } = context;
    return {
      output: chained(context, "multiply", inputs),
      backward: (gradient) =>
        inputs.map((_, own) => {
          if (!wanted[own]!) return undefined;
          return chained(context, "multiply", [gradient, ...inputs.filter((_, other) => other !== own)]);
        }),
    };
  },
};

export const concatenate: Lowering = {
  lower(context) {
    const { inputs, node, wanted } = context;
    const output = context.tensor(node.shape);
    const runs = joined(inputs, context.options.axis as number);
    for (const [index, x] of inputs.entries()) copied(context, runs[index]!, x, output);
    return {
      output,
      backward: (gradient) =>
        inputs.map(({ shape }, index) => {
          if (!wanted[index]!) return undefined;
          const dx = context.tensor(shape);
          copied(context, reversed(runs[index]!), gradient, dx);
          return dx;
        }),
    };
  },
};

/** Where the values of each input stand once they are joined along an axis, counted from 1 or from the end. */
function joined(inputs: readonly Tensor[], axis: number): Runs[] {
  const { shape } = inputs[0]!;
  const along = axis < 0 ? shape.length + axis : axis - 1;
  const blocks = sizeOf(shape.slice(0, along));
  const lengths = inputs.map((input) => sizeOf(input.shape.slice(along)));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  return lengths.map((length, index) => {
    const before = lengths.slice(0, index).reduce((sum, other) => sum + other, 0);
    return { length, from: steps(blocks, length), to: steps(blocks, whole, before) };
  });
}

/** factor · the sum of the inputs. */
function summed(context: Context, factor: number): ReturnType<Lowering["lower"]> {
  const { inputs, wanted } = context;
  const output = chained(context, "add", inputs);
  if (factor !== 1) scaled(context, factor, output, output);
  return {
    output,
    backward(gradient) {
      if (factor !== 1) scaled(context, factor, gradient, gradient);
      const first = wanted.indexOf(true);
      return wanted.map((needs, index) => {
        if (!needs) return undefined;
        return index === first ? gradient : scaled(context, 1, gradient, context.tensor(gradient.shape));
      });
    },
  };
}

/** The largest or smallest of the inputs; the first of equal ones has the gradient. */
function extreme(context: Context, kernel: "maximum" | "minimum"): ReturnType<Lowering["lower"]> {
  const { inputs, wanted, count } = context;
  const output = chained(context, kernel, inputs);
  return {
    output,
    backward(gradient) {
      const size = sizeOf(output.shape);
      const [y, dy] = [output.region, gradient.region];
      const parts = inputs.map((x) => {
        const dx = context.tensor(x.shape);
        context.emit("claim", { count, size, x: x.region, y, dy, dx: dx.region });
        return dx;
      });
      return parts.map((part, index) => (wanted[index]! ? part : undefined));
    },
  };
}

/** Records the sum, product, maximum or minimum of two or more tensors, from left to right. */
function chained(
  context: Context,
  kernel: "add" | "multiply" | "maximum" | "minimum",
  [first, ...others]: readonly Tensor[],
): Tensor {
  const output = context.tensor(first!.shape);
  const size = sizeOf(output.shape);
  let x = first!.region;
  for (const { region } of others) {
    context.emit(kernel, { count: context.count, size, x, y: region, z: output.region });
    x = output.region;
  }
  return output;
}

function scaled({ count, emit }: Context, factor: number, x: Tensor, y: Tensor): Tensor {
  emit("scale", { count, size: sizeOf(x.shape), factor, x: x.region, y: y.region });
  return y;
}
