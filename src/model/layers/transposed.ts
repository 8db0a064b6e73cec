import type { Tensor, Tensor5D } from "@tensorflow/tfjs-core";
import type { Shape } from "../../base/shape.ts";
import { flag, int, options, perAxis, sizes } from "../../component/options.ts";
import { activationOption } from "../activations.ts";
import { tfArguments } from "../arguments.ts";
import { overrideCall } from "../call.ts";
import { onlyInput } from "../expect.ts";
import { layer, type Tf } from "../layer.ts";
import { kernelAndBias, trainableOption, weightOptions } from "../weight.ts";
import { paddingOption, refuseMisplaced } from "../window.ts";
import { spread } from "./dilation.ts";

/**
 * Convolutions run backwards: the kernel is [sizes…, filters, channels], and each axis grows to size × stride
 * with `same` padding, and with `valid` by max(kernel − stride, 0) more.
 */

/** [height, width, channels] to [height′, width′, filters]. */
export const conv2dTranspose = layer({
  name: "conv2dTranspose",
  summary: "Convolution backwards: enlarges an image",
  inputs: "one",
  options: options(growing(2, "Height and width of the kernel", "Factors by which height and width grow")),
  shape: (inputs, options) => grown(onlyInput(inputs, "conv2dTranspose", 3), options),
  weights: ([input], options) => transposedWeights(input!, options),
  build: (tf, options, context) => tf.layers.layers.conv2dTranspose(tfArguments(tf, options, context)),
});

/** [depth, height, width, channels] to [depth′, height′, width′, filters]. */
export const conv3dTranspose = layer({
  name: "conv3dTranspose",
  summary: "Convolution backwards: enlarges a volume",
  inputs: "one",
  options: options(
    growing(3, "Depth, height and width of the kernel", "Factors by which depth, height and width grow"),
  ),
  shape: (inputs, options) => grown(onlyInput(inputs, "conv3dTranspose", 4), options),
  weights: ([input], options) => transposedWeights(input!, options),
  build(tf, options, context) {
    const built = tf.layers.layers.conv3dTranspose(tfArguments(tf, options, context));
    const activation = options.activation as "linear";
    const activate = tf.layers.layers.activation({ activation });
    // tfjs has no gradient for it; the same sum as a convolution has one.
    return overrideCall(tf, built, (x, training, inference) => {
      if (!training) return inference();
      const [kernel, bias] = built.weights.map((weight) => weight.read());
      const sums = transposedConvolution(tf, x, kernel!, options);
      return activate.apply(bias === undefined ? sums : tf.core.add(sums, bias)) as Tensor;
    });
  },
});

interface Growing {
  readonly filters: number;
  readonly kernelSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly padding: "valid" | "same";
}

function growing(axes: number, kernel: string, factors: string) {
  return {
    filters: int("Output channels", { min: 1 }),
    kernelSize: sizes(axes, kernel),
    strides: sizes(axes, factors, { min: 1, default: 1 }),
    padding: paddingOption,
    activation: activationOption("Applied to the output"),
    useBias: flag("Whether to add a bias", true),
    ...weightOptions("kernel", { glorotUniform: {} }),
    ...weightOptions("bias", { zeros: {} }),
    trainable: trainableOption,
  };
}

function grown(input: Shape, { filters, kernelSize, strides, padding }: Growing): number[] {
  const axes = input.length - 1;
  const kernel = perAxis(kernelSize, axes);
  refuseMisplaced({ what: "kernel", option: "kernelSize", size: kernelSize, strides, padding }, axes);
  const lengths = perAxis(strides, axes).map((stride, axis) => {
    const beyond = padding === "valid" ? Math.max(kernel[axis]! - stride, 0) : 0;
    return input[axis]! * stride + beyond;
  });
  return [...lengths, filters];
}

function transposedWeights(input: Shape, options: Growing & Readonly<Record<string, unknown>>) {
  const kernel = [...perAxis(options.kernelSize, input.length - 1), options.filters, input.at(-1)!];
  return kernelAndBias(kernel, options.filters, options);
}

/**
 * The input, spread by the strides and laid in zeros, convolved with the turned kernel: Dumoulin, Visin, "A
 * guide to convolution arithmetic for deep learning", 2016, section 4.5.
 */
function transposedConvolution(tf: Tf, x: Tensor, kernel: Tensor, options: Growing): Tensor {
  const { conv3d, pad, reverse, transpose } = tf.core;
  const strides = perAxis(options.strides, 3);
  const output = grown(x.shape.slice(1), options);
  const wide = spread(tf, x, [1, ...strides]);
  const zeros = strides.map((stride, axis): [number, number] => {
    const size = kernel.shape[axis]!;
    const cut = options.padding === "same" ? Math.floor(Math.max(size - stride, 0) / 2) : 0;
    const before = size - 1 - cut;
    return [before, output[axis]! + size - 1 - wide.shape[axis + 1]! - before];
  });
  const laid = pad(wide, [[0, 0], ...zeros, [0, 0]]);
  const turned = transpose(reverse(kernel, [0, 1, 2]), [0, 1, 2, 4, 3]);
  return conv3d(laid as Tensor5D, turned as Tensor5D, 1, "valid");
}
