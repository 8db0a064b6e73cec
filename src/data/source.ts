import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";
import type { DataFacts, Storage } from "./dataset.ts";

/** What a source says of its data without opening it. */
export interface SourceFacts extends DataFacts {
  /** How many samples there are; `test` only where the source itself says which samples are for testing. */
  readonly counts: { readonly train: number; readonly test?: number };
}

/** Some samples of a source: positions in its training or test samples, each once, ascending. */
export interface Selection {
  readonly from: "train" | "test";
  readonly rows: Uint32Array;
}

/** How values that are missing (NaN in the features) are filled, once the training part is known. */
export interface Imputation {
  /** For numeric columns; the most frequent category fills a categorical one. */
  readonly method: "mean" | "median" | "mostFrequent";
  /** The columns of the table in order, and how many features each is: several where it holds categories. */
  readonly columns: readonly { readonly name: string; readonly width: number }[];
}

/** The samples of a source before split and preprocessing: their labels, and their features for the asking. */
export interface RawData {
  readonly facts: SourceFacts;
  /** Labels of all samples, [count, …shape of a label]. */
  readonly labels: { readonly train: Float32Array; readonly test?: Float32Array };
  /** The features of each selection, [rows, …shape of a sample], each in an array of its own. */
  gather(selections: readonly Selection[]): Promise<Storage[]>;
  /** One line for the report, free of host paths. */
  readonly origin: string;
  /** SHA-256 over all features and labels. */
  readonly contentHash: string;
  readonly imputation?: Imputation;
}

export interface SourceContext {
  /** Absolute path that relative paths in the options start from. */
  readonly folder: string;
  /** What sources have said already, for the many variants of one file that ask the same. */
  readonly known?: Map<string, Promise<SourceFacts>>;
}

export interface OpenContext extends SourceContext {
  /** The folder of converted data sets. */
  readonly cache: string;
  /** Whether the network must not be touched. */
  readonly offline: boolean;
  /** Ends a long step: a download, the reading of many images. */
  readonly signal?: AbortSignal;
  /** Tells the person something worth knowing once, such as where data come from. */
  notify(message: string): void;
  /** Tells how far a long step is; `total` is 0 where it is not known. */
  progress(what: string, done: number, total: number): void;
}

/** Where samples come from. */
export interface Source<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /** Without network; throws an OptionProblem where files or columns are not there. */
  facts(options: OptionsOf<Properties>, context: SourceContext): Promise<SourceFacts>;
  /** Throws an OptionProblem for what is wrong with files, a RunExpError for what is wrong around them. */
  open(options: OptionsOf<Properties>, context: OpenContext): Promise<RawData>;
}

export function source<const Name extends string, Properties extends OptionSchemas>(
  definition: Source<Name, Properties>,
): Source<Name, Properties> {
  return Object.freeze(definition);
}
