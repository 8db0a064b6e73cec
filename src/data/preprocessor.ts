import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";
import type { DataFacts, Samples } from "./dataset.ts";

/** A step of preparation, the same for every part; what it fits, it fits on the training part alone. */
export interface Preprocessor<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /** What is known of the data after the step. Throws an OptionProblem where the step does not fit them. */
  facts(before: DataFacts, options: OptionsOf<Properties>): DataFacts;
  /** Learns from the training part; what it returns is done to every part, and leaves its argument as it is. */
  fit(train: Samples, options: OptionsOf<Properties>, before: DataFacts): (samples: Samples) => Samples;
}

export function preprocessor<const Name extends string, Properties extends OptionSchemas>(
  definition: Preprocessor<Name, Properties>,
): Preprocessor<Name, Properties> {
  return Object.freeze(definition);
}
