import { basename, join } from "node:path";
import { milliseconds, timestamp } from "../base/clock.ts";
import { RunExpError } from "../base/errors.ts";
import { documentOf } from "../spec/document.ts";
import { type Experiment, experimentPath } from "../spec/experiment.ts";
import { originOf } from "../spec/origin.ts";
import type { Search } from "../spec/search.ts";
import { writeIndex } from "../store/index-file.ts";
import { Journal } from "../store/journal.ts";
import { prepareResults } from "../store/results-folder.ts";
import type { SearchContent } from "../store/search-files.ts";
import { damageOf } from "../store/sums.ts";
import { experimentFolder, versionName } from "../store/versions.ts";
import { discardWorkspace, Workspace } from "../store/workspace.ts";
import { decide } from "./decide.ts";
import { earlierTrials } from "./earlier.ts";
import { describeEnvironment } from "./environment.ts";
import type { RunEvent, RunOutcome } from "./events.ts";
import { loaded, type PrepareOptions, prepare, prepareSearch, type Settled, type Study } from "./prepare.ts";
import { JOURNAL, type RunRecord, secondsOf, sessionsOf } from "./record.ts";
import { type Session, trainReplicates } from "./replicates.ts";
import { searched } from "./search-study.ts";
import { TensorBoardLog } from "./tensor-board.ts";
import { filesOf } from "./version.ts";

export interface StudyOptions extends PrepareOptions {
  readonly results: string;
  /** How many trials of a search run side by side at most; absent: one a core, on a GPU as the file says. */
  readonly workers?: number;
}

/** What is to be run, and how. */
interface Work {
  readonly settled: Settled;
  readonly replicates: number;
  /** The experiment as its file would hold it. */
  readonly document: Readonly<Record<string, unknown>>;
  /** All that comes before the training whose weights are kept: its data are read, its hyperparameters found. */
  study(session: Session): Promise<Study & { readonly search?: SearchContent }>;
}

/**
 * Runs one experiment or search to a version folder: nothing where an equal one is there, and from the last epoch or
 * trial on where one was cut off. Throws a RunExpError for what a person can mend.
 */
export async function runStudy(subject: Experiment | Search, options: StudyOptions): Promise<RunOutcome> {
  const { workers = 1 } = options;
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RunExpError(
      "bad-workers",
      `${workers} is no number of workers`,
      "it is a whole number above 0",
    );
  }
  const work = "space" in subject ? await searchWork(subject, options) : await trainingWork(subject, options);
  const prepared = { ...work.settled, replicates: work.replicates };
  const folder = experimentFolder(options.results, subject);
  const outcome = (version: string, status: RunOutcome["status"]): RunOutcome => ({
    experiment: experimentPath(subject),
    version,
    status,
    folder: join(folder, version),
  });
  const before = await decide(prepared, folder);
  if (before.status === "up to date") {
    await discardWorkspace(folder, prepared.identity);
    await tellDamage(join(folder, before.version), options);
    return outcome(before.version, "up to date");
  }
  await prepareResults(options.results);
  using workspace = await Workspace.open(folder, prepared.identity);
  // Another process may have finished it before this one had the lock.
  const decision = await decide(prepared, folder);
  if (decision.status === "up to date") {
    await workspace.discard();
    return outcome(decision.version, "up to date");
  }
  options.emit({ type: "decided", decision });
  const version = await makeVersion(work, folder, workspace, options);
  await writeIndex(options.results);
  return outcome(version, decision.status === "resume" ? "resumed" : "done");
}

/** Tells what happened to a version since it was made. */
async function tellDamage(version: string, { emit }: StudyOptions): Promise<void> {
  for (const damage of await damageOf(version)) {
    emit({ type: "notice", message: `${basename(version)}: ${damage} since it was made` });
  }
}

async function trainingWork(experiment: Experiment, options: StudyOptions): Promise<Work> {
  const prepared = await prepare(experiment, options);
  return {
    settled: prepared,
    replicates: experiment.replicates,
    document: documentOf(experiment),
    study: () => loaded(prepared),
  };
}

async function searchWork(search: Search, options: StudyOptions): Promise<Work> {
  const earlier = await earlierTrials(search, options.folder);
  const prepared = await prepareSearch(search, earlier, options);
  return {
    settled: prepared,
    replicates: search.replicates,
    document: search.document,
    study(session) {
      for (const { trial, reasons } of earlier.leftOut) {
        const message = `trial ${trial} of ${search.search.from} is left out: ${reasons.join("; ")}`;
        session.emit({ type: "notice", message });
      }
      return searched(prepared, earlier, session, options);
    },
  };
}

/** All that is computed, with what is watched of it written before it ends, however it ends. */
async function worked(work: Work, session: Session, board: TensorBoardLog | undefined) {
  try {
    const study = await work.study(session);
    return { study, ...(await trainReplicates(study, session)) };
  } finally {
    await board?.settled();
  }
}

async function makeVersion(
  work: Work,
  versions: string,
  workspace: Workspace,
  { folder, results, emit, signal }: StudyOptions,
): Promise<string> {
  const began = milliseconds();
  const journal = await Journal.open<RunRecord>(workspace.file(JOURNAL));
  const elapsed = () => (milliseconds() - began) / 1000;
  if (journal.lost > 0) {
    const lines = journal.lost === 1 ? "line" : "lines";
    const message = `the journal was damaged: ${journal.lost} ${lines} after its line ${journal.events.length} are lost, and what they told is done again`;
    emit({ type: "notice", message });
  }
  const { notice } = work.settled.engine;
  if (notice !== undefined) emit({ type: "notice", message: notice });
  await journal.append({ type: "session", at: timestamp() });
  const machine = await describeEnvironment(folder, results, work.settled);
  const board = TensorBoardLog.of(work.document, workspace.file("tensorboard"));
  const session = {
    ...{ workspace, journal, elapsed },
    emit(event: RunEvent) {
      board?.observe(event);
      emit(event);
    },
    ...(signal === undefined ? {} : { signal }),
  };
  const { study, trained, checkpoint } = await worked(work, session, board);
  const sessions = sessionsOf(journal.events);
  const files = await filesOf(study, trained, checkpoint, {
    ...machine,
    began: sessions.began,
    ended: timestamp(),
    seconds: secondsOf(journal.events, elapsed()),
    sessions: sessions.count,
    ...originOf(join(versions, versionName(1)), folder),
  });
  for (const [path, bytes] of (await board?.finish(study.search?.trials ?? [])) ?? []) {
    files.set(`tensorboard/${path}`, bytes);
  }
  return versionName(await workspace.finish(files));
}
