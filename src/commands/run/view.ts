import type { Output } from "../output.ts";
import { problemText } from "../problem.ts";
import { durationText, plural } from "../units.ts";
import type { JobResult, RunJob } from "./job.ts";

/** A way to show how a run goes. */
export interface RunView {
  /** Runs a job, the `position`th of `count`, and shows what happens. */
  show(job: RunJob, position: number, count: number): Promise<JobResult>;
  /** What became of all, once nothing is left to run. */
  close(results: readonly JobResult[]): void;
}

/** A job's end in one line: `quickstart v001: done in 12 s`. */
export function endLine(result: JobResult): string {
  const { experiment, version, status, seconds = 0 } = result;
  switch (status) {
    case "done":
      return `${experiment} ${version}: done in ${durationText(seconds)}`;
    case "resumed":
      return `${experiment} ${version}: went on, and done in ${durationText(seconds)}`;
    case "up to date":
      return `${experiment} ${version}: up to date`;
    case "diverged":
      return `${experiment} ${version}: diverged: some figure is no finite number`;
    case "interrupted":
      return `${experiment}: interrupted, ${savedText(result)} saved`;
    default:
      return `${experiment}: ${status}`;
  }
}

/** What an interrupted run does not do again. A trial of a search is saved every few seconds while it runs. */
function savedText({ trials, epochs = 0 }: JobResult): string {
  if (trials !== undefined && epochs === 0) return `${plural(trials, "trial")} finished, those that ran`;
  const done = trials === undefined ? [] : ["the search"];
  return [...done, epochs === 0 ? "no epoch" : `epoch ${epochs}`].join(" and ");
}

/** Why a job failed: where the mistake stands, what to do. */
export function tellProblem({ status, problem }: JobResult, { message, palette }: Output): void {
  if (status !== "failed" || problem === undefined) return;
  message(problemText(problem, palette));
}
