import { basename, join } from "node:path";
import { milliseconds, timestamp } from "../base/clock.ts";
import { type Experiment, experimentPath } from "../spec/experiment.ts";
import { originOf } from "../spec/origin.ts";
import { writeIndex } from "../store/index-file.ts";
import { Journal } from "../store/journal.ts";
import { prepareResults } from "../store/results-folder.ts";
import { damageOf } from "../store/sums.ts";
import { experimentFolder, versionName } from "../store/versions.ts";
import { discardWorkspace, Workspace } from "../store/workspace.ts";
import { describeEnvironment } from "./environment.ts";
import type { RunOutcome } from "./events.ts";
import { decide } from "./plan.ts";
import { loaded, type Prepared, type PrepareOptions, prepare } from "./prepare.ts";
import { JOURNAL, type RunRecord, secondsOf, sessionsOf } from "./record.ts";
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
  const outcome = (version: string, status: RunOutcome["status"]): RunOutcome => ({
    experiment: experimentPath(experiment),
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
  const version = await makeVersion(prepared, workspace, options);
  await writeIndex(options.results);
  return outcome(version, decision.status === "resume" ? "resumed" : "done");
}

/** Tells what happened to a version since it was made. */
async function tellDamage(version: string, { emit }: StudyOptions): Promise<void> {
  for (const damage of await damageOf(version)) {
    emit({ type: "notice", message: `${basename(version)}: ${damage} since it was made` });
  }
}

async function makeVersion(
  prepared: Prepared,
  workspace: Workspace,
  { folder, results, emit, signal }: StudyOptions,
): Promise<string> {
  const began = milliseconds();
  const journal = await Journal.open<RunRecord>(workspace.file(JOURNAL));
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
  return versionName(await workspace.finish(files));
}
