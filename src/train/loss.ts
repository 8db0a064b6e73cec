import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";

/**
 * What a model said of a batch and what was true. A sample has `rows` rows of `width` values: one row for a
 * plain classifier, one for each step of a sequence. `predictions` is [count, rows, width]; `labels` is the
 * same for vector labels and [count, rows] for class numbers. Views are valid until the engine's next call.
 */
export interface Outcome {
  readonly count: number;
  readonly rows: number;
  readonly width: number;
  readonly predictions: Float32Array;
  readonly labels: Float32Array;
  /** The loss of each sample, weights of classes and penalties not included. Length at least `count`. */
  readonly losses: Float32Array;
}

/** A loss as plain arithmetic: the definition that every engine's own is tested against. */
export interface Loss<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /** Which labels it takes: class numbers, or vectors of the output's own shape. */
  readonly labels: "class" | "vector";
  /** The fewest values in a row between which it can tell: 2 where it compares the values of a row. */
  readonly leastWidth: 1 | 2;
  /**
   * Writes the loss of each sample (the mean over its rows) to `losses[0 … count)`, and, where `gradient` is
   * given, d losses[i] / d predictions[i, row, column] in the layout of `predictions`.
   */
  evaluate(
    batch: Omit<Outcome, "losses">,
    losses: Float32Array,
    gradient: Float32Array | undefined,
    options: OptionsOf<Properties>,
  ): void;
}

export function loss<const Name extends string, Properties extends OptionSchemas>(
  definition: Loss<Name, Properties>,
): Loss<Name, Properties> {
  return Object.freeze(definition);
}
