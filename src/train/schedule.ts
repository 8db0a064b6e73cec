import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";

/** How the learning rate moves over the steps of a training. */
export interface Schedule<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /** The rate of step `step`, which counts from 0 over the whole training of `totalSteps` steps. */
  rate(step: number, totalSteps: number, options: OptionsOf<Properties>): number;
}

export function schedule<const Name extends string, Properties extends OptionSchemas>(
  definition: Schedule<Name, Properties>,
): Schedule<Name, Properties> {
  return Object.freeze(definition);
}
