import type { Tagged } from "../component/component.ts";
import type { DatasetSection } from "../data/dataset.ts";
import type { LayerItem } from "../model/model.ts";

/** The `train` section of a resolved experiment. */
export interface TrainSection {
  readonly loss: Tagged;
  readonly metrics: readonly Tagged[];
  readonly optimizer: Tagged;
  readonly batchSize: number;
  readonly epochs: number;
  readonly callbacks: readonly Tagged[];
  /** Weight of each class in the training loss: `balanced`, or one number for each class. Absent: all 1. */
  readonly classWeights?: "balanced" | readonly number[];
}

/**
 * One experiment, complete: every default filled in, every expression evaluated, every part in place. Plain
 * data, frozen. It is itself a valid experiment file that resolves to itself. Key order is canonical.
 */
export interface Experiment {
  readonly name: string;
  /** Which variant of a file with a `matrix` this is: `width=128,activation=relu`. */
  readonly variant?: string;
  readonly description?: string;
  readonly seed: number;
  /** `auto` or an engine's name. */
  readonly engine: string;
  readonly dataset: DatasetSection;
  readonly model: { readonly layers: readonly LayerItem[] };
  readonly train: TrainSection;
  /** How many times the training is repeated over derived seeds; 1 or more. */
  readonly replicates: number;
}

/** What an experiment or a search is called. */
export type Named = Pick<Experiment, "name" | "variant">;

/** The path below the results folder: the name, and the variant where there is one. */
export function experimentPath({ name, variant }: Named): string {
  return variant === undefined ? name : `${name}/${variant}`;
}
