import type { Stream } from "../base/random.ts";
import type { Shape } from "../base/shape.ts";
import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";

/** A random change to an image [height, width, channels] of the training part, new in every epoch. */
export interface Augmentation<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /**
   * Changes `image` in place. `random` belongs to this sample, epoch and augmentation alone; `scratch` has the
   * image's size and holds anything.
   */
  apply(
    image: Float32Array,
    shape: Shape,
    random: Stream,
    scratch: Float32Array,
    options: OptionsOf<Properties>,
  ): void;
}

export function augmentation<const Name extends string, Properties extends OptionSchemas>(
  definition: Augmentation<Name, Properties>,
): Augmentation<Name, Properties> {
  return Object.freeze(definition);
}
