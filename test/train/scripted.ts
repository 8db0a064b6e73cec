import type { Tagged } from "../../src/component/component.ts";
import { callbacks } from "../../src/train/callbacks.ts";
import type { Checkpoint, TrainingPlan, TrainingResult } from "../../src/train/loop.ts";
import { train } from "../../src/train/loop.ts";
import type { Outcome } from "../../src/train/loss.ts";
import { metrics } from "../../src/train/metrics.ts";
import { optimizers } from "../../src/train/optimizers.ts";
import type { Step, Training, TrainingState } from "../../src/train/training.ts";
import { complete } from "../model/complete.ts";

/** What a scripted training says of itself in each epoch, from the first on. */
export interface Script {
  readonly loss: readonly number[];
  readonly valLoss?: readonly number[];
  /** Added to both. */
  readonly penalty?: readonly number[];
}

/**
 * A training that computes nothing, and whose losses are written down beforehand. Its one weight depends on every
 * step it has taken and in which order, so that two trainings with equal weights have had the same past.
 */
export class Scripted implements Training {
  readonly steps: Step[] = [];
  /** What it was asked to answer: the part and how many samples. */
  readonly asked: [part: string, count: number][] = [];
  readonly #script: Script;
  readonly #stepsPerEpoch: number;
  #weight = new Float32Array(1);
  #slot = Float32Array.of(1);
  #taken = 0;

  constructor(script: Script, stepsPerEpoch: number) {
    this.#script = script;
    this.#stepsPerEpoch = stepsPerEpoch;
  }

  step(step: Step): Outcome {
    this.steps.push({ ...step, indices: step.indices.slice() });
    const sum = step.indices.reduce((total, index, place) => total + index * (place + 1), 0);
    this.#slot[0] = 0.9 * this.#slot[0]! + step.learningRate * sum;
    this.#weight[0] = 0.7 * this.#weight[0]! + this.#slot[0]! + step.step + step.epoch;
    this.#taken += 1;
    return answer(step.indices.length, this.#now(this.#script.loss));
  }

  forward(part: string, indices: Uint32Array): Outcome {
    this.asked.push([part, indices.length]);
    return answer(indices.length, this.#now(this.#script.valLoss ?? this.#script.loss));
  }

  penalty(): number {
    return this.#script.penalty === undefined ? 0 : this.#now(this.#script.penalty);
  }

  exportState(): TrainingState {
    return { weights: [this.#weight.slice()], slots: [[this.#slot.slice()]], steps: this.#taken };
  }

  importState({ weights, slots, steps }: TrainingState): void {
    this.#weight = weights[0]!.slice();
    this.#slot = slots[0]![0]!.slice();
    this.#taken = steps;
  }

  close(): void {}

  /** The value of the present epoch. */
  #now(values: readonly number[]): number {
    return values[Math.ceil(this.#taken / this.#stepsPerEpoch) - 1]!;
  }
}

function answer(count: number, loss: number): Outcome {
  return {
    count,
    rows: 1,
    width: 2,
    predictions: Float32Array.from({ length: 2 * count }, (_, i) => i % 2),
    labels: new Float32Array(count).fill(1),
    losses: new Float32Array(count).fill(loss),
  };
}

/** A plan of ten samples in batches of four; callbacks and metrics as a file would name them. */
export function planOf(
  epochs: number,
  chosen: {
    readonly callbacks?: readonly (readonly [name: string, options?: object])[];
    readonly metrics?: readonly string[];
    readonly optimizer?: Tagged;
    readonly validation?: number;
    readonly trial?: number;
    readonly seed?: number;
  } = {},
): TrainingPlan {
  return {
    metrics: (chosen.metrics ?? []).map((name) => complete(metrics, name)),
    context: { labels: "class", rows: 1, width: 2 },
    batchSize: 4,
    optimizer: chosen.optimizer ?? complete(optimizers, "sgd", { learningRate: 0.5 }),
    epochs,
    callbacks: (chosen.callbacks ?? []).map(([name, options]) => complete(callbacks, name, options)),
    seed: chosen.seed ?? 1,
    trial: chosen.trial ?? 0,
    counts: { train: 10, validation: chosen.validation ?? 6 },
  };
}

/** What became of a training by a script. */
export interface Ran {
  readonly result: TrainingResult;
  /** After each epoch that was run. */
  readonly checkpoints: readonly Checkpoint[];
  readonly training: Scripted;
}

/** Runs a plan by a script, whose lists are as long as there are epochs. */
export async function run(plan: TrainingPlan, script: Script, from?: Checkpoint): Promise<Ran> {
  const training = new Scripted(script, 3);
  const checkpoints: Checkpoint[] = [];
  const result = await train(
    plan,
    training,
    { epochEnd: async (_record, checkpoint) => void checkpoints.push(await checkpoint()) },
    from,
  );
  return { result, checkpoints, training };
}
