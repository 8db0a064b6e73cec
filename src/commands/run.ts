import { RunExpError } from "../base/errors.ts";
import type { RunEvent, RunOutcome } from "../runner/events.ts";
import { type Experiment, experimentPath } from "../spec/experiment.ts";
import { showNumber } from "../store/formats.ts";
import { versionName } from "../store/versions.ts";
import { loadFiles, reportProblems } from "./load-files.ts";
import type { ExitCode, Output } from "./output.ts";

export interface RunOptions {
  readonly set: readonly string[];
  readonly json: boolean;
  readonly results: string;
  readonly offline: boolean;
  readonly engine?: string;
}

/** Runs what is new in the files, resumes what was cut off, and leaves alone what is up to date. */
export async function run(files: readonly string[], options: RunOptions, output: Output): Promise<ExitCode> {
  const outcomes = await loadFiles(files, options.set);
  const wrong = reportProblems(outcomes, output);
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  let failed = 0;
  for (const { file, loaded } of outcomes) {
    if (loaded === undefined) continue;
    if (loaded.searches && loaded.issues.length === 0) {
      output.message(`${file} describes a search, which this version checks and does not run`);
      failed += 1;
    }
    for (const experiment of loaded.experiments) {
      if (interrupt.signal.aborted) break;
      if (!(await runOne(experiment, loaded.folder, options, interrupt.signal, output))) failed += 1;
    }
  }
  const { writeIndex } = await import("../store/index-file.ts");
  await writeIndex(options.results);
  if (interrupt.signal.aborted) return 130;
  if (wrong > 0) return 2;
  return failed > 0 ? 1 : 0;
}

/** Whether it went well; what went wrong is told, and the next experiment gets its turn. */
async function runOne(
  experiment: Experiment,
  folder: string,
  { json, results, offline, engine }: RunOptions,
  signal: AbortSignal,
  output: Output,
): Promise<boolean> {
  const path = experimentPath(experiment);
  const { runStudy } = await import("../runner/study.ts");
  try {
    const outcome = await runStudy(experiment, {
      folder,
      results,
      offline,
      signal,
      ...(engine === undefined ? {} : { engine }),
      emit: (event) =>
        json ? output.result(JSON.stringify({ experiment: path, ...event })) : tell(path, event, output),
    });
    if (json) output.result(JSON.stringify({ type: "finished", ...outcome }));
    else output.result(summary(outcome));
    return true;
  } catch (error) {
    if (!(error instanceof RunExpError)) throw error;
    if (json)
      output.result(
        JSON.stringify({ type: "failed", experiment: path, code: error.code, message: error.message }),
      );
    output.message(`${path}: ${error.message}${error.hint === "" ? "" : `\n  ${error.hint}`}`);
    return false;
  }
}

function summary({ experiment, version, status, folder }: RunOutcome): string {
  return `${experiment} ${versionName(version)}: ${status}, ${folder}`;
}

/** Events as plain lines, one an epoch. */
function tell(path: string, event: RunEvent, output: Output): void {
  switch (event.type) {
    case "notice":
      output.message(event.message);
      return;
    case "progress":
      if (event.done === event.total) output.message(`${event.what}: done`);
      return;
    case "started":
      output.message(
        event.resumedAt === 0 ? `${path}: training` : `${path}: goes on after epoch ${event.resumedAt}`,
      );
      return;
    case "epoch": {
      const { record, epochs, replicate } = event;
      const logs = Object.entries(record.logs).map(
        ([name, value]) => `${name} ${showNumber(Number(value.toPrecision(4)))}`,
      );
      const which = replicate === 1 ? "" : ` (replicate ${replicate})`;
      output.message(`${path}${which}: epoch ${record.epoch}/${epochs}  ${logs.join("  ")}`);
    }
  }
}
