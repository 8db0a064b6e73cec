import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";

/**
 * An optimizer as plain arithmetic over one variable. It is the definition that every engine's own update is
 * tested against. Numbers are computed in double precision and rounded to 32 bits when they are stored.
 * Formulas and defaults are those of Keras 3; where one departs from it, its description says so.
 */
export interface Optimizer<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /** Names of the state arrays, each as large as the variable and zero unless `initialSlot` says otherwise. */
  slots(options: OptionsOf<Properties>): readonly string[];
  /** What a slot holds before the first step; 0 where absent. */
  initialSlot?(slot: string, options: OptionsOf<Properties>): number;
  /**
   * Moves `value` against `gradient`, in place, and updates `slots` (in the order of `slots(options)`).
   * `step` counts from 1; `learningRate` is this step's, schedule and callbacks included.
   */
  update(
    value: Float32Array,
    gradient: Float32Array,
    slots: readonly Float32Array[],
    step: number,
    learningRate: number,
    options: OptionsOf<Properties>,
  ): void;
}

export function optimizer<const Name extends string, Properties extends OptionSchemas>(
  definition: Optimizer<Name, Properties>,
): Optimizer<Name, Properties> {
  return Object.freeze(definition);
}
