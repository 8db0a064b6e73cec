import { RunExpError } from "../base/errors.ts";
import { sizeOf } from "../base/shape.ts";
import type { Part } from "../data/dataset.ts";
import { type DataOutline, describeDataset, within } from "../data/open.ts";
import { type Model, weightsOf } from "../model/model.ts";
import type { Space } from "../space/space.ts";
import { type Experiment, experimentPath } from "../spec/experiment.ts";
import type { Search, SearchSection } from "../spec/search.ts";
import { experimentFolder } from "../store/versions.ts";
import { FINAL } from "../train/callback.ts";
import { callbacks } from "../train/callbacks.ts";
import type { Outline } from "../tuner/tuner.ts";
import { tuners } from "../tuner/tuners.ts";
import { type Decision, decide } from "./decide.ts";
import { earlierTrials } from "./earlier.ts";
import {
  type EngineChoice,
  engineFor,
  modelFor,
  type PrepareOptions,
  prepare,
  prepareSearch,
  type Settled,
} from "./prepare.ts";

/** What is known of a run before it begins. */
interface Foreseen extends EngineChoice {
  readonly experiment: string;
  /** Absent where data must be fetched first: what is in them is part of what a run is. */
  readonly decision?: Decision;
  /** Samples of every part, 0 where there is no such part; about so many where they must be fetched first. */
  readonly counts: Readonly<Record<Part, number>>;
  /** At most so many, of the training whose weights are kept. */
  readonly epochs: number;
  readonly replicates: number;
  /** What the version takes on disk, roughly. */
  readonly bytes: number;
}

/** What would be run for an experiment. */
export interface Plan extends Foreseen {
  readonly model: Model;
  readonly stepsPerEpoch: number;
}

/** What would be run for a search. */
export interface SearchPlan extends Foreseen {
  readonly space: Space;
  /** The tuner's name, and what it will do. */
  readonly tuner: string;
  readonly outline: Outline;
  readonly section: SearchSection;
  readonly goal: "max" | "min";
  /** Trials of the version it begins from: those that it takes, and those that it leaves out. */
  readonly earlier: { readonly taken: number; readonly leftOut: number };
  /** At most so many epochs of a trial. */
  readonly trialEpochs: number;
  /** Parameters of the smallest and the largest model that were looked at. */
  readonly parameters: { readonly least: number; readonly most: number };
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
  const prepared = await whereHere((own) => prepare(experiment, own), options);
  const outline = prepared?.opened ?? (await outlineOf(experiment, options));
  const model = prepared?.model ?? modelFor(experiment, outline);
  return {
    ...(await foreseen(experiment, prepared, outline, [model], options)),
    model,
    stepsPerEpoch: Math.ceil(outline.counts.train / experiment.train.batchSize),
    epochs: experiment.train.epochs,
    bytes: bytesOf(experiment, parametersOf(model), model.nodes.length),
  };
}

/** The same for a search. */
export async function planSearch(search: Search, options: PlanOptions): Promise<SearchPlan> {
  const earlier = await earlierTrials(search, options.folder);
  const prepared = await whereHere((own) => prepareSearch(search, earlier, own), options);
  const outline = prepared?.opened ?? (await outlineOf(search, options));
  const experiments = search.samples.map(({ experiment }) => experiment);
  const models =
    prepared?.models ?? (experiments.map((one) => modelFor(one, outline)) as [Model, ...Model[]]);
  const { component, options: chosen } = tuners.open(search.search.tuner);
  const parameters = models.map(parametersOf);
  const most = Math.max(...parameters);
  const [first] = experiments as [Experiment, ...Experiment[]];
  const own = component.outline(chosen, search.space, search.search.parallel);
  const epochs = Math.max(...experiments.map(({ train }) => train.epochs));
  return {
    ...(await foreseen(search, prepared, outline, models, options)),
    space: search.space,
    tuner: component.name,
    outline: own,
    section: search.search,
    goal: search.goal,
    earlier: { taken: earlier.trials.length, leftOut: earlier.leftOut.length },
    trialEpochs: Math.max(
      ...(own.rungs?.map((rung) => rung.epochs) ?? [search.search.trial?.epochs ?? epochs]),
    ),
    parameters: { least: Math.min(...parameters), most },
    epochs,
    bytes: bytesOf(first, most, Math.max(...models.map(({ nodes }) => nodes.length))),
  };
}

async function foreseen(
  subject: Experiment | Search,
  prepared: Settled | undefined,
  { counts }: DataOutline,
  models: readonly [Model, ...Model[]],
  { results, engine: override }: PlanOptions,
): Promise<Omit<Foreseen, "epochs" | "bytes">> {
  const { engine, arithmetic, passedOver } = prepared ?? (await engineFor(subject, models, override));
  const { replicates } = subject;
  const folder = experimentFolder(results, subject);
  return {
    experiment: experimentPath(subject),
    ...(prepared === undefined ? {} : { decision: await decide({ ...prepared, replicates }, folder) }),
    engine,
    arithmetic,
    passedOver,
    counts,
    replicates,
  };
}

/** What `make` makes without network; undefined where the data would have to be fetched. */
async function whereHere<Made>(
  make: (options: PrepareOptions) => Promise<Made>,
  { folder, engine }: PlanOptions,
): Promise<Made | undefined> {
  const own = engine === undefined ? {} : { engine };
  try {
    return await make({ folder, offline: true, emit: () => {}, ...own });
  } catch (error) {
    if (error instanceof RunExpError && error.code === "offline") return undefined;
    throw error;
  }
}

function outlineOf({ dataset }: Pick<Experiment, "dataset">, { folder }: PlanOptions): Promise<DataOutline> {
  return within(["dataset"], () => describeDataset(dataset, { folder }));
}

function parametersOf(model: Model): number {
  return weightsOf(model).reduce((sum, { spec }) => sum + sizeOf(spec.shape), 0);
}

/** Reports, plots and tables of a version, in bytes; and what each layer and each epoch adds to them. */
const TEXTS = { version: 45_000, layer: 600, epoch: 120 };

/** Weights, once more for each callback that leaves some of its own, and texts. */
function bytesOf({ train, replicates }: Experiment, parameters: number, layers: number): number {
  const left = train.callbacks.filter((tagged) => {
    const { component, options } = callbacks.open(tagged);
    return (component.keeps?.(options) ?? FINAL) !== FINAL;
  });
  const texts = TEXTS.version + TEXTS.layer * layers + TEXTS.epoch * train.epochs * replicates;
  return 4 * parameters * (1 + left.length) + texts;
}
