import { type Shape, sizeOf } from "../../../base/shape.ts";
import { panels } from "../layout.ts";
import type { Cell, Context, Lowering, Tensor } from "../lowering.ts";
import { activated } from "./activation.ts";
import { mixed } from "./dense.ts";
import { type Moves, sweeps, windowTable } from "./window.ts";

export const depthwiseConv2d: Lowering = {
  lower(context) {
    const { inputs, node, options, wanted } = context;
    const name = String(options.activation);
    const bias = options.useBias === true ? context.weight("bias") : undefined;
    const channels = channelwise(context, inputs[0]!, node.shape, bias, name);
    const { output, backward } = activated(context, name, channels.output);
    return { output, backward: (gradient) => [channels.backward(backward(gradient), wanted[0]!)] };
  },
};

/** A convolution of each channel, and a mix of the channels at each place. */
export const separableConv2d: Lowering = {
  layouts: ({ weights }) => ({ pointwiseKernel: panels(weights[1]!.shape) }),
  lower(context) {
    const { inputs, node, options, wanted } = context;
    const x = inputs[0]!;
    const [height, width] = node.shape;
    const wide = [height!, width!, x.shape[2]! * (options.depthMultiplier as number)];
    const channels = channelwise(context, x, wide, undefined, "linear");
    const linear = {
      kernel: context.weight("pointwiseKernel"),
      bias: options.useBias === true ? context.weight("bias") : undefined,
      activation: String(options.activation),
    };
    const mix = mixed(context, channels.output, linear, node.shape);
    const between = wanted[0]! || context.weight("depthwiseKernel").gradient !== undefined;
    return {
      output: mix.output,
      backward(gradient) {
        const inner = mix.backward(gradient, between);
        return [inner === undefined ? undefined : channels.backward(inner, wanted[0]!)];
      },
    };
  },
};

/** Records the convolution of each channel by itself, with bias, and relu where `activation` is "relu". */
function channelwise(
  context: Context,
  x: Tensor,
  shape: Shape,
  bias: Cell | undefined,
  activation: string,
): { readonly output: Tensor; backward(gradient: Tensor, wanted: boolean): Tensor | undefined } {
  const { options, count } = context;
  const kernel = context.weight("depthwiseKernel");
  const moves = { ...(options as unknown as Moves), size: options.kernelSize as number };
  const channels = shape[2]!;
  const window = windowTable(context, sweeps(x.shape, shape, moves), channels);
  const wide = repeated(context, x, options.depthMultiplier as number);
  const output = context.tensor(shape);
  context.emit("depthwise", {
    count,
    window,
    x: wide.output.region,
    kernel: kernel.value,
    bias: bias?.value ?? 0,
    activation: activation === "relu" ? 1 : 0,
    y: output.region,
  });
  return {
    output,
    backward({ region: dy }, wanted) {
      if (kernel.gradient !== undefined) {
        context.emit("depthwiseKernelGradient", {
          count,
          window,
          x: wide.output.region,
          dy,
          kernel: kernel.gradient,
        });
      }
      if (bias?.gradient !== undefined) {
        const rowsPerSample = sizeOf(shape) / channels;
        context.emit("columnSums", {
          count,
          rowsPerSample,
          matrix: dy,
          columns: channels,
          sums: bias.gradient,
        });
      }
      if (!wanted) return undefined;
      const dx = context.tensor(wide.output.shape);
      context.emit("depthwiseInputGradient", { count, window, dy, kernel: kernel.value, dx: dx.region });
      return wide.backward(dx);
    },
  };
}

/** Records each value `multiplier` times in a row, and the way back. */
function repeated(
  context: Context,
  x: Tensor,
  multiplier: number,
): { readonly output: Tensor; backward(gradient: Tensor): Tensor } {
  if (multiplier === 1) return { output: x, backward: (gradient) => gradient };
  const { count } = context;
  const values = sizeOf(x.shape);
  const output = context.tensor([...x.shape.slice(0, -1), x.shape.at(-1)! * multiplier]);
  context.emit("repeatEach", { count, values, multiplier, x: x.region, y: output.region });
  return {
    output,
    backward(gradient) {
      const dx = context.tensor(x.shape);
      context.emit("sumEach", { count, values, multiplier, y: gradient.region, x: dx.region });
      return dx;
    },
  };
}
