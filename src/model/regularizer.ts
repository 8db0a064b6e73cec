import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";

/** A penalty on the size of a weight, which training adds to its loss. */
export interface Regularizer<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /** The penalty, summed in double precision. */
  penalty(value: Float32Array, options: OptionsOf<Properties>): number;
  /** Adds d penalty / d value to `gradient`, in place. */
  addGradient(value: Float32Array, gradient: Float32Array, options: OptionsOf<Properties>): void;
}

export function regularizer<const Name extends string, Properties extends OptionSchemas>(
  definition: Regularizer<Name, Properties>,
): Regularizer<Name, Properties> {
  return Object.freeze(definition);
}
