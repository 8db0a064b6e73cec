import type * as tfCore from "@tensorflow/tfjs-core";
import type { layers } from "@tensorflow/tfjs-layers";
import type { Shape } from "../base/shape.ts";
import type { Component, Tagged } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";
import type { Draws } from "./chance.ts";

/** The part of TensorFlow.js a builder may use, handed in so that naming a layer does not load tfjs. */
export interface Tf {
  readonly core: typeof tfCore;
  readonly layers: typeof import("@tensorflow/tfjs-layers");
}

/** A tf.layers layer, as a builder returns it. */
export type TfLayer = layers.Layer;

/** One array of numbers a layer owns. */
export interface WeightSpec {
  /** As in tfjs and Keras: `kernel`, `bias`, `gamma`, `movingMean`, … Unique within its layer. */
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Tagged;
  /** Inputs and outputs of one unit, which scale the variance-scaling initializers. */
  readonly fans: { readonly in: number; readonly out: number };
  /** False for what training moves without a gradient (moving statistics) and for frozen layers. */
  readonly trainable: boolean;
  /** Elements [from, to) that start at 1 whatever the initializer says: the forget gate of an LSTM's bias. */
  readonly ones?: readonly [number, number];
  readonly regularizer?: Tagged;
  readonly constraint?: Tagged;
}

/** What a builder knows beside its options. */
export interface BuildContext {
  /** The layer's name in the model, unique. */
  readonly name: string;
  readonly inputShapes: readonly Shape[];
  /**
   * The random numbers of this layer in the training step that is running. A layer that draws (dropout, noise)
   * asks anew in every call and never uses tfjs's own generator.
   */
  readonly draws: () => Draws;
}

/**
 * A layer: what it makes of a shape, which weights it owns, and the tf.layers layer it becomes.
 * Images are [height, width, channels], sequences [steps, features]; the batch axis is left out.
 */
export interface Layer<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /** `one`: exactly one input. `many`: two or more, a merge. */
  readonly inputs: "one" | "many";
  /**
   * The output's shape. Throws an OptionProblem that names both shapes where the inputs do not fit.
   */
  shape(inputs: readonly Shape[], options: OptionsOf<Properties>): Shape;
  /** The weights in the order of the tf.layers layer's own `getWeights()`; left out where there are none. */
  weights?(inputs: readonly Shape[], options: OptionsOf<Properties>): readonly WeightSpec[];
  /** The equal tf.layers layer, with its weights still unset. */
  build(tf: Tf, options: OptionsOf<Properties>, context: BuildContext): TfLayer;
}

/** Types a layer's definition against its own options. */
export function layer<const Name extends string, Properties extends OptionSchemas>(
  definition: Layer<Name, Properties>,
): Layer<Name, Properties> {
  return Object.freeze(definition);
}
