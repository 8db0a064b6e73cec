import { join } from "node:path";
import { milliseconds, timestamp } from "../base/clock.ts";
import { type Experiment, experimentPath } from "../spec/experiment.ts";
import { originOf } from "../spec/origin.ts";
import { writeIndex } from "../store/index-file.ts";
import { Journal } from "../store/journal.ts";
import { prepareResults } from "../store/results-folder.ts";
import { damageOf } from "../store/sums.ts";
import { experimentFolder, findVersion, versionName } from "../store/versions.ts";
import { discardWorkspace, Workspace } from "../store/workspace.ts";
import { describeEnvironment } from "./environment.ts";
import type { RunOutcome } from "./events.ts";
import { loaded, type Prepared, type PrepareOptions, prepare } from "./prepare.ts";
import { type RunRecord, secondsOf, sessionsOf } from "./record.ts";
import { trainReplicates } from "./replicates.ts";
import { filesOf } from "./version.ts";

export interface StudyOptions extends PrepareOptions {
  readonly results: string;
}

/**
 * Runs one experiment to a version folder: nothing where an equal one is there, and from the last epoch on where
 * one was cut off. Throws a RunExpError for what a person can mend.
 */
export async function runStudy(experiment: Experiment, options: StudyOptions): Promise<RunOutcome> {
  const prepared = await prepare(experiment, options);
  const folder = experimentFolder(options.results, experiment);
  const outcome = (version: number, status: RunOutcome["status"]): RunOutcome => ({
    experiment: experimentPath(experiment),
    version,
    status,
    folder: join(folder, versionName(version)),
  });
  const present = await upToDate(folder, prepared.identity, options);
  if (present !== undefined) return outcome(present, "up to date");
  await prepareResults(options.results);
  using workspace = await Workspace.open(folder, prepared.identity);
  // Another process may have finished it before this one had the lock.
  const other = await findVersion(folder, prepared.identity);
  if (other !== undefined) {
    await workspace.discard();
    return outcome(other, "up to date");
  }
  const journal = await Journal.open<RunRecord>(workspace.file("journal.jsonl"));
  const resumed = journal.events.some(({ type }) => type !== "session");
  const version = await makeVersion(prepared, workspace, journal, options);
  await writeIndex(options.results);
  return outcome(version, resumed ? "resumed" : "done");
}

/** The version that is this run already; damage to it is told, and what a killed process left is tidied up. */
async function upToDate(
  folder: string,
  identity: string,
  { emit }: StudyOptions,
): Promise<number | undefined> {
  const version = await findVersion(folder, identity);
  if (version === undefined) return undefined;
  await discardWorkspace(folder, identity);
  for (const damage of await damageOf(join(folder, versionName(version)))) {
    emit({ type: "notice", message: `${versionName(version)}: ${damage} since it was made` });
  }
  return version;
}

async function makeVersion(
  prepared: Prepared,
  workspace: Workspace,
  journal: Journal<RunRecord>,
  { folder, results, emit, signal }: StudyOptions,
): Promise<number> {
  const began = milliseconds();
  const study = await loaded(prepared);
  const elapsed = () => (milliseconds() - began) / 1000;
  await journal.append({ type: "session", at: timestamp() });
  const machine = await describeEnvironment(folder, results, study.decisive.arithmetic);
  const session = { workspace, journal, elapsed, emit, ...(signal === undefined ? {} : { signal }) };
  const { trained, checkpoint } = await trainReplicates(study, session);
  const sessions = sessionsOf(journal.events);
  const files = await filesOf(study, trained, checkpoint, {
    ...machine,
    began: sessions.began,
    ended: timestamp(),
    seconds: secondsOf(journal.events, elapsed()),
    sessions: sessions.count,
    ...originOf(join(experimentFolder(results, study.experiment), versionName(1)), folder),
  });
  return workspace.finish(files);
}
