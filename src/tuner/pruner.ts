import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";

/** The best objective that a trial had reached after each of its epochs; not finite where it never had one. */
export type History = readonly number[];

/** What a trial must have reached after an epoch, or it is given up. */
export interface Bar {
  readonly epoch: number;
  /** Finite; who equals it goes on. */
  readonly value: number;
  /** Where it comes from, for people: `the median of 5 trials`. */
  readonly what: string;
}

/** A rule by which hopeless trials are given up. */
export interface Pruner<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /**
   * The bars of a trial that begins now and trains for `epochs` epochs, by the histories of finished trials; ascending by
   * epoch. Values that are not finite are the worst.
   */
  bars(
    histories: readonly History[],
    goal: "max" | "min",
    epochs: number,
    options: OptionsOf<Properties>,
  ): readonly Bar[];
}

export function pruner<const Name extends string, Properties extends OptionSchemas>(
  definition: Pruner<Name, Properties>,
): Pruner<Name, Properties> {
  return Object.freeze(definition);
}

/** Values in the order of a goal; those that are not finite come last. */
export function bestFirst(values: readonly number[], goal: "max" | "min"): number[] {
  const finite = values.filter(Number.isFinite).sort((a, b) => (goal === "max" ? b - a : a - b));
  return [...finite, ...values.filter((value) => !Number.isFinite(value))];
}
