import type { Tensor } from "@tensorflow/tfjs-core";
import type { layers as tfLayers } from "@tensorflow/tfjs-layers";
import { OptionProblem } from "../../base/errors.ts";
import type { Shape } from "../../base/shape.ts";
import { nameOf, type Tagged } from "../../component/component.ts";
import { type Family, member } from "../../component/family.ts";
import { options, word } from "../../component/options.ts";
import { overrideCall } from "../call.ts";
import { inputWithin, onlyInput } from "../expect.ts";
import { type Layer, layer, type WeightSpec } from "../layer.ts";
import { gru, lstm, type Recurrent, simpleRNN, withDropout } from "./recurrent.ts";

/** Where the backward half's random words begin: beyond any that the forward half can use. */
const BACKWARD_WORDS = 2 ** 33;

/** Layers that hold another layer. They take the family of those they may hold, which they are not part of. */
export function wrappers(family: Family<Layer>): Layer[] {
  return [timeDistributed(family), bidirectional(family)];
}

function timeDistributed(family: Family<Layer>): Layer {
  const held = (inputs: readonly Shape[], tagged: Tagged) => {
    const name = nameOf(tagged);
    if (!family.names.includes(name) || family.get(name).inputs === "many") {
      throw new OptionProblem(
        ["layer"],
        `timeDistributed cannot hold ${name}`,
        "it holds layers of one input",
      );
    }
    return { ...family.open(tagged), inputs: [inputWithin(inputs, "timeDistributed", 2).slice(1)] };
  };
  return layer({
    name: "timeDistributed",
    summary: "Applies one layer to each step of a sequence by itself",
    inputs: "one",
    options: options({ layer: member("layer", "The layer applied to each step") }),
    shape(inputs, options) {
      const { component, options: chosen, inputs: step } = held(inputs, options.layer);
      return [inputs[0]![0]!, ...within(options.layer, () => component.shape(step, chosen))];
    },
    weights(inputs, options) {
      const { component, options: chosen, inputs: step } = held(inputs, options.layer);
      return within(options.layer, () => component.weights?.(step, chosen) ?? []);
    },
    build(tf, options, context) {
      const { component, options: chosen, inputs } = held(context.inputShapes, options.layer);
      const name = `${context.name}/${component.name}`;
      const inner = component.build(tf, chosen, { ...context, name, inputShapes: inputs });
      const built = tf.layers.layers.timeDistributed({ name: context.name, layer: inner });
      // In training all steps go through the layer as one larger batch: each draws its own random numbers,
      // and a batch normalization sees them together, as in Keras.
      return overrideCall(tf, built, (x, training, inference) => {
        if (!training) return inference();
        const [batch, steps, ...rest] = x.shape as [number, number, ...number[]];
        const folded = tf.core.reshape(x, [batch * steps, ...rest]);
        const output = inner.call(folded, { training }) as Tensor | Tensor[];
        const single = Array.isArray(output) ? output[0]! : output;
        return tf.core.reshape(single, [batch, steps, ...single.shape.slice(1)]);
      });
    },
  });
}

/** Schuster, Paliwal, "Bidirectional recurrent neural networks", IEEE Transactions on Signal Processing 1997. */
function bidirectional(family: Family<Layer>): Layer {
  const recurrent: readonly string[] = [simpleRNN, lstm, gru].map(({ name }) => name);
  const held = (tagged: Tagged) => {
    const name = nameOf(tagged);
    if (recurrent.includes(name)) return family.open(tagged);
    throw new OptionProblem(
      ["layer"],
      `bidirectional cannot hold ${name}`,
      `it holds ${recurrent.join(", ")}`,
    );
  };
  return layer({
    name: "bidirectional",
    summary: "Reads a sequence forwards and backwards with two layers of the same kind",
    inputs: "one",
    options: options({
      layer: member("layer", "The recurrent layer: simpleRNN, lstm or gru"),
      mergeMode: word(["concat", "sum", "ave", "mul"], "How the two outputs become one", "concat"),
    }),
    shape(inputs, options) {
      const { component, options: chosen } = held(options.layer);
      onlyInput(inputs, "bidirectional", 2);
      const shape = within(options.layer, () => component.shape(inputs, chosen));
      return options.mergeMode === "concat" ? [...shape.slice(0, -1), 2 * shape.at(-1)!] : shape;
    },
    weights(inputs, options) {
      const { component, options: chosen } = held(options.layer);
      const specs = within(options.layer, () => component.weights!(inputs, chosen));
      return [
        ...specs.map((spec) => prefixed("forward", spec)),
        ...specs.map((spec) => prefixed("backward", spec)),
      ];
    },
    build(tf, options, context) {
      const { component, options: chosen } = held(options.layer);
      const name = `${context.name}/${component.name}`;
      const inner = component.build(tf, chosen, { ...context, name });
      const built = tf.layers.layers.bidirectional({
        name: context.name,
        layer: inner as tfLayers.RNN,
        mergeMode: options.mergeMode,
      });
      // tfjs makes two copies of the layer from its configuration, which know nothing of run-exp's dropout.
      const halves = built as unknown as { forwardLayer: tfLayers.RNN; backwardLayer: tfLayers.RNN };
      withDropout(tf, halves.forwardLayer, chosen as Recurrent, context);
      withDropout(tf, halves.backwardLayer, chosen as Recurrent, context, BACKWARD_WORDS);
      return built;
    },
  });
}

/** Runs what the held layer does, and has its problems point through the wrapper's option. */
function within<Result>(held: Tagged, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof OptionProblem)) throw error;
    throw new OptionProblem(["layer", nameOf(held), ...error.path], error.message, error.hint);
  }
}

/** `kernel` becomes `forwardKernel`. */
function prefixed(side: string, spec: WeightSpec): WeightSpec {
  return { ...spec, name: `${side}${spec.name[0]!.toUpperCase()}${spec.name.slice(1)}` };
}
