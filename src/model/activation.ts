import type { Tensor } from "@tensorflow/tfjs-core";
import type { Component } from "../component/component.ts";
import type { Tf } from "./layer.ts";

/** A function of each value, or of each row of the last axis, that a layer applies to its output. */
export interface Activation<Name extends string = string> extends Component<Name, Record<never, never>> {
  /**
   * The function in differentiable operations. Left out where tf.layers knows an activation of this name;
   * given, it is registered with tfjs under this name, so that the topology text names it as well.
   */
  apply?(tf: Tf, x: Tensor): Tensor;
}

export function activation<const Name extends string>(definition: Activation<Name>): Activation<Name> {
  return Object.freeze(definition);
}
