import { OptionProblem } from "../../base/errors.ts";
import { showShape } from "../../base/shape.ts";
import { float, int, list, optional, options } from "../../component/options.ts";
import { activationOption } from "../activations.ts";
import { tfArguments } from "../arguments.ts";
import { overrideCall } from "../call.ts";
import { layer } from "../layer.ts";
import { trainableOption, weightOptions, weightSpec } from "../weight.ts";

/** Layers that change each value and keep the shape. */

export const activation = layer({
  name: "activation",
  summary: "Applies an activation by name",
  inputs: "one",
  options: options({ activation: activationOption("The activation") }),
  shape: ([input]) => input!,
  build: (tf, options, context) => tf.layers.layers.activation(tfArguments(tf, options, context)),
});

export const relu = layer({
  name: "relu",
  summary: "max(x, 0), with an upper bound if wanted",
  inputs: "one",
  options: options({ maxValue: optional(float("Largest output; unbounded when absent", { above: 0 })) }),
  shape: ([input]) => input!,
  build: (tf, options, context) => tf.layers.layers.reLU(tfArguments(tf, options, context)),
});

/** Maas, Hannun, Ng, "Rectifier nonlinearities improve neural network acoustic models", ICML 2013. */
export const leakyReLU = layer({
  name: "leakyReLU",
  summary: "x where positive, else alpha × x",
  inputs: "one",
  options: options({ alpha: float("Slope of the negative half", { min: 0, default: 0.3 }) }),
  shape: ([input]) => input!,
  build: (tf, options, context) => tf.layers.layers.leakyReLU(tfArguments(tf, options, context)),
});

/** He et al., "Delving deep into rectifiers", ICCV 2015. */
export const prelu = layer({
  name: "prelu",
  summary: "x where positive, else alpha × x, with a trained alpha for each position",
  inputs: "one",
  options: options({
    sharedAxes: optional(
      list(int("Axis", { min: 1 }), "Axes that share one alpha, counted from 1: [1, 2] for images", {
        least: 1,
      }),
    ),
    ...weightOptions("alpha", { zeros: {} }),
    trainable: trainableOption,
  }),
  shape([input], { sharedAxes }) {
    const outside = sharedAxes?.findIndex((axis) => axis > input!.length) ?? -1;
    if (outside === -1) return input!;
    throw new OptionProblem(
      ["sharedAxes", outside],
      `axis ${sharedAxes![outside]} does not exist in the input ${showShape(input!)}`,
      `axes are counted from 1 to ${input!.length}`,
    );
  },
  weights([input], options) {
    const shape = input!.map((size, axis) => (options.sharedAxes?.includes(axis + 1) ? 1 : size));
    return [weightSpec("alpha", "alpha", shape, options)];
  },
  build: (tf, options, context) => tf.layers.layers.prelu(tfArguments(tf, options, context)),
});

export const elu = layer({
  name: "elu",
  summary: "x where positive, else exp(x) − 1",
  inputs: "one",
  options: options({}),
  shape: ([input]) => input!,
  build: (tf, options, context) => tf.layers.layers.elu(tfArguments(tf, options, context)),
});

/** Konda, Memisevic, Krueger, "Zero-bias autoencoders and the benefits of co-adapting features", ICLR 2015. */
export const thresholdedReLU = layer({
  name: "thresholdedReLU",
  summary: "x where it is above theta, else 0",
  inputs: "one",
  options: options({ theta: float("Threshold", { min: 0, default: 1 }) }),
  shape: ([input]) => input!,
  build(tf, options, context) {
    const built = tf.layers.layers.thresholdedReLU(tfArguments(tf, options, context));
    // tfjs masks through a boolean, which has no gradient; step gives the same numbers and has one.
    return overrideCall(tf, built, (x, training, inference) =>
      training ? tf.core.mul(x, tf.core.step(tf.core.sub(x, options.theta))) : inference(),
    );
  },
});

export const softmax = layer({
  name: "softmax",
  summary: "exp(x) over its sum along the last axis: a distribution over classes",
  inputs: "one",
  options: options({}),
  shape: ([input]) => input!,
  build: (tf, options, context) =>
    tf.layers.layers.softmax({ ...tfArguments<object>(tf, options, context), axis: -1 }),
});
