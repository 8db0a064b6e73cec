import { loadFiles, reportProblems } from "./load-files.ts";
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
  if (json) {
    const report = outcomes.map(({ file, loaded, error }) => ({
      file,
      valid: error === undefined && loaded.issues.length === 0,
      experiments: loaded?.experiments.length ?? 0,
      issues:
        error === undefined
          ? loaded.issues
          : [{ code: error.code, message: error.message, hint: error.hint }],
    }));
    output.result(JSON.stringify(report, undefined, 2));
    return report.every(({ valid }) => valid) ? 0 : 2;
  }
  const wrong = reportProblems(outcomes, output);
  for (const { file, loaded } of outcomes) {
    if (loaded === undefined || loaded.issues.length > 0) continue;
    const { length } = loaded.experiments;
    const what = loaded.searches ? "a search" : length === 1 ? "one experiment" : `${length} experiments`;
    output.result(`${file}: valid, ${what}`);
  }
  return wrong === 0 ? 0 : 2;
}
