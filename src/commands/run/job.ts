import { milliseconds } from "../../base/clock.ts";
import type { RunEvent } from "../../runner/events.ts";
import type { StudyOptions } from "../../runner/study.ts";
import { type Experiment, experimentPath } from "../../spec/experiment.ts";
import type { Issue } from "../../spec/issue.ts";
import type { Loaded } from "../../spec/load.ts";
import type { Search } from "../../spec/search.ts";
import type { Cell } from "../../store/formats.ts";
import { readMetrics } from "../../store/index-file.ts";
import { readRun } from "../../store/versions.ts";
import type { FileOutcome } from "../load-files.ts";
import { type Problem, plain, problemOf } from "../problem.ts";

/** What became of one experiment, or of a file that holds none that can be run. */
export interface JobResult {
  /** The experiment's path below the results folder; the file's name where there is no experiment. */
  readonly experiment: string;
  readonly status:
    | "done"
    | "resumed"
    | "diverged"
    | "up to date"
    | "failed"
    | "interrupted"
    | "not run"
    | "invalid";
  readonly version?: string;
  /** The version's folder. */
  readonly folder?: string;
  /** Figures of validation and test by name: `test_accuracy`. */
  readonly figures?: Readonly<Record<string, Cell>>;
  readonly seconds?: number;
  /** Of an interrupted training: so many epochs are saved. */
  readonly epochs?: number;
  /** Of an interrupted search: so many trials are finished. */
  readonly trials?: number;
  /** Why there is no version. */
  readonly problem?: Problem;
  /** The mistakes of a file that is not valid. */
  readonly issues?: readonly Issue[];
}

/** An experiment that is to be run. */
export interface RunJob {
  readonly experiment: string;
  /** Never throws but for bugs: what a person can mend is in the result. */
  run(emit: (event: RunEvent) => void): Promise<JobResult>;
}

type JobOptions = Omit<StudyOptions, "folder" | "emit">;

/** The jobs of a file that was read, in its order. */
export function jobsOf(loaded: Loaded, options: JobOptions): RunJob[] {
  return [...loaded.experiments, ...loaded.searches].map((subject) => ({
    experiment: experimentPath(subject),
    run: (emit) => runOne(subject, loaded, { ...options, folder: loaded.folder, emit }),
  }));
}

/** What becomes of a file that cannot be read or is not valid. */
export function invalidResult({ file, loaded, error }: Extract<FileOutcome, { valid: false }>): JobResult {
  const problem = error === undefined ? {} : { problem: plain(error) };
  return { experiment: file, status: "invalid", ...problem, issues: loaded?.issues ?? [] };
}

async function runOne(
  subject: Experiment | Search,
  loaded: Loaded,
  options: StudyOptions,
): Promise<JobResult> {
  const path = experimentPath(subject);
  const began = milliseconds();
  const ended = () => ({ experiment: path, seconds: (milliseconds() - began) / 1000 });
  let epochs = 0;
  let trials: number | undefined;
  const emit = (event: RunEvent) => {
    if (event.type === "searching") trials = 0;
    if (event.type === "trialEnded" && trials !== undefined) trials += 1;
    if (event.type === "started") epochs = event.history.length;
    if (event.type === "epoch") epochs = event.record.epoch;
    options.emit(event);
  };
  const { runStudy } = await import("../../runner/study.ts");
  try {
    const { version, status, folder } = await runStudy(subject, { ...options, emit });
    const { figures } = await readMetrics(folder);
    const diverged = (await readRun(folder)).status === "diverged";
    return { ...ended(), status: diverged ? "diverged" : status, version, folder, figures };
  } catch (error) {
    const problem = problemOf(error, subject, loaded);
    if (options.signal?.aborted === true) {
      return { ...ended(), status: "interrupted", epochs, ...(trials === undefined ? {} : { trials }) };
    }
    return { ...ended(), status: "failed", problem };
  }
}
