import { OptionProblem } from "../base/errors.ts";
import { cacheFolder } from "../data/cache.ts";
import type { DataFacts, Dataset } from "../data/dataset.ts";
import { type OpenedDataset, openDataset, within } from "../data/open.ts";
import type { Engine } from "../engine/engine.ts";
import { chooseEngine } from "../engine/engines.ts";
import { buildGraph } from "../model/graph.ts";
import type { Model } from "../model/model.ts";
import { documentOf } from "../spec/document.ts";
import type { Experiment } from "../spec/experiment.ts";
import type { Search } from "../spec/search.ts";
import { experimentHash } from "../store/experiment-hash.ts";
import { type Decisive, identityOf, REVISION } from "../store/identity.ts";
import { lossProblem } from "../train/fit.ts";
import type { Earlier } from "./earlier.ts";
import type { RunEvent } from "./events.ts";

export interface PrepareOptions {
  /** Absolute path that relative paths in the experiment start from. */
  readonly folder: string;
  readonly offline: boolean;
  /** In place of the engine that the experiment names. */
  readonly engine?: string;
  /** Ends the run with a RunExpError `interrupted`; the next run goes on from the last epoch. */
  readonly signal?: AbortSignal;
  emit(event: RunEvent): void;
}

/** All that decides what a run is; its samples are not read yet. */
export interface Settled extends EngineChoice {
  /** What is run, as experiment.yaml holds it. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly opened: OpenedDataset;
  /** What decides the result. */
  readonly decisive: Decisive;
  /** The hash of that: what the run is. */
  readonly identity: string;
}

/** A single training, or one that is repeated. */
export interface Prepared extends Settled {
  readonly experiment: Experiment;
  readonly model: Model;
}

/** A search. */
export interface PreparedSearch extends Settled {
  readonly search: Search;
  /** The models of the configurations that reach every corner of the space. */
  readonly models: readonly [Model, ...Model[]];
}

/** Everything that is settled before the first step. */
export interface Study extends Prepared {
  readonly data: Dataset;
}

/** What trains a model, and why nothing better does. */
export interface EngineChoice {
  readonly engine: Engine;
  readonly arithmetic: string;
  /** Engines that `auto` would rather have taken, each with its reasons. */
  readonly passedOver: readonly { readonly name: string; readonly reasons: readonly string[] }[];
}

/**
 * Opens the data, connects the model and chooses the engine. Throws a RunExpError for what a person can mend, and
 * an OptionProblem, its path from the experiment's root, where that is in the file: what it names may have changed
 * since it was checked.
 */
export async function prepare(experiment: Experiment, options: PrepareOptions): Promise<Prepared> {
  const opened = await openedData(experiment, options);
  const model = modelFor(experiment, opened);
  const choice = await engineFor(experiment, [model], options.engine);
  const document = documentOf(experiment);
  return {
    experiment,
    document,
    opened,
    model,
    ...choice,
    ...identified(experimentHash(experiment), opened, choice),
  };
}

/** The same for a search, whose engine is one that can train every model of its space. */
export async function prepareSearch(
  search: Search,
  earlier: Pick<Earlier, "trials">,
  options: PrepareOptions,
): Promise<PreparedSearch> {
  const opened = await openedData(search, options);
  const models = search.samples.map(({ experiment }) => modelFor(experiment, opened)) as [Model, ...Model[]];
  const choice = await engineFor(search, models, options.engine);
  const hash = searchHash(search, earlier.trials);
  return {
    search,
    document: search.document,
    opened,
    models,
    ...choice,
    ...identified(hash, opened, choice),
  };
}

/** The hash of a search that begins with these trials, as far as it decides a result. */
export function searchHash({ document, dataset, search }: Search, earlier: Earlier["trials"]): string {
  const { from: _, ...section } = search;
  const begins = { ...section, ...(earlier.length === 0 ? {} : { from: earlier }) };
  return experimentHash({ ...document, dataset, search: begins });
}

function openedData(
  { dataset, seed }: Pick<Experiment, "dataset" | "seed">,
  { folder, offline, signal, emit }: PrepareOptions,
): Promise<OpenedDataset> {
  return within(["dataset"], () =>
    openDataset(dataset, {
      folder,
      cache: cacheFolder(),
      offline,
      seed,
      ...(signal === undefined ? {} : { signal }),
      notify: (message) => emit({ type: "notice", message }),
      progress: (what, done, total) => emit({ type: "progress", what, done, total }),
    }),
  );
}

function identified(
  experiment: string,
  { fingerprint }: OpenedDataset,
  { arithmetic }: EngineChoice,
): Pick<Settled, "decisive" | "identity"> {
  const decisive: Decisive = { experiment, data: fingerprint, arithmetic, revision: REVISION };
  return { decisive, identity: identityOf(decisive) };
}

/** Reads the samples. Throws as `prepare` does. */
export async function loaded(prepared: Prepared): Promise<Study> {
  return { ...prepared, data: await samplesOf(prepared) };
}

/** The samples alone. Throws as `prepare` does. */
export async function samplesOf({ opened }: Settled): Promise<Dataset> {
  return within(["dataset"], () => opened.load());
}

/** The experiment's model on samples as they are. Throws an OptionProblem where it does not fit them. */
export function modelFor(
  { model: { layers }, train }: Pick<Experiment, "model" | "train">,
  data: DataFacts,
): Model {
  const { model, problems } = buildGraph(data.shape, layers);
  if (model === undefined) {
    const { item, message, hint } = problems[0]!;
    throw new OptionProblem(["model", "layers", item], message, hint);
  }
  const misfit = lossProblem(train.loss, model.output, data.labels, data.classes?.length);
  if (misfit !== undefined) throw new OptionProblem(["train", "loss"], misfit.message, misfit.hint);
  return model;
}

/** The engine that the experiment, or `override` in its place, asks for. */
export async function engineFor(
  { engine: named }: Pick<Experiment, "engine">,
  models: readonly [Model, ...Model[]],
  override: string | undefined,
): Promise<EngineChoice> {
  const passedOver: EngineChoice["passedOver"][number][] = [];
  const engine = await chooseEngine(override ?? named, models, (name, reasons) =>
    passedOver.push({ name, reasons }),
  );
  return { engine, arithmetic: engine.arithmetic(models[0]), passedOver };
}
