import { sha256 } from "../base/hash.ts";
import { type Configuration, configurationKey } from "../space/space.ts";
import type { Experiment } from "../spec/experiment.ts";
import { asTrial } from "../spec/search.ts";
import { tuners } from "../tuner/tuners.ts";
import type { Monitor } from "./events.ts";
import type { Task } from "./executors/executor.ts";
import type { PreparedSearch } from "./prepare.ts";

/** What sets one training of a configuration apart from all others. */
export interface TrialTask extends Pick<Task, "trial" | "seed" | "goesOn" | "bars"> {
  /** `trial-0007` */
  readonly name: string;
  readonly configuration: Configuration;
  /** Where this stretch of it ends; absent: where the whole training does. */
  readonly epochs?: number;
}

/**
 * A training of a configuration as an executor takes it. Throws a RunExpError `bad-configuration` where the
 * configuration makes no experiment.
 */
export async function taskOf(
  prepared: PreparedSearch,
  { name, configuration, epochs, ...own }: TrialTask,
): Promise<Task> {
  const { search } = prepared.search;
  const experiment = inWhole(asTrial(await prepared.search.configure(configuration), search), prepared);
  return {
    ...own,
    // A search that is tried again may give a number to another configuration.
    name: `${name}-${sha256(configurationKey(configuration)).slice(0, 8)}`,
    experiment,
    epochs: epochs ?? experiment.train.epochs,
    objective: objectiveOf(prepared),
    limit: search.trial?.limit ?? {},
  };
}

/** With the epochs of the last rung, whichever it ends on, so that a schedule of rates is the same on all of them. */
function inWhole(experiment: Experiment, { search }: PreparedSearch): Experiment {
  const { component, options } = tuners.open(search.search.tuner);
  const { rungs } = component.outline(options, search.space, search.search.parallel);
  if (rungs === undefined) return experiment;
  const epochs = Math.max(...rungs.map((rung) => rung.epochs));
  return { ...experiment, train: { ...experiment.train, epochs } };
}

export function objectiveOf({ search }: Pick<PreparedSearch, "search">): Monitor {
  return { name: search.search.objective.metric, better: search.goal === "max" ? "higher" : "lower" };
}
