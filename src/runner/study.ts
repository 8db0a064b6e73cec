import { join } from "node:path";
import { milliseconds, timestamp } from "../base/clock.ts";
import { replicateSeed } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import type { Dataset, Part } from "../data/dataset.ts";
import { exportModel } from "../engine/tfjs/export.ts";
import { modelText } from "../model/summary.ts";
import { learningCurves } from "../report/learning-curves.ts";
import { type Reported, reportText } from "../report/markdown.ts";
import { type Experiment, experimentPath } from "../spec/experiment.ts";
import { type TrainingFigures, versionFiles } from "../store/version-files.ts";
import { experimentFolder, findVersion, versionName } from "../store/versions.ts";
import { Workspace } from "../store/workspace.ts";
import { type KeptWeights, type TrainingPlan, train } from "../train/loop.ts";
import { confusion, evaluate } from "../train/measure.ts";
import { Checkpoints } from "./checkpoints.ts";
import type { RunOutcome } from "./events.ts";
import { monitorOf } from "./monitor.ts";
import { pausing } from "./pausing.ts";
import { type PrepareOptions, prepare, type Study } from "./prepare.ts";

export interface StudyOptions extends PrepareOptions {
  readonly results: string;
  readonly signal?: AbortSignal;
}

/**
 * Runs one experiment to a version folder: nothing where an equal one is there, and from the last epoch on where
 * one was cut off. Throws a RunExpError for what a person can mend.
 */
export async function runStudy(experiment: Experiment, options: StudyOptions): Promise<RunOutcome> {
  const study = await prepare(experiment, options);
  const folder = experimentFolder(options.results, experiment);
  const outcome = (version: number, status: RunOutcome["status"]): RunOutcome => ({
    experiment: experimentPath(experiment),
    version,
    status,
    folder: join(folder, versionName(version)),
  });
  const present = await findVersion(folder, study.identity);
  if (present !== undefined) return outcome(present, "up to date");
  const workspace = await Workspace.open(folder, study.identity);
  try {
    const { version, resumed } = await makeVersion(study, workspace, options);
    return outcome(version, resumed ? "resumed" : "done");
  } finally {
    await workspace.close();
  }
}

async function makeVersion(
  study: Study,
  workspace: Workspace,
  options: StudyOptions,
): Promise<{ version: number; resumed: boolean }> {
  const began = { at: timestamp(), clock: milliseconds() };
  const first = await trainOne(study, 0, workspace, options);
  const others: TrainingFigures[] = [];
  for (let replicate = 1; replicate < study.experiment.replicates; replicate++) {
    others.push((await trainOne(study, replicate, workspace, options)).figures);
  }
  const { data, model, experiment } = study;
  const reported: Reported = {
    ...study,
    engine: study.engine.name,
    trainings: [first.figures, ...others],
    kept: first.kept,
    modelText: modelText(model),
    ...(first.confusion === undefined ? {} : { confusion: first.confusion }),
    sizes: partSizes(data),
  };
  const files = versionFiles({
    ...reported,
    weights: first.weights,
    model: await exportModel(model, first.weights),
    report: reportText(reported),
    plots: { "learning-curves": await learningCurves(first.figures.history, first.figures.finalEpoch) },
    environment: {
      began: began.at,
      ended: timestamp(),
      seconds: Math.round((milliseconds() - began.clock) / 100) / 10,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      resumed: first.resumed,
      experiment: experimentPath(experiment),
    },
  });
  return { version: await workspace.finish(files), resumed: first.resumed };
}

interface Trained {
  readonly figures: TrainingFigures;
  readonly weights: readonly Float32Array[];
  readonly kept: Readonly<Record<string, KeptWeights>>;
  readonly confusion: Uint32Array | undefined;
  readonly resumed: boolean;
}

async function trainOne(
  study: Study,
  replicate: number,
  workspace: Workspace,
  { emit, signal }: StudyOptions,
): Promise<Trained> {
  const { experiment, data, model, engine } = study;
  const seed = replicateSeed(experiment.seed, replicate);
  const plan = planOf(study, seed);
  const checkpoints = new Checkpoints(workspace, replicate + 1);
  const from = await checkpoints.newest((message) => emit({ type: "notice", message }));
  const { loss, optimizer } = experiment.train;
  const classWeights = classWeightsOf(study);
  const opened = await engine.open({
    model,
    loss,
    optimizer,
    data,
    batchSize: plan.batchSize,
    augment: experiment.dataset.augment,
    ...(classWeights === undefined ? {} : { classWeights }),
    seed,
    trial: 0,
  });
  const training = pausing(opened, signal);
  emit({
    type: "started",
    experiment: experimentPath(experiment),
    replicate: replicate + 1,
    replicates: experiment.replicates,
    epochs: plan.epochs,
    resumedAt: from?.progress.history.length ?? 0,
    monitor: monitorOf(experiment.train, data.validation !== undefined),
  });
  try {
    const result = await train(
      plan,
      training,
      {
        progress: (epoch, step, steps) => emit({ type: "step", epoch, step, steps }),
        async epochEnd(record, checkpoint) {
          await checkpoints.save(await checkpoint());
          emit({ type: "epoch", replicate: replicate + 1, epochs: plan.epochs, record });
        },
      },
      from,
    );
    const figures: Partial<Record<Part, Record<string, number>>> = {};
    for (const [part, count] of Object.entries(partSizes(data)) as [Part, number][]) {
      figures[part] = await evaluate(training, part, count, plan);
    }
    const judged = data.test === undefined ? "validation" : "test";
    const samples = data[judged];
    const { weights } = await training.exportState();
    const { kept, ...trained } = result;
    return {
      figures: { seed, figures, ...trained },
      weights,
      kept,
      confusion:
        samples === undefined || data.classes === undefined
          ? undefined
          : await confusion(training, judged, samples.count, plan, data.classes.length),
      resumed: from !== undefined,
    };
  } finally {
    training.close();
  }
}

function planOf({ experiment: { train: section }, data, model }: Study, seed: number): TrainingPlan {
  const width = model.output.at(-1) ?? 1;
  return {
    metrics: section.metrics,
    context: { labels: data.labels.kind, rows: sizeOf(model.output) / width, width },
    batchSize: section.batchSize,
    optimizer: section.optimizer,
    epochs: section.epochs,
    callbacks: section.callbacks,
    seed,
    trial: 0,
    counts: { train: data.train.count, validation: data.validation?.count ?? 0 },
  };
}

/** The weight of each class: as given, or balanced: samples ÷ (classes × samples of the class). */
function classWeightsOf({ experiment, data }: Study): Float32Array | undefined {
  const weights = experiment.train.classWeights;
  if (weights === undefined) return undefined;
  if (weights !== "balanced") return Float32Array.from(weights);
  const classes = data.classes!.length;
  const counts = new Float64Array(classes);
  const { kind, values } = data.train.labels;
  for (const [at, value] of values.entries()) {
    if (kind === "class") counts[value]! += 1;
    else counts[at % classes]! += value;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(counts, (count) => (count === 0 ? 0 : total / (classes * count)));
}

function partSizes(data: Dataset): Partial<Record<Part, number>> {
  return {
    train: data.train.count,
    ...(data.validation === undefined ? {} : { validation: data.validation.count }),
    ...(data.test === undefined ? {} : { test: data.test.count }),
  };
}
