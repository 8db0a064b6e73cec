import type { Static, TObject, TProperties } from "typebox";
import type { Component } from "../component/component.ts";

/** How the learning rate moves over the steps of a training. */
export interface Schedule<Name extends string = string, Properties extends TProperties = TProperties>
  extends Component<Name, Properties> {
  /** The rate of step `step`, which counts from 0 over the whole training of `totalSteps` steps. */
  rate(step: number, totalSteps: number, options: Static<TObject<Properties>>): number;
}

export function schedule<const Name extends string, Properties extends TProperties>(
  definition: Schedule<Name, Properties>,
): Schedule<Name, Properties> {
  return Object.freeze(definition);
}
