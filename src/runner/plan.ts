import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { sizeOf } from "../base/shape.ts";
import type { Part } from "../data/dataset.ts";
import { type DataOutline, describeDataset, within } from "../data/open.ts";
import { type Model, weightsOf } from "../model/model.ts";
import { type Difference, differences } from "../spec/difference.ts";
import { type Experiment, experimentPath } from "../spec/experiment.ts";
import { keeping, whereMissing } from "../store/failures.ts";
import { type Decisive, decides } from "../store/identity.ts";
import { readEvents } from "../store/journal.ts";
import {
  experimentFolder,
  findVersion,
  readDocument,
  readRun,
  versionName,
  versionsIn,
} from "../store/versions.ts";
import { workFile } from "../store/workspace.ts";
import { FINAL } from "../train/callback.ts";
import { callbacks } from "../train/callbacks.ts";
import { newestCheckpoint, replicateName } from "./checkpoints.ts";
import { type EngineChoice, engineFor, modelFor, type Prepared, prepare, type Settled } from "./prepare.ts";
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
  const version = versionName(latest + 1);
  const saved = await savedProgress(prepared, folder);
  if (saved.trials + saved.replicates + saved.epochs > 0) return { status: "resume", version, ...saved };
  if (latest === 0) return { status: "new", version };
  return { status: "new", version, since: await changeSince(prepared, folder, versionName(latest)) };
}

/** How far a run came that was cut off. */
async function savedProgress(
  { replicates: all, identity }: Decided,
  folder: string,
): Promise<{ trials: number; replicates: number; epochs: number }> {
  const events = await readEvents<RunRecord>(workFile(folder, identity, JOURNAL));
  let replicates = 0;
  while (trainedReplicate(events, replicates + 1) !== undefined) replicates++;
  const trials = new Set(stepsOf(events).flatMap(({ ended }) => (ended === undefined ? [] : [ended.trial])))
    .size;
  if (replicates === all) return { trials, replicates, epochs: 0 };
  const saved = (name: string) => readFile(workFile(folder, identity, name)).catch(whereMissing(undefined));
  const newest = await newestCheckpoint(saved, replicateName(replicates + 1), () => {});
  return { trials, replicates, epochs: newest?.progress.history.length ?? 0 };
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

/** What would be run for an experiment. */
export interface Plan extends EngineChoice {
  readonly experiment: string;
  /** Absent where data must be fetched first: what is in them is part of what a run is. */
  readonly decision?: Decision;
  /** Samples of every part, 0 where there is no such part; about so many where they must be fetched first. */
  readonly counts: Readonly<Record<Part, number>>;
  readonly model: Model;
  readonly stepsPerEpoch: number;
  /** At most so many. */
  readonly epochs: number;
  readonly replicates: number;
  /** What the version takes on disk, roughly. */
  readonly bytes: number;
}

export interface PlanOptions {
  /** Absolute path that relative paths in the experiment start from. */
  readonly folder: string;
  readonly results: string;
  /** In place of the engine that the experiment names. */
  readonly engine?: string;
}

/**
 * What would be run for an experiment, and why. Touches no network and writes nothing. Throws as `prepare` and
 * `decide` do.
 */
export async function planExperiment(experiment: Experiment, options: PlanOptions): Promise<Plan> {
  const prepared = await prepareFromHere(experiment, options);
  const outline = prepared?.opened ?? (await outlineOf(experiment, options));
  const model = prepared?.model ?? modelFor(experiment, outline);
  const choice = prepared ?? (await engineFor(experiment, [model], options.engine));
  const { batchSize, epochs } = experiment.train;
  const folder = experimentFolder(options.results, experiment);
  return {
    experiment: experimentPath(experiment),
    ...(prepared === undefined
      ? {}
      : { decision: await decide({ ...prepared, replicates: experiment.replicates }, folder) }),
    engine: choice.engine,
    arithmetic: choice.arithmetic,
    passedOver: choice.passedOver,
    counts: outline.counts,
    model,
    stepsPerEpoch: Math.ceil(outline.counts.train / batchSize),
    epochs,
    replicates: experiment.replicates,
    bytes: bytesOf(experiment, model),
  };
}

/** Undefined where the data would have to be fetched. */
async function prepareFromHere(
  experiment: Experiment,
  { folder, engine }: PlanOptions,
): Promise<Prepared | undefined> {
  const own = engine === undefined ? {} : { engine };
  try {
    return await prepare(experiment, { folder, offline: true, emit: () => {}, ...own });
  } catch (error) {
    if (error instanceof RunExpError && error.code === "offline") return undefined;
    throw error;
  }
}

function outlineOf({ dataset }: Experiment, { folder }: PlanOptions): Promise<DataOutline> {
  return within(["dataset"], () => describeDataset(dataset, { folder }));
}

/** Reports, plots and tables of a version, in bytes; and what each layer and each epoch adds to them. */
const TEXTS = { version: 45_000, layer: 600, epoch: 120 };

/** Weights, once more for each callback that leaves some of its own, and texts. */
function bytesOf({ train, replicates }: Experiment, model: Model): number {
  const values = weightsOf(model).reduce((sum, { spec }) => sum + sizeOf(spec.shape), 0);
  const left = train.callbacks.filter((tagged) => {
    const { component, options } = callbacks.open(tagged);
    return (component.keeps?.(options) ?? FINAL) !== FINAL;
  });
  const texts = TEXTS.version + TEXTS.layer * model.nodes.length + TEXTS.epoch * train.epochs * replicates;
  return 4 * values * (1 + left.length) + texts;
}
