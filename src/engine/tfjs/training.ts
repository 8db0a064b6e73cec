import type { Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { stream } from "../../base/random.ts";
import { sizeOf } from "../../base/shape.ts";
import { fillFeatures, fillLabels } from "../../data/batch.ts";
import type { Part, Samples } from "../../data/dataset.ts";
import { initialWeights } from "../../model/initializers.ts";
import { buildTfModel } from "../../model/tfjs.ts";
import { clip } from "../../train/clipping.ts";
import type { Outcome } from "../../train/loss.ts";
import type { Optimizer } from "../../train/optimizer.ts";
import { optimizers } from "../../train/optimizers.ts";
import type { Step, Training, TrainingState } from "../../train/training.ts";
import type { Job } from "../engine.ts";
import { Objective } from "../objective.ts";
import type { Tfjs } from "./load.ts";
import { scalarWithGradient } from "./scalar-with-gradient.ts";
import { addPenaltyGradient, constrain, penaltyOf, tieWeights, upload, type Weight } from "./weights.ts";

/**
 * A training on tfjs. tfjs computes the model and its gradients; loss, penalties, clipping, update and
 * constraints are run-exp's own arithmetic over Float32Arrays, whose values tfjs's variables follow.
 */
export class TfjsTraining implements Training {
  readonly #tf: Tfjs;
  readonly #job: Job;
  readonly #built: LayersModel;
  readonly #weights: readonly Weight[];
  /** The weights that the optimizer moves. */
  readonly #trained: readonly Weight[];
  readonly #optimizer: { readonly component: Optimizer; readonly options: Readonly<Record<string, unknown>> };
  /** For each trained weight, the optimizer's arrays. */
  readonly #slots: readonly (readonly Float32Array[])[];
  readonly #objective: Objective;
  readonly #features: Float32Array;
  readonly #labels: Float32Array;
  readonly #losses: Float32Array;
  readonly #gradient: Float32Array;
  /** Optimizer steps taken. */
  #steps = 0;
  /** The step that is running, which keys its dropout. */
  #step = 0;
  #closed = false;

  constructor(tf: Tfjs, job: Job) {
    const { model, seed, trial, batchSize } = job;
    this.#tf = tf;
    this.#job = job;
    this.#built = buildTfModel(tf, model, (node) => stream(seed, "dropout", trial, node.index, this.#step));
    this.#weights = tieWeights(tf, this.#built, model, initialWeights(model, seed, trial));
    this.#trained = this.#weights.filter(({ spec }) => spec.trainable);
    this.#optimizer = optimizers.open(job.optimizer);
    this.#slots = this.#trained.map(({ values }) => this.#emptySlots(values.length));
    this.#objective = new Objective(job.loss, job.classWeights);
    this.#features = new Float32Array(batchSize * sizeOf(model.input));
    this.#labels = new Float32Array(batchSize * sizeOf(job.data.labels.shape));
    this.#losses = new Float32Array(batchSize);
    this.#gradient = new Float32Array(batchSize * sizeOf(model.output));
  }

  step({ indices, step, epoch, learningRate }: Step): Outcome {
    this.#refuseIfClosed();
    const { augment, data, seed } = this.#job;
    this.#step = step;
    fillFeatures(data.train, indices, this.#featuresOf(indices.length), { augment, seed, epoch });
    return this.#freeing(() => {
      const { outcome, gradients } = this.#differentiate(data.train, indices);
      this.#update(gradients, learningRate);
      return outcome;
    });
  }

  forward(part: Part, indices: Uint32Array): Outcome {
    this.#refuseIfClosed();
    const samples = this.#job.data[part]!;
    fillFeatures(samples, indices, this.#featuresOf(indices.length));
    return this.#freeing(() => {
      const outcome = this.#outcomeOf(samples, indices, this.#apply(indices.length, false));
      this.#objective.measure(outcome);
      return outcome;
    });
  }

  penalty(): number {
    this.#refuseIfClosed();
    return penaltyOf(this.#trained);
  }

  exportState(): TrainingState {
    this.#refuseIfClosed();
    return {
      weights: this.#weights.map(({ spec, values, variable }) =>
        spec.trainable ? values.slice() : variable.dataSync<"float32">().slice(),
      ),
      slots: this.#slots.map((slots) => slots.map((slot) => slot.slice())),
      steps: this.#steps,
    };
  }

  importState({ weights, slots, steps }: TrainingState): void {
    this.#refuseIfClosed();
    for (const [index, weight] of this.#weights.entries()) {
      weight.values.set(weights[index]!);
      upload(this.#tf, weight);
    }
    for (const [index, own] of this.#slots.entries()) {
      for (const [position, slot] of own.entries()) slot.set(slots[index]![position]!);
    }
    this.#steps = steps;
  }

  close(): void {
    if (!this.#closed) this.#built.dispose();
    this.#closed = true;
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new Error("this training is closed");
  }

  /** The place of the features of a batch of `count` samples. */
  #featuresOf(count: number): Float32Array {
    return this.#features.subarray(0, count * sizeOf(this.#job.model.input));
  }

  /** The model's answer to the batch that the features hold. */
  #apply(count: number, training: boolean): Tensor {
    const x = this.#tf.core.tensor(this.#featuresOf(count), [count, ...this.#job.model.input]);
    return this.#built.apply(x, { training }) as Tensor;
  }

  /** The outcome of the batch that the features hold, and the gradient of its mean loss by each trained weight. */
  #differentiate(samples: Samples, indices: Uint32Array): { outcome: Outcome; gradients: Float32Array[] } {
    const { core } = this.#tf;
    let outcome: Outcome | undefined;
    const { grads } = core.variableGrads(
      () => {
        const predictions = this.#apply(indices.length, true);
        outcome = this.#outcomeOf(samples, indices, predictions);
        const gradient = this.#gradient.subarray(0, predictions.size);
        this.#objective.differentiate(outcome, gradient);
        return scalarWithGradient(core, predictions, gradient);
      },
      this.#trained.map(({ variable }) => variable),
    );
    // A weight that the output does not depend on has no gradient in tfjs, which is to say 0.
    const gradients = this.#trained.map(
      ({ variable, values }) =>
        grads[variable.name]?.dataSync<"float32">() ?? new Float32Array(values.length),
    );
    return { outcome: outcome!, gradients };
  }

  /** What the model said of a batch, the losses still to be written. */
  #outcomeOf(samples: Samples, indices: Uint32Array, predictions: Tensor): Outcome {
    const count = indices.length;
    const width = this.#job.model.output.at(-1)!;
    const labels = this.#labels.subarray(0, count * sizeOf(samples.labels.shape));
    fillLabels(samples, indices, labels);
    return {
      count,
      rows: predictions.size / (count * width),
      width,
      predictions: predictions.dataSync<"float32">(),
      labels,
      losses: this.#losses,
    };
  }

  #update(gradients: readonly Float32Array[], learningRate: number): void {
    const { component, options } = this.#optimizer;
    for (const [index, weight] of this.#trained.entries()) addPenaltyGradient(weight, gradients[index]!);
    clip(gradients, options);
    this.#steps++;
    for (const [index, weight] of this.#trained.entries()) {
      const { values } = weight;
      component.update(values, gradients[index]!, this.#slots[index]!, this.#steps, learningRate, options);
      constrain(weight);
      upload(this.#tf, weight);
    }
  }

  /** Runs `compute` and frees every tensor that it made. */
  #freeing<Result>(compute: () => Result): Result {
    const engine = this.#tf.core.engine();
    engine.startScope();
    try {
      return compute();
    } finally {
      engine.endScope();
    }
  }

  #emptySlots(length: number): Float32Array[] {
    const { component, options } = this.#optimizer;
    return component
      .slots(options)
      .map((slot) => new Float32Array(length).fill(component.initialSlot?.(slot, options) ?? 0));
  }
}
