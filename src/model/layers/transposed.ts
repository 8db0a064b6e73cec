import { flag, int, options, perAxis, sizes } from "../../component/options.ts";
import { activationOption } from "../activations.ts";
import { tfArguments } from "../arguments.ts";
import { onlyInput } from "../expect.ts";
import { layer } from "../layer.ts";
import { kernelAndBias, trainableOption, weightOptions } from "../weight.ts";
import { paddingOption } from "../window.ts";

/**
 * [height, width, channels] to [height′, width′, filters]; the kernel is [height, width, filters, channels].
 * Each axis grows to size × stride with `same` padding, and with `valid` by max(kernel − stride, 0) more.
 */
export const conv2dTranspose = layer({
  name: "conv2dTranspose",
  summary: "Convolution backwards: enlarges an image",
  inputs: "one",
  options: options({
    filters: int("Output channels", { min: 1 }),
    kernelSize: sizes(2, "Height and width of the kernel"),
    strides: sizes(2, "Factors by which height and width grow", { min: 1, default: 1 }),
    padding: paddingOption,
    activation: activationOption("Applied to the output"),
    useBias: flag("Whether to add a bias", true),
    ...weightOptions("kernel", { glorotUniform: {} }),
    ...weightOptions("bias", { zeros: {} }),
    trainable: trainableOption,
  }),
  shape(inputs, { filters, kernelSize, strides, padding }) {
    const input = onlyInput(inputs, "conv2dTranspose", 3);
    const kernel = perAxis(kernelSize, 2);
    const grown = perAxis(strides, 2).map((stride, axis) => {
      const beyond = padding === "valid" ? Math.max(kernel[axis]! - stride, 0) : 0;
      return input[axis]! * stride + beyond;
    });
    return [...grown, filters];
  },
  weights([input], options) {
    const kernel = [...perAxis(options.kernelSize, 2), options.filters, input!.at(-1)!];
    return kernelAndBias(kernel, options.filters, options);
  },
  build: (tf, options, context) => tf.layers.layers.conv2dTranspose(tfArguments(tf, options, context)),
});
