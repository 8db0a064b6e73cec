import { OptionProblem } from "../../base/errors.ts";
import { type Shape, showShape } from "../../base/shape.ts";
import { flag, int, options, perAxis, sizes, word } from "../../component/options.ts";
import { activationOption } from "../activations.ts";
import { tfArguments } from "../arguments.ts";
import { onlyInput } from "../expect.ts";
import { layer } from "../layer.ts";
import { kernelAndBias, trainableOption, weightOptions } from "../weight.ts";
import { paddingOption, slide } from "../window.ts";
import { trainableDilation } from "./dilation.ts";
import { overImage, rows } from "./image.ts";

const filters = int("Output channels", { min: 1 });
const output = {
  activation: activationOption("Applied to the output"),
  useBias: flag("Whether to add a bias", true),
  ...weightOptions("kernel", { glorotUniform: {} }),
  ...weightOptions("bias", { zeros: {} }),
  trainable: trainableOption,
};

/** [steps, features] to [steps′, filters]; the kernel is [kernelSize, features, filters]. */
export const conv1d = layer({
  name: "conv1d",
  summary: "Convolution over the steps of a sequence",
  inputs: "one",
  options: options({
    filters,
    kernelSize: sizes(1, "Steps under the kernel"),
    strides: sizes(1, "Steps the kernel moves", { min: 1, default: 1 }),
    padding: word(
      ["valid", "same", "causal"],
      "valid: the kernel stays inside; same: zeros on both sides; causal: zeros before the first step only",
      "valid",
    ),
    dilationRate: sizes(1, "Distance between the steps under the kernel", { min: 1, default: 1 }),
    ...output,
  }),
  shape: (inputs, options) => convolved(onlyInput(inputs, "conv1d", 2), options),
  weights: (inputs, options) => kernelWeights(inputs, 1, options),
  build(tf, options, context) {
    if (options.padding !== "causal") {
      return trainableDilation(tf, tf.layers.layers.conv1d(tfArguments(tf, options, context)), 1, options);
    }
    // tfjs refuses to compute causal padding, so zeros are laid before the sequence and the rest is `valid`.
    const before = (perAxis(options.kernelSize, 1)[0]! - 1) * perAxis(options.dilationRate, 1)[0]!;
    const inner = { name: `${context.name}/conv` };
    const conv = tf.layers.layers.conv1d(tfArguments(tf, { ...options, padding: "valid" }, inner));
    const pad = tf.layers.layers.zeroPadding2d({ name: `${context.name}/pad`, padding: rows(before, 0) });
    const steps = context.inputShapes[0]![0]! + before;
    return overImage(tf, context, pad, steps, [trainableDilation(tf, conv, 1, options)]);
  },
});

/** [height, width, channels] to [height′, width′, filters]; the kernel is [height, width, channels, filters]. */
export const conv2d = layer({
  name: "conv2d",
  summary: "Convolution over an image",
  inputs: "one",
  options: options({
    filters,
    kernelSize: sizes(2, "Height and width of the kernel"),
    strides: sizes(2, "Rows and columns the kernel moves", { min: 1, default: 1 }),
    padding: paddingOption,
    dilationRate: sizes(2, "Distance between the rows and columns under the kernel", { min: 1, default: 1 }),
    ...output,
  }),
  shape: (inputs, options) => convolved(onlyInput(inputs, "conv2d", 3), options),
  weights: (inputs, options) => kernelWeights(inputs, 2, options),
  build: (tf, options, context) =>
    trainableDilation(tf, tf.layers.layers.conv2d(tfArguments(tf, options, context)), 2, options),
});

/** [depth, height, width, channels] to [depth′, height′, width′, filters]. */
export const conv3d = layer({
  name: "conv3d",
  summary: "Convolution over a volume",
  inputs: "one",
  options: options({
    filters,
    kernelSize: sizes(3, "Depth, height and width of the kernel"),
    strides: sizes(3, "How far the kernel moves along each axis", { min: 1, default: 1 }),
    padding: paddingOption,
    ...output,
  }),
  shape: (inputs, options) => convolved(onlyInput(inputs, "conv3d", 4), options),
  weights: (inputs, options) => kernelWeights(inputs, 3, options),
  build: (tf, options, context) => tf.layers.layers.conv3d(tfArguments(tf, options, context)),
});

interface Convolution {
  readonly filters: number;
  readonly kernelSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly padding: "valid" | "same" | "causal";
  readonly dilationRate?: number | readonly number[];
}

function convolved(input: Shape, options: Convolution): Shape {
  const axes = input.length - 1;
  const { filters, kernelSize, strides, padding, dilationRate = 1 } = options;
  const dilated = perAxis(dilationRate, axes).some((rate) => rate > 1);
  if (dilated && perAxis(strides, axes).some((stride) => stride > 1)) {
    throw new OptionProblem(
      ["dilationRate"],
      `dilation ${showShape(perAxis(dilationRate, axes))} cannot be combined with strides ` +
        `${showShape(perAxis(strides, axes))}`,
      "leave one of dilationRate and strides at 1",
    );
  }
  const window = { what: "kernel", option: "kernelSize", size: kernelSize } as const;
  return [...slide(input, { ...window, strides, padding, dilationRate }), filters];
}

function kernelWeights(
  inputs: readonly Shape[],
  axes: number,
  options: Convolution & Readonly<Record<string, unknown>>,
) {
  const kernel = [...perAxis(options.kernelSize, axes), inputs[0]!.at(-1)!, options.filters];
  return kernelAndBias(kernel, options.filters, options);
}
