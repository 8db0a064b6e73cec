import { type Shape, sizeOf } from "../../../base/shape.ts";
import { panels, steps } from "../layout.ts";
import type { Context, Lowering, Tensor } from "../lowering.ts";
import { activated } from "./activation.ts";
import { type Linear, linearOf, mixed } from "./dense.ts";
import { patchesOf, positionOffsets, tapOffsets } from "./patches.ts";
import { product, weightGradients } from "./product.ts";
import { imageOf, type Moves, type Sweeps, sweeps } from "./window.ts";
import { tilingFor, winograd } from "./winograd.ts";

/** A convolution in a program; the way back gives the gradient by `x` where it is wanted. */
interface Convolved {
  readonly output: Tensor;
  backward(gradient: Tensor, wanted: boolean): Tensor | undefined;
}

/** conv1d and conv2d: a sequence is an image of one row. */
export const convolution: Lowering = {
  layouts: ({ weights }) => ({ kernel: panels(weights[0]!.shape) }),
  lower(context) {
    const { inputs, node, wanted } = context;
    const { output, backward } = convolved(
      context,
      inputs[0]!,
      sweepsOf(context),
      linearOf(context),
      node.shape,
    );
    return { output, backward: (gradient) => [backward(gradient, wanted[0]!)] };
  },
};

/** How a convolution's window moves. */
export function sweepsOf({ inputs, node, options }: Context): Sweeps {
  const moves = { ...(options as unknown as Moves), size: options.kernelSize as number };
  return sweeps(inputs[0]!.shape, node.shape, moves);
}

function convolved(context: Context, x: Tensor, along: Sweeps, linear: Linear, shape: Shape): Convolved {
  const still = along.every(({ size, stride }) => size === 1 && stride === 1);
  if (still) return mixed(context, x, linear, shape);
  const tilings = tilingFor(x.shape, shape, along);
  return tilings === undefined
    ? direct(context, x, along, linear, shape)
    : winograd(context, x, along, tilings, linear, shape);
}

/** A convolution as a product over patches of its input. */
function direct(context: Context, x: Tensor, along: Sweeps, linear: Linear, shape: Shape): Convolved {
  const { kernel, bias } = linear;
  const { field, rows } = patchesOf(context, x, along);
  const z = context.tensor(shape);
  product(context, rows, { b: kernel.value, bias: bias?.value, activation: linear.activation }, z);
  const { output, backward } = activated(context, linear.activation, z);
  return {
    output,
    backward(gradient, wanted) {
      const dz = backward(gradient);
      weightGradients(context, rows, dz, linear);
      return wanted ? field.backward(scattered(context, dz, field.output.shape, along, linear)) : undefined;
    },
  };
}

/** Records the gradient by a convolution's padded input: each position adds to the places under it. */
function scattered(context: Context, dz: Tensor, shape: Shape, along: Sweeps, { kernel }: Linear): Tensor {
  const [down, across] = along;
  const image = imageOf(shape);
  const channels = image[2];
  const filters = dz.shape.at(-1)!;
  const taps = down.size * across.size;
  const { count, scratch } = context;
  const dx = context.tensor(shape);
  const transposed = context.region(Math.ceil(channels / 8) * taps * filters * 32);
  context.emit("transposePanels", {
    b: kernel.value,
    taps,
    inner: channels,
    columns: filters,
    out: transposed,
  });
  context.emit("clear", { count, size: sizeOf(shape), y: dx.region });
  const rowsPerSample = down.positions * across.positions;
  context.emit("gemmScatter", {
    count,
    rowsPerSample,
    a: dz.region,
    length: filters,
    rows: context.table(steps(context.batchSize * rowsPerSample, filters * 4)),
    b: transposed,
    c: dx.region,
    targets: context.table(positionOffsets(context.batchSize, image, along)),
    shifts: context.table(tapOffsets(image, along)),
    taps,
    columns: channels,
    zero: context.table(Uint32Array.of(0)),
    scratch,
  });
  return dx;
}
