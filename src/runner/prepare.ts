import { OptionProblem } from "../base/errors.ts";
import { cacheFolder } from "../data/cache.ts";
import type { DataFacts, Dataset } from "../data/dataset.ts";
import { type OpenedDataset, openDataset, within } from "../data/open.ts";
import type { Engine } from "../engine/engine.ts";
import { chooseEngine } from "../engine/engines.ts";
import { buildGraph } from "../model/graph.ts";
import type { Model } from "../model/model.ts";
import type { Experiment } from "../spec/experiment.ts";
import { type Decisive, experimentHash, identityOf, REVISION } from "../store/identity.ts";
import { lossProblem } from "../train/fit.ts";
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
export interface Prepared extends EngineChoice {
  readonly experiment: Experiment;
  readonly opened: OpenedDataset;
  readonly model: Model;
  /** What decides the result. */
  readonly decisive: Decisive;
  /** The hash of that: what the run is. */
  readonly identity: string;
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
  const { signal } = options;
  const opened = await within(["dataset"], () =>
    openDataset(experiment.dataset, {
      folder: options.folder,
      cache: cacheFolder(),
      offline: options.offline,
      seed: experiment.seed,
      ...(signal === undefined ? {} : { signal }),
      notify: (message) => options.emit({ type: "notice", message }),
      progress: (what, done, total) => options.emit({ type: "progress", what, done, total }),
    }),
  );
  const model = modelFor(experiment, opened);
  const choice = await engineFor(experiment, model, options.engine);
  const decisive: Decisive = {
    experiment: experimentHash(experiment),
    data: opened.fingerprint,
    arithmetic: choice.arithmetic,
    revision: REVISION,
  };
  return { experiment, opened, model, ...choice, decisive, identity: identityOf(decisive) };
}

/** Reads the samples. Throws as `prepare` does. */
export async function loaded(prepared: Prepared): Promise<Study> {
  return { ...prepared, data: await within(["dataset"], () => prepared.opened.load()) };
}

/** The experiment's model on samples as they are. Throws an OptionProblem where it does not fit them. */
export function modelFor({ model: { layers }, train }: Experiment, data: DataFacts): Model {
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
  { engine: named }: Experiment,
  model: Model,
  override: string | undefined,
): Promise<EngineChoice> {
  const passedOver: EngineChoice["passedOver"][number][] = [];
  const engine = await chooseEngine(override ?? named, model, (name, reasons) =>
    passedOver.push({ name, reasons }),
  );
  return { engine, arithmetic: engine.arithmetic(model), passedOver };
}
