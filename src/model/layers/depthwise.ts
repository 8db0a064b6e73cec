import type { Shape } from "../../base/shape.ts";
import { flag, int, options, perAxis, sizes } from "../../component/options.ts";
import { activationOption } from "../activations.ts";
import { tfArguments, tfInitializer } from "../arguments.ts";
import { onlyInput } from "../expect.ts";
import { layer, type WeightSpec } from "../layer.ts";
import { biasSpec, trainableOption, weightOptions, weightSpec } from "../weight.ts";
import { paddingOption, slide } from "../window.ts";

/**
 * Convolutions that look at each channel by itself; the depthwise kernel is [height, width, channels,
 * depthMultiplier]. Dilation is not offered: tfjs ignores it in the one and has no gradient in the other.
 */

const moving = {
  kernelSize: sizes(2, "Height and width of the kernel"),
  strides: sizes(2, "Rows and columns the kernel moves", { min: 1, default: 1 }),
  padding: paddingOption,
  depthMultiplier: int("Outputs of each channel", { min: 1, default: 1 }),
};
const output = {
  activation: activationOption("Applied to the output"),
  useBias: flag("Whether to add a bias", true),
};

/** [height, width, channels] to [height′, width′, channels × depthMultiplier]. */
export const depthwiseConv2d = layer({
  name: "depthwiseConv2d",
  summary: "Convolution of each channel by itself",
  inputs: "one",
  options: options({
    ...moving,
    ...output,
    ...weightOptions("depthwise", { glorotUniform: {} }),
    ...weightOptions("bias", { zeros: {} }),
    trainable: trainableOption,
  }),
  shape(inputs, options) {
    const input = onlyInput(inputs, "depthwiseConv2d", 3);
    return [...moved(input, options), input[2]! * options.depthMultiplier];
  },
  weights: ([input], options) => [
    depthwiseKernel(input!, options),
    ...biasSpec(input![2]! * options.depthMultiplier, options),
  ],
  build: (tf, options, context) => tf.layers.layers.depthwiseConv2d(tfArguments(tf, options, context)),
});

/** [height, width, channels] to [height′, width′, filters]. Chollet, "Xception", CVPR 2017. */
export const separableConv2d = layer({
  name: "separableConv2d",
  summary: "Convolution of each channel by itself, then a mix of the channels at each place",
  inputs: "one",
  options: options({
    filters: int("Output channels", { min: 1 }),
    ...moving,
    ...output,
    ...weightOptions("depthwise", { glorotUniform: {} }),
    ...weightOptions("pointwise", { glorotUniform: {} }),
    ...weightOptions("bias", { zeros: {} }),
    trainable: trainableOption,
  }),
  shape(inputs, options) {
    const input = onlyInput(inputs, "separableConv2d", 3);
    return [...moved(input, options), options.filters];
  },
  weights([input], options) {
    const mix = [1, 1, input![2]! * options.depthMultiplier, options.filters];
    return [
      depthwiseKernel(input!, options),
      weightSpec("pointwiseKernel", "pointwise", mix, options),
      ...biasSpec(options.filters, options),
    ];
  },
  build(tf, options, context) {
    const built = tf.layers.layers.separableConv2d(tfArguments(tf, options, context));
    // tfjs writes the depthwise initializer down for both kernels.
    return Object.assign(built, { pointwiseInitializer: tfInitializer(tf, options.pointwiseInitializer) });
  },
});

interface Depthwise extends Readonly<Record<string, unknown>> {
  readonly kernelSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly padding: "valid" | "same";
  readonly depthMultiplier: number;
}

function moved(input: Shape, { kernelSize, strides, padding }: Depthwise): number[] {
  return slide(input, { what: "kernel", option: "kernelSize", size: kernelSize, strides, padding });
}

function depthwiseKernel(input: Shape, options: Depthwise): WeightSpec {
  const shape = [...perAxis(options.kernelSize, 2), input[2]!, options.depthMultiplier];
  return weightSpec("depthwiseKernel", "depthwise", shape, options);
}
