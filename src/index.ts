/**
 * run-exp for programs. Experiments are read, planned and run here as by the command; results are read back from
 * their folders. `createTuner` suggests hyperparameters for any objective that a program brings.
 *
 *     const { experiments, issues, folder } = await loadExperiments("experiments/first.yaml");
 *     for (const issue of issues) console.error(renderIssue(issue));
 *     for (const experiment of experiments) await runExperiment(experiment, { folder, results: "results" });
 *     console.table(await readIndex("results"));
 */
import type { RunEvent, RunOutcome } from "./runner/events.ts";
import type { Experiment } from "./spec/experiment.ts";
import type { Search } from "./spec/search.ts";

export { OptionProblem, RunExpError } from "./base/errors.ts";
export type { Change, Decision } from "./runner/decide.ts";
export type { Monitor, RunEvent, RunOutcome, Started } from "./runner/events.ts";
export { type Plan, type PlanOptions, planExperiment, planSearch, type SearchPlan } from "./runner/plan.ts";
export type { ParameterSection, SpaceSection } from "./space/compile.ts";
export type { Configuration } from "./space/space.ts";
export {
  createTuner,
  type OpenTuner,
  restoreTuner,
  type SavedTuner,
  type TunerSettings,
} from "./spec/create-tuner.ts";
export type { Difference } from "./spec/difference.ts";
export { type Experiment, experimentPath, type TrainSection } from "./spec/experiment.ts";
export type { Issue } from "./spec/issue.ts";
export { type Loaded, type LoadOptions, loadExperiments } from "./spec/load.ts";
export type { Place } from "./spec/place.ts";
export { renderIssue } from "./spec/render.ts";
export type { Search } from "./spec/search.ts";
export { type IndexRow, readIndex } from "./store/index-file.ts";
export type { Report, Reported, Suggestion } from "./tuner/suggester.ts";

export interface RunExperimentOptions {
  /** Absolute path that relative paths in the experiment start from: the file's folder, as it was loaded. */
  readonly folder: string;
  /** The folder that versions are kept in. Made where it is not there. */
  readonly results: string;
  /** Whether the network must not be touched; false where left out. */
  readonly offline?: boolean;
  /** In place of the engine that the experiment names. */
  readonly engine?: string;
  /** How many trials of a search run side by side at most; where left out, one a core, on a GPU as the file says. */
  readonly workers?: number;
  /** Ends the run after its present step with a RunExpError `interrupted`; the next run goes on from there. */
  readonly signal?: AbortSignal;
  /** Is told what happens. */
  emit?(event: RunEvent): void;
}

/**
 * Runs an experiment or a search to a version folder: nothing where an equal version is there, and from the last epoch
 * or trial on where a run was cut off. Throws a RunExpError for what a person can mend, and an OptionProblem for a mistake in the file
 * that shows only now; `Loaded.locate` says where that stands.
 */
export async function runExperiment(
  subject: Experiment | Search,
  { offline = false, emit = () => {}, ...options }: RunExperimentOptions,
): Promise<RunOutcome> {
  const { runStudy } = await import("./runner/study.ts");
  return runStudy(subject, { ...options, offline, emit });
}
