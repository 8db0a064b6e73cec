import { sizeOf } from "../../base/shape.ts";
import { fillFeatures, fillLabels } from "../../data/batch.ts";
import type { Part } from "../../data/dataset.ts";
import { initialWeights } from "../../model/initializers.ts";
import { regularizers } from "../../model/regularizers.ts";
import type { Outcome } from "../../train/loss.ts";
import { optimizers } from "../../train/optimizers.ts";
import type { Step, Training, TrainingState } from "../../train/training.ts";
import type { Job } from "../engine.ts";
import { Objective } from "../objective.ts";
import { Answers } from "./answers.ts";
import { placeWeights, type WeightCell } from "./cells.ts";
import { type Applied, applyModel, type Surroundings } from "./compile.ts";
import { readValues, writeValues } from "./layout.ts";
import type { Tensor } from "./lowering.ts";
import { Recorder, Region } from "./recorder.ts";
import { gatherStep } from "./samples.ts";
import { Store } from "./store.ts";
import type { Program, Team } from "./team.ts";
import { recordUpdates } from "./updates.ts";

const PARTS: readonly Part[] = ["train", "validation", "test"];

/** Bytes of the step record: samples (i32 at 0), learning rate (f64 at 8), steps taken with this one (i32 at 16). */
const RECORD_BYTES = 24;

/** Bytes of scratch for each thread. */
const SCRATCH_BYTES = 4096;

/**
 * A training as static programs of kernels over one memory: gather a batch, forward, backward with the update. The
 * loss is computed here, between forward and backward, by the one definition that all engines share. A step makes no
 * JavaScript object.
 */
export class WasmTraining implements Training {
  readonly #job: Job;
  readonly #store: Store;
  readonly #cells: readonly WeightCell[];
  readonly #objective: Objective;
  readonly #gather: ReadonlyMap<Part, Program>;
  readonly #forward: Program;
  readonly #backward: Program;
  readonly #infer: Program;
  readonly #trained: Answers;
  readonly #inferred: Answers;
  /** By the predictions. */
  readonly #gradient: Float32Array;
  readonly #input: Float32Array;
  readonly #indices: Uint32Array;
  readonly #counters: Int32Array;
  readonly #rate: Float64Array;
  /** The word of each layer's stream that holds the step. */
  readonly #drawing: readonly Uint32Array[];
  #steps = 0;
  #closed = false;

  /** Throws a RunExpError `out-of-memory` where it does not fit beside the others; nothing stays allocated then. */
  static open(team: Team, job: Job): WasmTraining {
    const store = new Store(team.heap);
    try {
      return new WasmTraining(team, store, job);
    } catch (error) {
      store.release();
      throw error;
    }
  }

  private constructor(team: Team, store: Store, job: Job) {
    const { model, batchSize, data } = job;
    this.#job = job;
    this.#store = store;
    const optimizer = optimizers.open(job.optimizer);
    this.#cells = placeWeights(store, model, optimizer);
    this.#writeWeights(initialWeights(model, job.seed, job.trial));

    const record = store.zeros(RECORD_BYTES);
    this.#counters = new Int32Array(store.heap.memory.buffer, record.address, RECORD_BYTES / 4);
    this.#rate = new Float64Array(store.heap.memory.buffer, record.address, RECORD_BYTES / 8);
    const input = store.zeros(batchSize * sizeOf(model.input) * 4);
    this.#input = store.floats(input);
    const around: Surroundings = {
      store,
      model,
      cells: this.#cells,
      batchSize,
      threads: team.threads,
      input,
      record,
      scratch: store.zeros(team.threads * SCRATCH_BYTES),
      streams: new Map(),
      seed: job.seed,
      trial: job.trial,
    };

    const training = new Recorder();
    const forward = applyModel(training, around, true);
    const cut = training.length;
    training.touch(forward.output.region);
    const gradient: Tensor = { region: new Region(forward.output.region.bytes), shape: model.output };
    training.touch(gradient.region);
    forward.backward(gradient);
    recordUpdates(
      {
        record,
        emit: (kernel, values) => training.emit(kernel, values),
        region: (bytes) => new Region(bytes),
        table: (words) => store.table(words),
      },
      job.optimizer,
      this.#cells.flatMap(({ trained }) => trained ?? []),
    );
    training.touch(forward.output.region); // whoever called may read it until the next call
    const inference = new Recorder();
    const inferred = applyModel(inference, around, false);
    inference.touch(inferred.output.region);

    const plans = [training.plan(), inference.plan()];
    const arena = store.room(Math.max(...plans.map(({ bytes }) => bytes)));
    for (const plan of plans) plan.place(arena.address);
    const labels = new Float32Array(batchSize * sizeOf(data.labels.shape));
    const losses = new Float32Array(batchSize);
    const answersOf = ({ output }: Applied): Answers =>
      new Answers(job, { predictions: store.floats(output.region), labels, losses });
    this.#trained = answersOf(forward);
    this.#inferred = answersOf(inferred);
    this.#gradient = store.floats(gradient.region);
    this.#objective = new Objective(job.loss, job.classWeights);
    const indices = store.zeros(batchSize * 4);
    this.#indices = store.words(indices);
    const gathers = PARTS.flatMap((part) => {
      const samples = data[part];
      if (samples === undefined) return [];
      return [[part, gatherStep(store, samples, { count: record, indices, out: input })] as const];
    });
    // All memory is there, so nothing can go wrong any more that would leave programs behind.
    this.#gather = new Map(gathers.map(([part, op]) => [part, team.load([op])]));
    this.#forward = team.load(training.ops(0, cut));
    this.#backward = team.load(training.ops(cut));
    this.#infer = team.load(inference.ops());
    this.#drawing = [...around.streams.values()].map((region) => store.words(region).subarray(4, 5));
  }

