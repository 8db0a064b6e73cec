import type { Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { stream } from "../../base/random.ts";
import { sizeOf } from "../../base/shape.ts";
import { fillFeatures, fillLabels } from "../../data/batch.ts";
import type { Part, Samples } from "../../data/dataset.ts";
import { initialWeights } from "../../model/initializers.ts";
import { buildTfModel } from "../../model/tfjs.ts";
import type { Outcome } from "../../train/loss.ts";
import type { Step, Training, TrainingState } from "../../train/training.ts";
import type { Job } from "../engine.ts";
import { Objective } from "../objective.ts";
import type { Tfjs } from "./load.ts";
import { Tape } from "./tape.ts";
import { tiedWeights, type Weight, type Weights } from "./weights.ts";

/** Makes what keeps and moves the weights of a job's model, from their initial values. */
export type WeightsOf = (
  tf: Tfjs,
  job: Job,
  weights: readonly Weight[],
  initial: readonly Float32Array[],
) => Weights;

/**
 * A training on tfjs. tfjs computes the model and its gradients, the loss is run-exp's own arithmetic over the
 * predictions, which metrics need anyway. Nothing waits for the backward pass and the update: where the backend is a
 * GPU, the next batch is made ready meanwhile.
 */
export class TfjsTraining implements Training {
  readonly #tf: Tfjs;
  readonly #job: Job;
  readonly #built: LayersModel;
  readonly #weights: Weights;
  readonly #objective: Objective;
  readonly #features: Float32Array;
  readonly #labels: Float32Array;
  readonly #losses: Float32Array;
  readonly #gradient: Float32Array;
  /** The step that is running, which keys its dropout. */
  #step = 0;
  #closed = false;

  constructor(tf: Tfjs, job: Job, weightsOf: WeightsOf) {
    const { model, seed, trial, batchSize } = job;
    this.#tf = tf;
    this.#job = job;
    tf.take();
    this.#built = buildTfModel(
      tf,
      model,
      (node) => stream(seed, "dropout", trial, node.index, this.#step),
      tf.chance,
    );
    const initial = initialWeights(model, seed, trial);
    this.#weights = weightsOf(tf, job, tiedWeights(this.#built, model), initial);
    this.#objective = new Objective(job.loss, job.classWeights);
    this.#features = new Float32Array(batchSize * sizeOf(model.input));
    this.#labels = new Float32Array(batchSize * sizeOf(job.data.labels.shape));
    this.#losses = new Float32Array(batchSize);
    this.#gradient = new Float32Array(batchSize * sizeOf(model.output));
  }

  step(step: Step): Promise<Outcome> {
    this.#refuseIfClosed();
    return this.#stepOf(step);
  }

  forward(part: Part, indices: Uint32Array): Promise<Outcome> {
    this.#refuseIfClosed();
    return this.#forwardOf(this.#job.data[part]!, indices);
  }

  penalty(): number | Promise<number> {
    this.#refuseIfClosed();
    return this.#weights.penalty();
  }

  exportState(): Promise<TrainingState> {
    this.#refuseIfClosed();
    return this.#weights.exportState();
  }

  importState(state: TrainingState): void {
    this.#refuseIfClosed();
    this.#tf.take();
    this.#weights.importState(state);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#weights.close();
    this.#built.dispose();
    this.#tf.trim();
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new Error("this training is closed");
  }

  async #stepOf({ indices, step, epoch, learningRate }: Step): Promise<Outcome> {
    const { augment, data, seed } = this.#job;
    const { core } = this.#tf;
    this.#step = step;
    fillFeatures(data.train, indices, this.#featuresOf(indices.length), { augment, seed, epoch });
    this.#tf.take();
    using tape = new Tape(core);
    const predictions = tape.record(() => this.#apply(indices.length, true));
    try {
      const outcome = await this.#outcomeOf(data.train, indices, predictions);
      const gradient = this.#gradient.subarray(0, predictions.size);
      this.#objective.differentiate(outcome, gradient);
      this.#tf.take();
      const ofOutput = core.tensor(gradient, predictions.shape);
      const variables = this.#weights.trained.map(({ variable }) => variable);
      const gradients = tape.gradients(predictions, ofOutput, variables);
      await this.#weights.update(gradients, learningRate);
      for (const tensor of gradients) tensor?.dispose();
      return outcome;
    } finally {
      predictions.dispose();
    }
  }

  async #forwardOf(samples: Samples, indices: Uint32Array): Promise<Outcome> {
    fillFeatures(samples, indices, this.#featuresOf(indices.length));
    this.#tf.take();
    const predictions = this.#tf.core.tidy(() => this.#apply(indices.length, false));
    const outcome = await this.#outcomeOf(samples, indices, predictions);
    predictions.dispose();
    this.#objective.measure(outcome);
    return outcome;
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

  /** What the model said of a batch, the losses still to be written. */
  async #outcomeOf(samples: Samples, indices: Uint32Array, predictions: Tensor): Promise<Outcome> {
    const count = indices.length;
    const width = this.#job.model.output.at(-1)!;
    const labels = this.#labels.subarray(0, count * sizeOf(samples.labels.shape));
    const reading = this.#tf.read(predictions);
    fillLabels(samples, indices, labels);
    return {
      count,
      rows: predictions.size / (count * width),
      width,
      predictions: await reading,
      labels,
      losses: this.#losses,
    };
  }
}
