import type { Tensor } from "@tensorflow/tfjs-core";
import { penaltyFactors } from "../../model/regularizers.ts";
import { emptySlots, optimizers } from "../../train/optimizers.ts";
import type { TrainingState } from "../../train/training.ts";
import type { Job } from "../engine.ts";
import { HostWeights } from "../tfjs/host-weights.ts";
import { boundsNorms, penaltyOn, upload, type Weight, type Weights } from "../tfjs/weights.ts";
import type { Handle } from "./backend.ts";
import type { Tensorflow } from "./load.ts";
import { type Update, updateOf } from "./updates.ts";
import { Variable } from "./variable.ts";

/** Where the weights of a job are kept: in variables of TensorFlow's, where it has an op for the optimizer's step. */
export function tensorflowWeights(
  tf: Tensorflow,
  job: Job,
  weights: readonly Weight[],
  initial: readonly Float32Array[],
): Weights {
  const { component, options } = optimizers.open(job.optimizer);
  const update = boundsNorms(job, weights) ? undefined : updateOf(component.name, options);
  if (update === undefined) return new HostWeights(tf, job, weights, initial);
  return new VariableWeights(tf, job, weights, initial, update);
}

/** A weight whose value and optimizer's arrays are variables of TensorFlow's. */
interface VariableWeight extends Weight {
  readonly value: Variable;
  /** By their names, in the optimizer's order. */
  readonly slots: Readonly<Record<string, Variable>>;
  /** The arrays of the op that the optimizer does not have. */
  readonly scratch: Readonly<Record<string, Variable>>;
}

/** Weights that TensorFlow moves where they are, each by one op that reads its gradient and writes value and state. */
export class VariableWeights implements Weights {
  readonly trained: readonly VariableWeight[];
  readonly #tf: Tensorflow;
  readonly #weights: readonly Weight[];
  readonly #optimizer: ReturnType<typeof optimizers.open>;
  readonly #update: Update;
  #steps = 0;

  /** `initial` is in the order of the weights, and becomes theirs. */
  constructor(
    tf: Tensorflow,
    { optimizer }: Job,
    weights: readonly Weight[],
    initial: readonly Float32Array[],
    update: Update,
  ) {
    this.#tf = tf;
    this.#weights = weights;
    this.#optimizer = optimizers.open(optimizer);
    this.#update = update;
    for (const [index, weight] of weights.entries()) upload(tf, weight, initial[index]!);
    this.trained = weights
      .filter(({ spec }) => spec.trainable)
      .map((weight) => this.#heldOf(weight, optimizer));
  }

  #heldOf(weight: Weight, optimizer: Job["optimizer"]): VariableWeight {
    const { ops } = this.#tf;
    const { shape, size } = weight.variable;
    const names = this.#optimizer.component.slots(this.#optimizer.options);
    const numbers = Object.keys(this.#numbersAt(1, 0));
    const others = this.#update.inputs.filter(
      (input) => input !== "gradient" && !numbers.includes(input) && !names.includes(input),
    );
    const [value] = ops.backend.getInputTensorIds([weight.variable]);
    const empty = emptySlots(optimizer, size);
    return {
      ...weight,
      value: new Variable(ops, shape, value!),
      slots: Object.fromEntries(names.map((name, index) => [name, Variable.of(ops, shape, empty[index]!)])),
      scratch: Object.fromEntries(
        others.map((name) => [name, Variable.of(ops, shape, new Float32Array(size))]),
      ),
    };
  }