  step({ indices, step, epoch, learningRate }: Step): Outcome {
    this.#refuseIfClosed();
    const { augment, data, seed } = this.#job;
    this.#counters[0] = indices.length;
    this.#counters[4] = ++this.#steps;
    this.#rate[1] = learningRate;
    for (let at = 0; at < this.#drawing.length; at++) this.#drawing[at]![0] = step; // makes no iterator
    if (augment.length > 0) fillFeatures(data.train, indices, this.#input, { augment, seed, epoch });
    else this.#fill("train", indices);
    this.#forward.run();
    const outcome = this.#trained.of(indices.length);
    fillLabels(data.train, indices, outcome.labels);
    this.#objective.differentiate(outcome, this.#gradient);
    this.#backward.run();
    return outcome;
  }

  forward(part: Part, indices: Uint32Array): Outcome {
    this.#refuseIfClosed();
    this.#counters[0] = indices.length;
    this.#fill(part, indices);
    this.#infer.run();
    const outcome = this.#inferred.of(indices.length);
    fillLabels(this.#job.data[part]!, indices, outcome.labels);
    this.#objective.measure(outcome);
    return outcome;
  }

  penalty(): number {
    this.#refuseIfClosed();
    return this.#cells.reduce((sum, { spec, value, trained }) => {
      if (spec.regularizer === undefined || trained === undefined) return sum;
      const { component, options } = regularizers.open(spec.regularizer);
      return sum + component.penalty(this.#store.floats(value), options);
    }, 0);
  }

  exportState(): TrainingState {
    this.#refuseIfClosed();
    return {
      weights: this.#cells.map(({ layout, value }) => readValues(layout, this.#store.floats(value))),
      slots: this.#cells.flatMap(({ layout, trained }) =>
        trained === undefined
          ? []
          : [trained.slots.map((slot) => readValues(layout, this.#store.floats(slot)))],
      ),
      steps: this.#steps,
    };
  }

  importState({ weights, slots, steps }: TrainingState): void {
    this.#refuseIfClosed();
    this.#writeWeights(weights);
    const trained = this.#cells.filter((cell) => cell.trained !== undefined);
    for (const [index, { layout, trained: own }] of trained.entries()) {
      for (const [position, slot] of own!.slots.entries()) {
        writeValues(layout, slots[index]![position]!, this.#store.floats(slot));
      }
    }
    this.#steps = steps;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const program of [...this.#gather.values(), this.#forward, this.#backward, this.#infer]) {
      program.unload();
    }
    this.#store.release();
  }

  /** Its memory may be another training's by then. */
  #refuseIfClosed(): void {
    if (this.#closed) throw new Error("this training is closed");
  }

  #fill(part: Part, indices: Uint32Array): void {
    this.#indices.set(indices);
    this.#gather.get(part)!.run();
  }

  #writeWeights(weights: readonly Float32Array[]): void {
    for (const [index, { layout, value }] of this.#cells.entries()) {
      writeValues(layout, weights[index]!, this.#store.floats(value));
    }
  }
}
