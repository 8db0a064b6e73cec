import { sizeOf } from "../base/shape.ts";
import type { Dataset, Part } from "../data/dataset.ts";
import type { Figures, TrainingFigures } from "../store/figures.ts";
import { onlyWatches } from "../train/callbacks.ts";
import {
  type Checkpoint,
  type TrainingHooks,
  type TrainingPlan,
  type TrainingResult,
  train,
} from "../train/loop.ts";
import { type Answers, answersOf, evaluate } from "../train/measure.ts";
import type { Training } from "../train/training.ts";
import { classWeightsOf } from "./class-weights.ts";
import { pausing } from "./pausing.ts";
import type { Study } from "./prepare.ts";

/** One training of an experiment: a replicate of it, or a trial. */
export interface TrainingTask {
  /** Key all randomness of the training. */
  readonly seed: number;
  readonly trial: number;
  /** It pauses once so many epochs are done; absent: it goes on to its end. */
  readonly until?: number;
  /** Where it was cut off; absent for one that begins. */
  readonly from?: Checkpoint;
  /** Ends the training with a RunExpError `interrupted`. */
  readonly signal?: AbortSignal;
}

/** What a training came to, in plain values. */
export interface Trained extends Partial<Answers> {
  readonly figures: TrainingFigures;
}

/** What is trained, and with what. */
export type Trainable = Pick<Study, "experiment" | "data" | "model" | "engine">;

/** Trains to the end, and measures every part with the final weights. */
export async function runTraining(
  study: Trainable,
  task: TrainingTask,
  hooks: TrainingHooks,
): Promise<Trained> {
  return opened(study, task, async (training, plan) => {
    const { history, stopReason, finalEpoch, diverged } = await train(plan, training, hooks, task.from);
    const figures = await measureParts(study.data, training, plan);
    const answers = await classAnswers(study.data, training, plan);
    return { figures: { seed: task.seed, history, stopReason, finalEpoch, diverged, figures }, ...answers };
  });
}

/** Trains to the end, and looks at no part but those that training watches. */
export async function runTrial(
  study: Trainable,
  task: TrainingTask,
  hooks: TrainingHooks,
): Promise<TrainingResult> {
  return opened(study, task, (training, plan) => train(plan, training, hooks, task.from));
}

/** What `work` makes of a training that is open while it works. */
async function opened<Result>(
  study: Trainable,
  { seed, trial, until, signal }: TrainingTask,
  work: (training: Training, plan: TrainingPlan) => Promise<Result>,
): Promise<Result> {
  const { experiment, data, model, engine } = study;
  const plan = { ...planOf(study, seed, trial), ...(until === undefined ? {} : { until }) };
  const classWeights = classWeightsOf(experiment.train, data);
  const raw = await engine.open({
    model,
    loss: experiment.train.loss,
    optimizer: experiment.train.optimizer,
    data,
    batchSize: plan.batchSize,
    augment: experiment.dataset.augment,
    ...(classWeights === undefined ? {} : { classWeights }),
    seed,
    trial,
  });
  const training = pausing(raw, signal);
  try {
    return await work(training, plan);
  } finally {
    training.close();
  }
}

/** How many samples each part has that is there, in the order train, validation, test. */
export function partSizes({ train, validation, test }: Dataset): Partial<Record<Part, number>> {
  return {
    train: train.count,
    ...(validation === undefined ? {} : { validation: validation.count }),
    ...(test === undefined ? {} : { test: test.count }),
  };
}

function planOf({ experiment, data, model }: Trainable, seed: number, trial: number): TrainingPlan {
  const { metrics, batchSize, optimizer, epochs, callbacks } = experiment.train;
  const width = model.output.at(-1) ?? 1;
  // No part fills a larger batch, and engines make room for a whole one.
  const most = Math.max(...Object.values(partSizes(data)));
  return {
    metrics,
    context: { labels: data.labels.kind, rows: sizeOf(model.output) / width, width },
    batchSize: Math.min(batchSize, most),
    optimizer,
    epochs,
    callbacks: callbacks.filter((own) => !onlyWatches(own)),
    seed,
    trial,
    counts: { train: data.train.count, validation: data.validation?.count ?? 0 },
  };
}

async function measureParts(
  data: Dataset,
  training: Training,
  plan: TrainingPlan,
): Promise<Partial<Record<Part, Figures>>> {
  const figures: Partial<Record<Part, Figures>> = {};
  for (const [part, count] of Object.entries(partSizes(data)) as [Part, number][]) {
    figures[part] = await evaluate(training, part, count, plan);
  }
  return figures;
}

/** The part whose answers are told one by one: test, or else validation; undefined where there is neither. */
export function toldPart({ test, validation }: Pick<Dataset, "test" | "validation">): Part | undefined {
  if (test !== undefined) return "test";
  return validation === undefined ? undefined : "validation";
}

/** How classes were told from one another; nothing for regression. */
async function classAnswers(
  data: Dataset,
  training: Training,
  plan: TrainingPlan,
): Promise<Partial<Answers>> {
  const part = toldPart(data);
  if (part === undefined || data.classes === undefined) return {};
  return answersOf(training, part, data[part]!.count, plan, data.classes.length);
}
