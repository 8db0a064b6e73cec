import type { Tensor } from "@tensorflow/tfjs-core";
import type { Shape } from "../../base/shape.ts";
import { flag, float, options } from "../../component/options.ts";
import { tfArguments } from "../arguments.ts";
import { overrideCall } from "../call.ts";
import { inputWithin } from "../expect.ts";
import { layer, type Tf, type WeightSpec } from "../layer.ts";
import { initializerOption, specUnlessOff, trainableOption, weightOptions, weightSpec } from "../weight.ts";

/**
 * Layers that bring values to mean 0 and variance 1 and then, feature by feature of the last axis, to
 * gamma × value + beta.
 */

const affine = {
  epsilon: float("Added to the variance, against a division by 0", { above: 0, default: 1e-3 }),
  center: flag("Whether to add beta", true),
  scale: flag("Whether to multiply by gamma", true),
  ...weightOptions("beta", { zeros: {} }),
  ...weightOptions("gamma", { ones: {} }),
  trainable: trainableOption,
};

/**
 * Ioffe, Szegedy, "Batch normalization", ICML 2015. In training it takes mean and population variance over the
 * batch and all axes but the last, and moves its moving statistics by
 * moving ← momentum × moving + (1 − momentum) × batch. In inference, and always when it is frozen, it uses the
 * moving statistics and leaves them alone.
 */
export const batchNormalization = layer({
  name: "batchNormalization",
  summary: "Normalizes each feature over the batch",
  inputs: "one",
  options: options({
    momentum: float("How much of the moving statistics each step keeps", { min: 0, max: 1, default: 0.99 }),
    ...affine,
    movingMeanInitializer: initializerOption("moving mean", { zeros: {} }),
    movingVarianceInitializer: initializerOption("moving variance", { ones: {} }),
  }),
  // tfjs normalizes at most three axes beside the batch.
  shape: (inputs) => inputWithin(inputs, "batchNormalization", 1, 3),
  weights: ([input], options) => [
    ...affineWeights(input!, options),
    { ...weightSpec("movingMean", "movingMean", input!.slice(-1), options), trainable: false },
    { ...weightSpec("movingVariance", "movingVariance", input!.slice(-1), options), trainable: false },
  ],
  build(tf, options, context) {
    const built = tf.layers.layers.batchNormalization(tfArguments(tf, options, context));
    if (!options.trainable) return overrideCall(tf, built, (_x, _training, inference) => inference());
    return overrideCall(tf, built, (x, training, inference) => {
      if (!training) return inference();
      const { mean, variance } = tf.core.moments(x, leadingAxes(x));
      const [movingMean, movingVariance] = built.weights.slice(-2);
      for (const [moving, batch] of [
        [movingMean!, mean],
        [movingVariance!, variance],
      ] as const) {
        const kept = tf.core.mul(moving.read(), options.momentum);
        moving.write(tf.core.add(kept, tf.core.mul(batch, 1 - options.momentum)));
      }
      return normalize(
        tf,
        x,
        mean,
        variance,
        built.weights.map((weight) => weight.read()),
        options,
      );
    });
  },
});

/** Ba, Kiros, Hinton, "Layer normalization", 2016. */
export const layerNormalization = layer({
  name: "layerNormalization",
  summary: "Normalizes the features of each place by themselves",
  inputs: "one",
  options: options(affine),
  shape: (inputs) => inputWithin(inputs, "layerNormalization", 1, 3),
  weights: ([input], options) => affineWeights(input!, options),
  build(tf, options, context) {
    const built = tf.layers.layers.layerNormalization({
      ...tfArguments<object>(tf, options, context),
      axis: -1,
    });
    return overrideCall(tf, built, (x, training, inference) => {
      if (!training) return inference();
      const { mean, variance } = tf.core.moments(x, -1, true);
      return normalize(
        tf,
        x,
        mean,
        variance,
        built.weights.map((weight) => weight.read()),
        options,
      );
    });
  },
});

interface Affine extends Readonly<Record<string, unknown>> {
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
}

function affineWeights(input: Shape, options: Affine): WeightSpec[] {
  return [
    ...specUnlessOff("gamma", "scale", input.slice(-1), options),
    ...specUnlessOff("beta", "center", input.slice(-1), options),
  ];
}

/**
 * In plain operations, whose gradients broadcast: tfjs's fused one reads gamma and beta even where there are
 * none. `weights` begin with gamma and beta, as far as they are used.
 */
function normalize(
  tf: Tf,
  x: Tensor,
  mean: Tensor,
  variance: Tensor,
  weights: readonly Tensor[],
  { epsilon, center, scale }: Affine,
): Tensor {
  const { add, mul, rsqrt, sub } = tf.core;
  const normal = mul(sub(x, mean), rsqrt(add(variance, epsilon)));
  const scaled = scale ? mul(normal, weights[0]!) : normal;
  return center ? add(scaled, weights[scale ? 1 : 0]!) : scaled;
}

function leadingAxes(x: Tensor): number[] {
  return Array.from({ length: x.rank - 1 }, (_, axis) => axis);
}
