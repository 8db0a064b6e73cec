import type { Tensor } from "@tensorflow/tfjs-core";
import { float, options } from "../../component/options.ts";
import { tfArguments } from "../arguments.ts";
import { overrideCall } from "../call.ts";
import type { Draws } from "../chance.ts";
import { onlyInput } from "../expect.ts";
import { type BuildContext, layer, type Tf, type TfLayer } from "../layer.ts";

/**
 * Layers that add chance in training and do nothing in inference. Element e of what they draw comes from word
 * e of the layer's stream for the step (from words 2e and 2e + 1 where it is normal), so neither the order of
 * computation nor the number of threads can change it.
 */

const rate = float("Share of the values that is dropped", { min: 0, below: 1 });

/** Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 2014. */
export const dropout = layer({
  name: "dropout",
  summary: "Sets a random share of the values to 0 and scales up the rest",
  inputs: "one",
  options: options({ rate }),
  shape: ([input]) => input!,
  build: (tf, options, context) =>
    withChance(tf, tf.layers.layers.dropout(tfArguments(tf, options, context)), context, (x, draws) =>
      tf.core.mul(x, dropoutMask(draws, 0, x.shape, options.rate)),
    ),
});

/** Tompson et al., "Efficient object localization using convolutional networks", CVPR 2015. */
export const spatialDropout1d = layer({
  name: "spatialDropout1d",
  summary: "Sets a random share of a sequence's features to 0 at all of its steps",
  inputs: "one",
  options: options({ rate }),
  shape: (inputs) => onlyInput(inputs, "spatialDropout1d", 2),
  build: (tf, options, context) =>
    withChance(
      tf,
      tf.layers.layers.spatialDropout1d(tfArguments(tf, options, context)),
      context,
      (x, draws) => tf.core.mul(x, dropoutMask(draws, 0, [x.shape[0]!, 1, x.shape[2]!], options.rate)),
    ),
});

export const gaussianNoise = layer({
  name: "gaussianNoise",
  summary: "Adds normal noise of mean 0",
  inputs: "one",
  options: options({ stddev: float("Standard deviation of the noise", { min: 0 }) }),
  shape: ([input]) => input!,
  build: (tf, options, context) =>
    withChance(tf, tf.layers.layers.gaussianNoise(tfArguments(tf, options, context)), context, (x, draws) =>
      tf.core.add(x, draws.normal(x.shape, 0, options.stddev)),
    ),
});

/** Srivastava et al. 2014, section 10. */
export const gaussianDropout = layer({
  name: "gaussianDropout",
  summary: "Multiplies by normal noise of mean 1 and variance rate ÷ (1 − rate)",
  inputs: "one",
  options: options({ rate }),
  shape: ([input]) => input!,
  build(tf, options, context) {
    const deviation = Math.sqrt(options.rate / (1 - options.rate));
    const built = tf.layers.layers.gaussianDropout(tfArguments(tf, options, context));
    return withChance(tf, built, context, (x, draws) => tf.core.mul(x, draws.normal(x.shape, 1, deviation)));
  },
});

/** −λα of selu: what its outputs tend to from below. */
const SELU_FLOOR = -1.7580993408473766;

/** Klambauer et al., "Self-normalizing neural networks", NeurIPS 2017. */
export const alphaDropout = layer({
  name: "alphaDropout",
  summary: "Dropout for selu: keeps the mean and variance of its inputs",
  inputs: "one",
  options: options({ rate }),
  shape: ([input]) => input!,
  build(tf, options, context) {
    const { rate } = options;
    const scale = ((1 - rate) * (1 + rate * SELU_FLOOR ** 2)) ** -0.5;
    const shift = -scale * SELU_FLOOR * rate;
    const built = tf.layers.layers.alphaDropout(tfArguments(tf, options, context));
    return withChance(tf, built, context, (x, draws) => {
      const kept = draws.bernoulli(0, x.shape, rate, scale, 0);
      const dropped = draws.bernoulli(0, x.shape, rate, shift, scale * SELU_FLOOR + shift);
      return tf.core.add(tf.core.mul(x, kept), dropped);
    });
  },
});

/** A mask of 0 and 1 ÷ (1 − rate), whose element e is 0 where word `first + e` says so. */
export function dropoutMask(draws: Draws, first: number, shape: number[], rate: number): Tensor {
  return draws.bernoulli(first, shape, rate, 1 / (1 - rate), 0);
}

function withChance(
  tf: Tf,
  built: TfLayer,
  context: BuildContext,
  disturbed: (x: Tensor, draws: Draws) => Tensor,
): TfLayer {
  return overrideCall(tf, built, (x, training) => (training ? disturbed(x, context.draws()) : x));
}
