import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Difference, differences } from "../spec/difference.ts";
import type { Experiment } from "../spec/experiment.ts";
import { decides } from "../store/experiment-hash.ts";
import { keeping, whereMissing } from "../store/failures.ts";
import type { Decisive } from "../store/identity.ts";
import { readEvents } from "../store/journal.ts";
import {
  findVersion,
  nextNumber,
  readDocument,
  readRun,
  versionName,
  versionsIn,
} from "../store/versions.ts";
import { workFile } from "../store/workspace.ts";
import { newestCheckpoint, replicateName } from "./checkpoints.ts";
import type { Settled } from "./prepare.ts";
import { JOURNAL, type RunRecord, stepsOf, trainedReplicate } from "./record.ts";

/** What is to be done for an experiment, and why. */
export type Decision =
  /** This version is the run already. */
  | { readonly status: "up to date"; readonly version: string }
  /**
   * A run of it was cut off. So many trials of a search and so many replicates are finished, and so many epochs of the
   * next one are saved.
   */
  | {
      readonly status: "resume";
      readonly version: string;
      readonly trials: number;
      readonly replicates: number;
      readonly epochs: number;
    }
  /** It was never run; `since` says what differs from the latest version, where there is one. */
  | { readonly status: "new"; readonly version: string; readonly since?: Change };

/** What a run would do otherwise than the one that made a version. */
export interface Change {
  readonly version: string;
  /** In the resolved experiment. */
  readonly experiment: readonly Difference[];
  /** Whether the data are others: their content, split or preparation. */
  readonly data: boolean;
  readonly arithmetic?: Difference;
  /** Whether another revision of run-exp made the version, which computes otherwise. */
  readonly revision: boolean;
}

/** What is decided about. */
export type Decided = Settled & { readonly replicates: number };

/**
 * Decides what is to be done for an experiment whose versions lie in `folder`. Looks and writes nothing. Throws a
 * RunExpError `version-damaged` where a damaged version may be the run, and `results-refused` where the folder cannot
 * be read.
 */
export async function decide(prepared: Decided, folder: string): Promise<Decision> {
  return keeping(folder, () => decideIn(folder, prepared));
}

async function decideIn(folder: string, prepared: Decided): Promise<Decision> {
  const present = await findVersion(folder, prepared.identity);
  if (present !== undefined) return { status: "up to date", version: versionName(present) };
  const latest = (await versionsIn(folder)).at(-1) ?? 0;
  const version = versionName(await nextNumber(folder));
  const { begun, ...saved } = await savedProgress(prepared, folder);
  if (begun || saved.replicates + saved.epochs > 0) return { status: "resume", version, ...saved };
  if (latest === 0) return { status: "new", version };
  return { status: "new", version, since: await changeSince(prepared, folder, versionName(latest)) };
}

/** How far a run came that was cut off. */
async function savedProgress(
  { replicates: all, identity }: Decided,
  folder: string,
): Promise<{ begun: boolean; trials: number; replicates: number; epochs: number }> {
  const events = await readEvents<RunRecord>(workFile(folder, identity, JOURNAL));
  let replicates = 0;
  while (trainedReplicate(events, replicates + 1) !== undefined) replicates++;
  const steps = stepsOf(events);
  const trials = new Set(steps.flatMap(({ ended }) => (ended === undefined ? [] : [ended.trial]))).size;
  const begun = steps.length > 0;
  if (replicates === all) return { begun, trials, replicates, epochs: 0 };
  const saved = (name: string) => readFile(workFile(folder, identity, name)).catch(whereMissing(undefined));
  const newest = await newestCheckpoint(saved, replicateName(replicates + 1), () => {});
  return { begun, trials, replicates, epochs: newest?.checkpoint.progress.history.length ?? 0 };
}

async function changeSince(
  { document: own, decisive }: Decided,
  folder: string,
  version: string,
): Promise<Change> {
  const path = join(folder, version);
  const made = await readRun(path);
  const document = await readDocument(path);
  const changed =
    document === undefined
      ? []
      : differences(document, own).filter(({ path }) => decides(own as Pick<Experiment, "dataset">, path));
  return { version, experiment: changed, ...otherwise(made, decisive) };
}

function otherwise(
  made: Decisive,
  { data, arithmetic, revision }: Decisive,
): Omit<Change, "version" | "experiment"> {
  return {
    data: made.data !== data,
    ...(made.arithmetic === arithmetic
      ? {}
      : { arithmetic: { path: "arithmetic", before: made.arithmetic, after: arithmetic } }),
    revision: made.revision !== revision,
  };
}
