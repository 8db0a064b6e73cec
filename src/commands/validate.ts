import { experimentPath } from "../spec/experiment.ts";
import type { Loaded } from "../spec/load.ts";
import { type FileOutcome, loadFiles, reportProblems } from "./load-files.ts";
import type { ExitCode, Output } from "./output.ts";

export interface ValidateOptions {
  readonly set: readonly string[];
  readonly json: boolean;
}

/** Finds every mistake in the files and runs nothing. */
export async function validate(
  files: readonly string[],
  { set, json }: ValidateOptions,
  output: Output,
): Promise<ExitCode> {
  const outcomes = await loadFiles(files, set);
  const valid = outcomes.every((outcome) => outcome.valid);
  if (json) {
    output.result(JSON.stringify(outcomes.map(reportOf), undefined, 2));
    return valid ? 0 : 2;
  }
  reportProblems(outcomes, output);
  for (const outcome of outcomes) {
    if (outcome.valid) output.result(`${outcome.file}: valid, ${contentOf(outcome.loaded)}`);
  }
  return valid ? 0 : 2;
}

function contentOf({ searches, experiments }: Loaded): string {
  const [count, one, many] =
    searches.length > 0
      ? [searches.length, "a search", "searches"]
      : [experiments.length, "one experiment", "experiments"];
  return count === 1 ? one : `${count} ${many}`;
}

function reportOf({ file, valid, loaded, error }: FileOutcome): unknown {
  return {
    file,
    valid,
    experiments: [...(loaded?.experiments ?? []), ...(loaded?.searches ?? [])].map(experimentPath),
    issues: [
      ...(loaded?.issues ?? []),
      ...(error === undefined ? [] : [{ code: error.code, message: error.message, hint: error.hint }]),
    ],
  };
}
