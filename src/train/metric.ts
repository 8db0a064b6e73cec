import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";
import type { Outcome } from "./loss.ts";

/** A metric while it is being measured. Sums are compensated, so a result does not decay with size. */
export interface Meter {
  update(outcome: Outcome): void;
  /** The value over everything seen; NaN when nothing was. */
  result(): number;
}

/** What a metric must know of the model and its labels to pick its form (binary, sparse, one-hot). */
export interface MetricContext {
  readonly labels: "class" | "vector";
  readonly rows: number;
  readonly width: number;
}

export interface Metric<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /** The name it is logged under, Keras's where Keras has it: `accuracy`, `top_5_accuracy`. */
  logName(options: OptionsOf<Properties>): string;
  /** Which way is better, for callbacks and objectives with `mode: auto`. */
  readonly better: "higher" | "lower";
  /** Throws an OptionProblem where the labels or the output do not fit. */
  start(context: MetricContext, options: OptionsOf<Properties>): Meter;
}

export function metric<const Name extends string, Properties extends OptionSchemas>(
  definition: Metric<Name, Properties>,
): Metric<Name, Properties> {
  return Object.freeze(definition);
}
