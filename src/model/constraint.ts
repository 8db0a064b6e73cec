import type { Shape } from "../base/shape.ts";
import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";

/** A bound that a weight is brought back into after each update. */
export interface Constraint<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /** Says what is wrong where the constraint cannot hold for a weight of this shape. */
  refuses?(shape: Shape, options: OptionsOf<Properties>): string | undefined;
  /** Moves `value`, row-major in `shape`, to the nearest allowed values, in place. */
  apply(value: Float32Array, shape: Shape, options: OptionsOf<Properties>): void;
}

export function constraint<const Name extends string, Properties extends OptionSchemas>(
  definition: Constraint<Name, Properties>,
): Constraint<Name, Properties> {
  return Object.freeze(definition);
}
