import { flag, int, options } from "../../component/options.ts";
import { activationOption } from "../activations.ts";
import { tfArguments } from "../arguments.ts";
import { inputWithin } from "../expect.ts";
import { layer } from "../layer.ts";
import { kernelAndBias, trainableOption, weightOptions } from "../weight.ts";

/**
 * [..., features] to [..., units]. The kernel starts as Keras's does (glorotUniform), not as tfjs's
 * (glorotNormal); that holds for every layer here.
 */
export const dense = layer({
  name: "dense",
  summary: "Every output is a weighted sum of all values of the last axis",
  inputs: "one",
  options: options({
    units: int("Outputs", { min: 1 }),
    activation: activationOption("Applied to the output"),
    useBias: flag("Whether to add a bias", true),
    ...weightOptions("kernel", { glorotUniform: {} }),
    ...weightOptions("bias", { zeros: {} }),
    trainable: trainableOption,
  }),
  shape: (inputs, { units }) => [...inputWithin(inputs, "dense", 1).slice(0, -1), units],
  weights: (inputs, options) => kernelAndBias([inputs[0]!.at(-1)!, options.units], options.units, options),
  build: (tf, options, context) => tf.layers.layers.dense(tfArguments(tf, options, context)),
});
