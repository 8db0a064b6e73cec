import type { Tagged } from "../component/component.ts";
import type { SpaceSection } from "../space/compile.ts";
import type { Scalar } from "../space/domain.ts";
import type { Configuration, Space } from "../space/space.ts";
import type { Experiment } from "./experiment.ts";

/** The `search` section of a resolved experiment. */
export interface SearchSection {
  readonly objective: { readonly metric: string; readonly goal?: "max" | "min" };
  readonly tuner: Tagged;
  readonly pruner?: Tagged;
  readonly trial?: TrialSection;
  /** A suggestion does not see the results of so many trials before it, less one. */
  readonly parallel: number;
  readonly maxConsecutiveFailures: number;
  /** A family's values are a list: `units: [256, 128]`. */
  readonly start?: readonly Readonly<Record<string, Scalar | readonly Scalar[]>>[];
  /** A version's folder, as seen from the file's. */
  readonly from?: string;
  readonly final: FinalSection;
  readonly space: SpaceSection;
}

/** What differs from `train` while searching. */
export interface TrialSection {
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly callbacks?: readonly Tagged[];
  /** Share of the training samples that a trial is trained on. */
  readonly share?: number;
  /** What ends a trial as failed: so many minutes, so many MiB of memory. */
  readonly limit?: { readonly minutes?: number; readonly memory?: number };
}

/** What happens once the trials are done. */
export interface FinalSection {
  /** The best `top` trials are each trained over so many fresh seeds, and the best mean wins. */
  readonly confirm?: { readonly top: number; readonly seeds: number };
  /** What the final training learns from. */
  readonly data: "train" | "trainAndValidation";
}

/** A configuration with the experiment that it makes. */
export interface Sample {
  readonly configuration: Configuration;
  readonly experiment: Experiment;
}

/**
 * A search as a file describes it: an experiment whose hyperparameters have no value yet. What does not depend on
 * them is here as in an experiment.
 */
export interface Search extends Omit<Experiment, "model" | "train"> {
  readonly search: SearchSection;
  /** The whole, as experiment.yaml holds it: a valid file that describes this search. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly space: Space;
  /** The configurations of `search.start`. */
  readonly start: readonly Configuration[];
  /** Which way of the objective is better. */
  readonly goal: "max" | "min";
  /** Configurations that reach every corner of the space, with the experiment that each makes. */
  readonly samples: readonly [Sample, ...Sample[]];
  /**
   * The experiment that a configuration makes, to be trained in full. Throws a RunExpError `bad-configuration` where
   * it makes none: its model does not fit together.
   */
  configure(configuration: Configuration): Promise<Experiment>;
}

/** The same experiment as a trial trains it. */
export function asTrial(experiment: Experiment, { trial = {} }: Pick<SearchSection, "trial">): Experiment {
  const { epochs, batchSize, callbacks } = trial;
  return {
    ...experiment,
    replicates: 1,
    train: {
      ...experiment.train,
      ...(epochs === undefined ? {} : { epochs }),
      ...(batchSize === undefined ? {} : { batchSize }),
      ...(callbacks === undefined ? {} : { callbacks }),
    },
  };
}

/** What a file writes as a configuration, with the members of families by name: `units: [1, 2]` is `units[0]: 1`, … */
export function asConfiguration(
  written: Readonly<Record<string, Scalar | readonly Scalar[]>>,
): Configuration {
  return Object.fromEntries(
    Object.entries(written).flatMap(([name, value]): [string, Scalar][] =>
      typeof value === "object"
        ? value.map((item, index): [string, Scalar] => [`${name}[${index}]`, item])
        : [[name, value]],
    ),
  );
}
