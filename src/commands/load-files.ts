import { RunExpError } from "../base/errors.ts";
import { experimentPath } from "../spec/experiment.ts";
import { type Loaded, loadExperiments } from "../spec/load.ts";
import { renderIssue } from "../spec/render.ts";
import type { Output } from "./output.ts";

/** A file that was read, or the reason why it could not be. */
export type FileOutcome = { readonly file: string } & (
  | { readonly loaded: Loaded; readonly error?: undefined }
  | { readonly loaded?: undefined; readonly error: RunExpError }
);

/** Reads every file; what is wrong with one does not keep the others from being read. */
export async function loadFiles(files: readonly string[], set: readonly string[]): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for (const file of files) {
    try {
      outcomes.push({ file, loaded: await loadExperiments(file, { set }) });
    } catch (error) {
      if (!(error instanceof RunExpError)) throw error;
      outcomes.push({ file, error });
    }
  }
  return outcomes;
}

/** Says all that is wrong with the files, and returns how many are. */
export function reportProblems(outcomes: readonly FileOutcome[], output: Output): number {
  let wrong = 0;
  for (const { loaded, error } of outcomes) {
    if (error !== undefined) {
      output.message(error.hint === "" ? error.message : `${error.message}\n  ${error.hint}`);
    } else {
      for (const issue of loaded.issues) output.message(`${renderIssue(issue, output.palette)}\n`);
    }
    if (error !== undefined || loaded.issues.length > 0) wrong += 1;
  }
  return wrong + sharedNames(outcomes, output);
}

/** Two files with one name would write into one folder. */
function sharedNames(outcomes: readonly FileOutcome[], output: Output): number {
  const first = new Map<string, string>();
  let wrong = 0;
  for (const { file, loaded } of outcomes) {
    for (const experiment of loaded?.experiments ?? []) {
      const path = experimentPath(experiment);
      const other = first.get(path);
      if (other !== undefined) {
        output.message(
          `${file} and ${other} both name the experiment ${path}\n  give each a name of its own`,
        );
        wrong += 1;
      }
      first.set(path, file);
    }
  }
  return wrong;
}
