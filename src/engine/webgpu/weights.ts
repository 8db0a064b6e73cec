import type { Tensor } from "@tensorflow/tfjs-core";
import { penaltyFactors } from "../../model/regularizers.ts";
import { emptySlots, optimizers } from "../../train/optimizers.ts";
import type { TrainingState } from "../../train/training.ts";
import type { Job } from "../engine.ts";
import { HostWeights } from "../tfjs/host-weights.ts";
import { boundsNorms, penaltyOn, upload, type Weight, type Weights } from "../tfjs/weights.ts";
import type { Kernel } from "./kernel.ts";
import type { Webgpu } from "./load.ts";
import { updates } from "./updates.ts";

/** A weight that stays on the device, with its optimizer's state. */
interface DeviceWeight extends Weight {
  slots: readonly Tensor[];
}

/** Where the weights of a job are kept: on the device, unless it bounds norms. */
export function webgpuWeights(
  tf: Webgpu,
  job: Job,
  weights: readonly Weight[],
  initial: readonly Float32Array[],
): Weights {
  return new (boundsNorms(job, weights) ? HostWeights : DeviceWeights)(tf, job, weights, initial);
}

/** Weights that are moved where they are: a kernel for each reads its gradient and writes value and state in place. */
export class DeviceWeights implements Weights {
  readonly trained: readonly DeviceWeight[];
  readonly #tf: Webgpu;
  readonly #weights: readonly Weight[];
  readonly #optimizer: ReturnType<typeof optimizers.open>;
  readonly #kernel: Kernel;
  #steps = 0;

  /** `initial` is in the order of the weights, and becomes theirs. */
  constructor(tf: Webgpu, { optimizer }: Job, weights: readonly Weight[], initial: readonly Float32Array[]) {
    this.#tf = tf;
    this.#weights = weights;
    this.#optimizer = optimizers.open(optimizer);
    this.trained = weights
      .filter(({ spec }) => spec.trainable)
      .map((weight) => ({
        ...weight,
        slots: tensorsOf(tf, weight, emptySlots(optimizer, weight.variable.size)),
      }));
    for (const [index, weight] of weights.entries()) upload(tf, weight, initial[index]!);
    this.#kernel = tf.kernel(this.#kernelText());
  }

  update(gradients: readonly (Tensor | undefined)[], learningRate: number): void {
    const { component, options } = this.#optimizer;
    this.#steps++;
    const own = updates[component.name]!.scalars(options as never, this.#steps, learningRate);
    const { clipValue = 0 } = options as { clipValue?: number };
    for (const [index, { variable, slots, spec }] of this.trained.entries()) {
      const { l1, l2 } = penaltyFactors(spec.regularizer);
      const gradient = gradients[index] ?? this.#tf.core.zeros(variable.shape);
      const scalars = { ...own, clipValue, l1, twiceL2: 2 * l2 };
      this.#kernel.launch([variable, ...slots, gradient], scalars, variable.size);
      if (gradients[index] === undefined) gradient.dispose();
    }
    this.#kernel.submit();
  }

  async penalty(): Promise<number> {
    let sum = 0;
    for (const weight of this.trained) {
      if (weight.spec.regularizer !== undefined) {
        sum += penaltyOn(weight, await this.#tf.read(weight.variable));
      }
    }
    return sum;
  }

  async exportState(): Promise<TrainingState> {
    const copies = (tensors: readonly Tensor[]): Promise<Float32Array[]> =>
      Promise.all(tensors.map(async (tensor) => (await this.#tf.read(tensor)).slice()));
    return {
      weights: await copies(this.#weights.map(({ variable }) => variable)),
      slots: await Promise.all(this.trained.map(({ slots }) => copies(slots))),
      steps: this.#steps,
    };
  }

  importState({ weights, slots, steps }: TrainingState): void {
    for (const [index, weight] of this.#weights.entries()) upload(this.#tf, weight, weights[index]!.slice());
    this.#disposeSlots();
    for (const [index, weight] of this.trained.entries()) {
      weight.slots = tensorsOf(
        this.#tf,
        weight,
        slots[index]!.map((slot) => slot.slice()),
      );
    }
    this.#steps = steps;
  }

  close(): void {
    this.#disposeSlots();
  }

  #disposeSlots(): void {
    for (const { slots } of this.trained) for (const slot of slots) slot.dispose();
  }

  #kernelText(): Parameters<Webgpu["kernel"]>[0] {
    const { component, options } = this.#optimizer;
    const { scalars, code } = updates[component.name]!;
    const slots = component.slots(options);
    const told = [...Object.keys(scalars(options as never, 1, 0)), "clipValue", "l1", "twiceL2"];
    return {
      tensors: ["values", ...slots.map((slot) => `${slot}s`), "gradients"],
      scalars: Object.fromEntries(told.map((name) => [name, "float32"])),
      body: `
        var value = values[i];
        var g = gradients[i] + s.l1 * sign(value) + s.twiceL2 * value;
        if (s.clipValue > 0.0) {
          if (g > s.clipValue) { g = s.clipValue; } else if (g < -s.clipValue) { g = -s.clipValue; }
        }
        ${slots.map((slot) => `var ${slot} = ${slot}s[i];`).join(" ")}
        ${code(options as never)}
        values[i] = value;
        ${slots.map((slot) => `${slot}s[i] = ${slot};`).join(" ")}`,
    };
  }
}

function tensorsOf({ core }: Webgpu, { variable }: Weight, arrays: readonly Float32Array[]): Tensor[] {
  return arrays.map((values) => core.tensor(values, variable.shape));
}
