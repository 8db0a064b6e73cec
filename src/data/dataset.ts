import type { Shape } from "../base/shape.ts";
import type { Tagged } from "../component/component.ts";

/** Values in the type they came in: bytes of an image stay bytes. */
export type Storage = Uint8Array | Int32Array | Float32Array;

/**
 * The inputs of some samples: `storage` holds `count` samples of `shape`, row-major. The value a model sees is
 * `storage × scale + offset`, computed in double precision and rounded once to 32 bits. `scale` and `offset` are of
 * one length, which divides a sample's: value `i` of a sample takes number `i mod length`.
 */
export interface Features {
  readonly storage: Storage;
  readonly shape: Shape;
  readonly scale: Float32Array;
  readonly offset: Float32Array;
}

/**
 * The targets: `class` holds one class number a position (shape [] for one a sample), `vector` holds the
 * values themselves (one-hot rows, regression targets).
 */
export interface Labels {
  readonly kind: "class" | "vector";
  readonly values: Float32Array;
  readonly shape: Shape;
}

export interface Samples {
  readonly count: number;
  readonly features: Features;
  readonly labels: Labels;
}

/** What is known of a dataset before it is opened: enough to infer shapes and check a loss. */
export interface DataFacts {
  /** Shape of one sample as the model sees it. */
  readonly shape: Shape;
  readonly labels: { readonly kind: "class" | "vector"; readonly shape: Shape };
  /** Names of the classes in order of their numbers; absent for regression. */
  readonly classes?: readonly string[];
}

/** The samples of every part; absent where a dataset has no such part. */
export interface Parts {
  readonly train: Samples;
  readonly validation?: Samples;
  readonly test?: Samples;
}

/** A dataset in memory: split, preprocessed, ready to be gathered into batches. */
export interface Dataset extends DataFacts, Parts {
  /** SHA-256 over content, split and preprocessing: equal fingerprints, equal data in every part. */
  readonly fingerprint: string;
  /** Where the data came from, one line for the report, free of host paths. */
  readonly origin: string;
}

export type Part = "train" | "validation" | "test";

/** The `dataset` section of a resolved experiment. */
export interface DatasetSection {
  readonly source: Tagged;
  /** Share of the source's samples that is used, drawn per class where there are classes; in (0, 1]. */
  readonly share: number;
  readonly split: {
    /** Share of the training samples held out for validation; in [0, 1). */
    readonly validation: number;
    /** Share of all samples held out for testing, where the source brings no test part; in [0, 1). */
    readonly test: number;
    /** Keep the classes' proportions in every part. */
    readonly stratify: boolean;
  };
  readonly preprocess: readonly Tagged[];
  readonly augment: readonly Tagged[];
}
