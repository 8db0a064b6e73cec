import { sizeOf } from "../../../base/shape.ts";
import type { Context, Tensor } from "../lowering.ts";

/** An activation in a program. */
export interface Activated {
  readonly output: Tensor;
  /** The gradient by what it was applied to, from that by its output, which is overwritten. */
  backward(gradient: Tensor): Tensor;
}

/** The activations that have kernels. */
export const activationNames: readonly string[] = ["linear", "relu", "softmax"];

/** Records an activation over a tensor, which is overwritten. A product has applied `relu` already. */
export function activated(context: Context, name: string, z: Tensor): Activated {
  if (name === "linear") return { output: z, backward: (gradient) => gradient };
  const { count } = context;
  if (name === "relu") {
    return {
      output: z,
      backward(gradient) {
        const size = sizeOf(z.shape);
        context.emit("reluGradient", { count, size, y: z.region, dy: gradient.region, dx: gradient.region });
        return gradient;
      },
    };
  }
  const width = z.shape.at(-1)!;
  const rowsPerSample = sizeOf(z.shape) / width;
  context.emit("softmax", { count, rowsPerSample, width, x: z.region, y: z.region });
  return {
    output: z,
    backward(gradient) {
      const dy = gradient.region;
      context.emit("softmaxGradient", { count, rowsPerSample, width, y: z.region, dy, dx: dy });
      return gradient;
    },
  };
}
