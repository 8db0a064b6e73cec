import type { Tensor } from "@tensorflow/tfjs-core";
import type { layers as tfLayers } from "@tensorflow/tfjs-layers";
import type { Shape } from "../../base/shape.ts";
import { flag, float, int, options } from "../../component/options.ts";
import { activationOption } from "../activations.ts";
import { tfArguments } from "../arguments.ts";
import { overrideCall } from "../call.ts";
import { onlyInput } from "../expect.ts";
import { type BuildContext, layer, type Tf, type WeightSpec } from "../layer.ts";
import { biasSpec, trainableOption, weightOptions, weightSpec } from "../weight.ts";
import { dropoutMask } from "./dropout.ts";

/**
 * Layers that read a sequence [steps, features] step by step and give their last output [units], or all of
 * them [steps, units]. The gates lie side by side in their weights: [features, gates × units]. Where tfjs
 * differs from Keras in a default (glorotNormal kernels, hardSigmoid gates), it is Keras's that holds.
 */

const reading = {
  units: int("Outputs of each step", { min: 1 }),
  activation: activationOption("Applied to the output", "tanh"),
};
const weights = {
  useBias: flag("Whether to add a bias", true),
  ...weightOptions("kernel", { glorotUniform: {} }),
  ...weightOptions("recurrent", { orthogonal: { gain: 1 } }),
  ...weightOptions("bias", { zeros: {} }),
};
const sequence = {
  dropout: float("Share of the features dropped, the same ones at every step", {
    min: 0,
    below: 1,
    default: 0,
  }),
  recurrentDropout: float("Share of the state dropped, the same part at every step", {
    min: 0,
    below: 1,
    default: 0,
  }),
  returnSequences: flag("Whether to give the outputs of all steps, not of the last one only", false),
  goBackwards: flag("Whether to read from the last step to the first", false),
  trainable: trainableOption,
};
const gated = {
  ...reading,
  recurrentActivation: activationOption("Applied to the gates", "sigmoid"),
  ...weights,
};

/** h ← activation(x kernel + h recurrentKernel + bias). Elman, "Finding structure in time", 1990. */
export const simpleRNN = layer({
  name: "simpleRNN",
  summary: "Plain recurrent layer: each output is fed back into the next step",
  inputs: "one",
  options: options({ ...reading, ...weights, ...sequence }),
  shape: (inputs, options) => outputShape(onlyInput(inputs, "simpleRNN", 2), options),
  weights: ([input], options) => recurrentWeights(input!, 1, options),
  build: (tf, options, context) =>
    withDropout(
      tf,
      tf.layers.layers.simpleRNN(tfArguments(tf, undropped(options), context)),
      options,
      context,
    ),
});

/**
 * Hochreiter, Schmidhuber, "Long short-term memory", 1997. Gates in the order input, forget, cell, output.
 * The forget gate's bias starts at 1 by default (Jozefowicz, Zaremba, Sutskever 2015).
 */
export const lstm = layer({
  name: "lstm",
  summary: "Long short-term memory: a recurrent layer with gated memory",
  inputs: "one",
  options: options({
    ...gated,
    unitForgetBias: flag("Whether the forget gate's bias starts at 1", true),
    ...sequence,
  }),
  shape: (inputs, options) => outputShape(onlyInput(inputs, "lstm", 2), options),
  weights([input], options) {
    const specs = recurrentWeights(input!, 4, options);
    const { units, unitForgetBias } = options;
    if (!unitForgetBias) return specs;
    return specs.map((spec) => (spec.name === "bias" ? { ...spec, ones: [units, 2 * units] } : spec));
  },
  build: (tf, options, context) =>
    withDropout(tf, tf.layers.layers.lstm(tfArguments(tf, undropped(options), context)), options, context),
});

/**
 * Cho et al., "Learning phrase representations using RNN encoder–decoder", EMNLP 2014. Gates in the order
 * update, reset, new state; the reset gate acts before the recurrent product (Keras's `reset_after=False`).
 */
export const gru = layer({
  name: "gru",
  summary: "Gated recurrent unit: a lighter lstm",
  inputs: "one",
  options: options({ ...gated, ...sequence }),
  shape: (inputs, options) => outputShape(onlyInput(inputs, "gru", 2), options),
  weights: ([input], options) => recurrentWeights(input!, 3, options),
  build: (tf, options, context) =>
    withDropout(tf, tf.layers.layers.gru(tfArguments(tf, undropped(options), context)), options, context),
});

export interface Recurrent extends Readonly<Record<string, unknown>> {
  readonly units: number;
  readonly returnSequences: boolean;
  readonly dropout: number;
  readonly recurrentDropout: number;
}

function outputShape([steps]: Shape, { returnSequences, units }: Recurrent): Shape {
  return returnSequences ? [steps!, units] : [units];
}

function recurrentWeights(input: Shape, gates: number, options: Recurrent): WeightSpec[] {
  const width = gates * options.units;
  return [
    weightSpec("kernel", "kernel", [input.at(-1)!, width], options),
    weightSpec("recurrentKernel", "recurrent", [options.units, width], options),
    ...biasSpec(width, options),
  ];
}

/** The options without dropout, which tfjs would draw from Math.random. */
function undropped(options: Recurrent): Recurrent {
  return { ...options, dropout: 0, recurrentDropout: 0 };
}

/**
 * Adds both dropouts to a tf.layers recurrent layer: in a training step the features and the fed-back state
 * are multiplied by masks that stay the same over the steps (Gal, Ghahramani, "A theoretically grounded
 * application of dropout in recurrent neural networks", NeurIPS 2016). The features' mask takes the layer's
 * random words from `firstWord` on, the state's mask those after it.
 */
export function withDropout(
  tf: Tf,
  built: tfLayers.RNN,
  { dropout, recurrentDropout, units }: Recurrent,
  context: Pick<BuildContext, "draws">,
  firstWord = 0,
): tfLayers.RNN {
  if (dropout === 0 && recurrentDropout === 0) return built;
  const { cell } = built;
  const step = cell.call.bind(cell);
  const read = built.call.bind(built);
  return overrideCall(tf, built, (x, training, inference) => {
    if (!training) return inference();
    const draws = context.draws();
    const [batch, , features] = x.shape as [number, number, number];
    const kept = dropoutMask(draws, firstWord, [batch, 1, features], dropout);
    const afterwards = firstWord + batch * features;
    const keptState = dropoutMask(draws, afterwards, [batch, units], recurrentDropout);
    cell.call = (inputs, kwargs) => {
      const [now, state, ...others] = inputs as Tensor[];
      return step([now!, tf.core.mul(state!, keptState), ...others], kwargs);
    };
    try {
      return read(tf.core.mul(x, kept), { training }) as Tensor;
    } finally {
      cell.call = step;
    }
  });
}
