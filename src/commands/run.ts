import { type FileOutcome, loadFiles, reportProblems } from "./load-files.ts";
import type { ExitCode, Output } from "./output.ts";
import { refreshIndex } from "./refresh-index.ts";
import { invalidResult, type JobResult, jobsOf, type RunJob } from "./run/job.ts";
import { jsonView } from "./run/json.ts";
import { plainView } from "./run/plain.ts";
import type { RunView } from "./run/view.ts";

export interface RunOptions {
  readonly set: readonly string[];
  readonly json: boolean;
  readonly plain: boolean;
  readonly results: string;
  readonly offline: boolean;
  readonly engine?: string;
  readonly workers?: number;
}

/**
 * Runs what is new in the files, resumes what was cut off, and leaves alone what is up to date. What cannot be read
 * or run does not keep the rest from it. Once `interrupt` has fired, nothing new is begun.
 */
export async function run(
  files: readonly string[],
  options: RunOptions,
  output: Output,
  interrupt: AbortSignal,
): Promise<ExitCode> {
  const { checkResults, resultsAbove } = await import("../store/results-folder.ts");
  await checkResults(options.results);
  const above = await resultsAbove(options.results);
  if (above !== undefined) {
    output.message(
      `${options.results} is begun here; there are versions in ${above} too: --results ${above}`,
    );
  }
  const outcomes = await loadFiles(files, options.set);
  reportProblems(outcomes, output);
  const view = await viewFor(options, output, interrupt);
  const results = await runAll(outcomes, options, view, interrupt);
  view.close(results);
  // Of versions that a merge brought, nothing may be new.
  if (results.some(({ status }) => status === "up to date")) await refreshIndex(options.results, output);
  const exitCode = exitCodeOf(results);
  if (exitCode === 130) output.message("interrupted; run the same command to go on");
  return exitCode;
}

async function viewFor(
  { json, plain }: RunOptions,
  output: Output,
  interrupt: AbortSignal,
): Promise<RunView> {
  if (json) return jsonView(output);
  if (plain || output.terminal === undefined) return plainView(output);
  return (await import("./run/live.ts")).liveView(output.terminal, output, interrupt);
}

/** Every job in its turn; a file that cannot be run has its place among the results. */
async function runAll(
  outcomes: readonly FileOutcome[],
  { results: folder, offline, engine, workers }: RunOptions,
  view: RunView,
  signal: AbortSignal,
): Promise<JobResult[]> {
  const options = {
    ...{ results: folder, offline, signal },
    ...(engine === undefined ? {} : { engine }),
    ...(workers === undefined ? {} : { workers }),
  };
  const steps = outcomes.flatMap((outcome): (JobResult | RunJob)[] =>
    outcome.valid ? jobsOf(outcome.loaded, options) : [invalidResult(outcome)],
  );
  const count = steps.filter((step) => "run" in step).length;
  const results: JobResult[] = [];
  let position = 0;
  for (const step of steps) {
    if (!("run" in step)) results.push(step);
    else if (signal.aborted) results.push({ experiment: step.experiment, status: "not run" });
    else results.push(await view.show(step, ++position, count));
  }
  return results;
}

function exitCodeOf(results: readonly JobResult[]): ExitCode {
  const statuses = new Set(results.map(({ status }) => status));
  if (statuses.has("interrupted") || statuses.has("not run")) return 130;
  if (statuses.has("invalid")) return 2;
  return statuses.has("failed") ? 1 : 0;
}
