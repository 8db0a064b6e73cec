import type { Shape } from "../base/shape.ts";
import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";
import type { DataFacts } from "./dataset.ts";

/** What a source says of its data without opening it. */
export interface SourceFacts extends DataFacts {
  /** Whether the source itself says which samples are for testing. */
  readonly hasTest: boolean;
}

/** Samples as a source delivers them, before split and preprocessing. */
export interface RawPart {
  readonly count: number;
  readonly features: { readonly storage: Uint8Array | Int32Array | Float32Array; readonly shape: Shape };
  readonly labels: { readonly values: Float32Array; readonly shape: Shape };
}

/** How values that are missing (NaN in the features) are filled, once the training part is known. */
export interface Imputation {
  readonly method: "mean" | "median" | "mostFrequent";
  /** Runs of features [from, to) that are one category's columns and are filled together. */
  readonly categories: readonly (readonly [number, number])[];
}

export interface RawData {
  readonly train: RawPart;
  readonly test?: RawPart;
  /** One line for the report, free of host paths. */
  readonly origin: string;
  /** SHA-256 over everything the samples hold. */
  readonly contentHash: string;
  readonly imputation?: Imputation;
}

export interface SourceContext {
  /** Absolute path that relative paths in the options start from. */
  readonly folder: string;
}

export interface OpenContext extends SourceContext {
  /** The folder of converted data sets. */
  readonly cache: string;
  /** Whether the network must not be touched. */
  readonly offline: boolean;
  /** Tells the person something worth knowing once, such as where data come from. */
  notify(message: string): void;
  /** Tells how far a long step is; `total` is 0 where it is not known. */
  progress(what: string, done: number, total: number): void;
}

/** Where samples come from. */
export interface Source<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /** Cheap and without network; throws an OptionProblem where files or columns are not there. */
  facts(options: OptionsOf<Properties>, context: SourceContext): Promise<SourceFacts>;
  /** Throws an OptionProblem for what is wrong with files, a RunExpError for what is wrong around them. */
  open(options: OptionsOf<Properties>, context: OpenContext): Promise<RawData>;
}

export function source<const Name extends string, Properties extends OptionSchemas>(
  definition: Source<Name, Properties>,
): Source<Name, Properties> {
  return Object.freeze(definition);
}
