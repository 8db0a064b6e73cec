import type { Stream } from "../base/random.ts";
import type { Shape } from "../base/shape.ts";
import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";
import type { WeightSpec } from "./layer.ts";

/** How a weight's first values are drawn: plain arithmetic, so that every engine starts from the same bits. */
export interface Initializer<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /** Says what is wrong where a weight of this shape cannot be made; nothing where it can. */
  refuses?(shape: Shape): string | undefined;
  /** Fills `values`, row-major in the spec's shape, from the words of `draws`. */
  fill(
    values: Float32Array,
    spec: Pick<WeightSpec, "shape" | "fans">,
    draws: Stream,
    options: OptionsOf<Properties>,
  ): void;
}

export function initializer<const Name extends string, Properties extends OptionSchemas>(
  definition: Initializer<Name, Properties>,
): Initializer<Name, Properties> {
  return Object.freeze(definition);
}