  update(gradients: readonly (Tensor | undefined)[], learningRate: number): void {
    const { ops } = this.#tf;
    const { options } = this.#optimizer;
    this.#steps++;
    const numbers = Object.fromEntries(
      Object.entries(this.#numbersAt(this.#steps, learningRate)).map(([name, value]) => [
        name,
        ops.scalar(value),
      ]),
    );
    const kept = this.#update.kept?.(options as never, learningRate);
    for (const [index, weight] of this.trained.entries()) {
      const gradient = this.#pulled(weight, gradients[index]);
      const [handle] = ops.backend.getInputTensorIds([gradient]);
      this.#release(weight);
      if (kept !== undefined) weight.value.scale(kept);
      this.#apply(weight, { ...numbers, gradient: handle! });
      this.#show(weight);
      gradient.dispose();
    }
    ops.delete(...Object.values(numbers));
  }

  async penalty(): Promise<number> {
    let sum = 0;
    for (const weight of this.trained) {
      if (weight.spec.regularizer !== undefined) sum += penaltyOn(weight, weight.value.values());
    }
    return sum;
  }

  async exportState(): Promise<TrainingState> {
    return {
      weights: await Promise.all(
        this.#weights.map(async ({ variable }) => (await this.#tf.read(variable)).slice()),
      ),
      slots: this.trained.map(({ slots }) => Object.values(slots).map((slot) => slot.values())),
      steps: this.#steps,
    };
  }

  importState({ weights, slots, steps }: TrainingState): void {
    for (const [index, weight] of this.#weights.entries()) upload(this.#tf, weight, weights[index]!.slice());
    for (const [index, { variable, value, slots: own }] of this.trained.entries()) {
      value.set(this.#tf.ops.backend.getInputTensorIds([variable])[0]!);
      for (const [position, slot] of Object.values(own).entries())
        slot.fill(slots[index]![position]!.slice());
    }
    this.#steps = steps;
  }

  close(): void {
    for (const { value, slots, scratch } of this.trained) {
      for (const variable of [value, ...Object.values(slots), ...Object.values(scratch)]) variable.close();
    }
  }

  #numbersAt(step: number, rate: number): Readonly<Record<string, number>> {
    return this.#update.numbers(this.#optimizer.options as never, step, rate);
  }

  /** A gradient with that of the penalty, within its bounds; a tensor of its own. */
  #pulled({ variable, spec }: VariableWeight, given: Tensor | undefined): Tensor {
    const { core } = this.#tf;
    const { clipValue } = this.#optimizer.options as { clipValue?: number };
    const { l1, l2 } = penaltyFactors(spec.regularizer);
    return core.tidy(() => {
      let gradient = given === undefined ? core.zeros(variable.shape) : given.clone();
      if (l1 !== 0) gradient = core.add(gradient, core.mul(core.sign(variable), l1));
      if (l2 !== 0) gradient = core.add(gradient, core.mul(variable, 2 * l2));
      return clipValue === undefined ? gradient : core.clipByValue(gradient, -clipValue, clipValue);
    });
  }

  #apply({ value, slots, scratch }: VariableWeight, others: Readonly<Record<string, Handle>>): void {
    const { binding } = this.#tf.ops;
    const { op, inputs, flags } = this.#update;
    const handles: Readonly<Record<string, Handle>> = {
      ...others,
      ...Object.fromEntries(
        Object.entries({ ...slots, ...scratch }).map(([name, { resource }]) => [name, resource]),
      ),
    };
    this.#tf.ops.effect(op, [value.resource, ...inputs.map((input) => handles[input]!)], {
      T: { type: binding.TF_FLOAT },
      ...Object.fromEntries(Object.entries(flags ?? {}).map(([name, flag]) => [name, { flag }])),
    });
  }

  /** Lets go of what the model reads: TensorFlow writes a value in place only where nothing else holds it. */
  #release({ variable }: VariableWeight): void {
    const place = this.#placeOf(variable);
    this.#tf.ops.delete(place.id);
    place.id = -1; // which is none
  }

  /** Gives the model the value as it is now. */
  #show({ variable, value }: VariableWeight): void {
    this.#placeOf(variable).id = value.read();
  }

  /** Where tfjs keeps the handle of a tensor. */
  #placeOf({ dataId }: Tensor): { id: Handle } {
    return this.#tf.ops.backend.tensorMap.get(dataId);
  }
}
