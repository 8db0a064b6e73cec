import type { Shape } from "../../../base/shape.ts";
import { panels } from "../layout.ts";
import type { Cell, Context, Lowering, Tensor } from "../lowering.ts";
import { type Activated, activated } from "./activation.ts";
import { product, rowsOf, weightGradients } from "./product.ts";

/** A product with a kernel in panels, and what follows it. */
export interface Linear {
  readonly kernel: Cell;
  readonly bias?: Cell | undefined;
  /** The name of the activation. */
  readonly activation: string;
}

/** [..., features] to [..., units]: a product of the batch's rows with the kernel. */
export const dense: Lowering = {
  layouts: ({ weights }) => ({ kernel: panels(weights[0]!.shape) }),
  lower(context) {
    const { inputs, node, wanted } = context;
    const { output, backward } = mixed(context, inputs[0]!, linearOf(context), node.shape);
    return { output, backward: (gradient) => [backward(gradient, wanted[0]!)] };
  },
};

/** The kernel, bias and activation of a layer that has these by their usual names. */
export function linearOf(context: Context): Linear {
  const { options } = context;
  return {
    kernel: context.weight("kernel"),
    bias: options.useBias === true ? context.weight("bias") : undefined,
    activation: String(options.activation),
  };
}

/** Records the mixing of a tensor's last axis; the way back gives the gradient by `x` where it is wanted. */
export function mixed(
  context: Context,
  x: Tensor,
  linear: Linear,
  shape: Shape,
): { readonly output: Tensor; backward(gradient: Tensor, wanted: boolean): Tensor | undefined } {
  const { kernel, bias } = linear;
  const rows = rowsOf(context, x);
  const z = context.tensor(shape);
  product(context, rows, { b: kernel.value, bias: bias?.value, activation: linear.activation }, z);
  const { output, backward }: Activated = activated(context, linear.activation, z);
  return {
    output,
    backward(gradient, wanted) {
      const dz = backward(gradient);
      weightGradients(context, rows, dz, linear);
      if (!wanted) return undefined;
      const [inner, columns] = [x.shape.at(-1)!, shape.at(-1)!];
      const transposed = context.region(Math.ceil(inner / 8) * columns * 32);
      context.emit("transposePanels", { b: kernel.value, taps: 1, inner, columns, out: transposed });
      const dx = context.tensor(x.shape);
      product(context, rowsOf(context, dz), { b: transposed }, dx);
      return dx;
    },
  };
}
