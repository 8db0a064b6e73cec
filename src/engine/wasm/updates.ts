import type { Tagged } from "../../component/component.ts";
import { nameOf } from "../../component/component.ts";
import type { KernelName } from "./kernels.ts";
import type { Arguments } from "./op.ts";
import type { Region, Value } from "./recorder.ts";

/** A trained weight with all that its update touches. */
export interface Trained {
  readonly value: Region;
  readonly gradient: Region;
  readonly slots: readonly Region[];
  /** Floats, a multiple of eight. */
  readonly size: number;
}

/** What an update is recorded with. */
export interface UpdateContext {
  /** The step record. */
  readonly record: Region;
  emit<Name extends KernelName>(kernel: Name, values: Arguments<Name, Value>): void;
}

type Numbers = Readonly<Record<string, number>>;
type Update = (context: UpdateContext, weight: Trained, options: Readonly<Record<string, unknown>>) => void;

const adam: Update = ({ record, emit }, { value, gradient, slots, size }, options) => {
  const { beta1, beta2, epsilon, weightDecay = 0 } = options as Numbers;
  emit("adam", {
    record,
    value,
    gradient,
    m: slots[0]!,
    v: slots[1]!,
    vMax: slots[2] ?? 0,
    size,
    beta1: beta1!,
    beta2: beta2!,
    epsilon: epsilon!,
    decay: weightDecay,
  });
};

const sgd: Update = ({ record, emit }, { value, gradient, slots, size }, options) => {
  const { momentum, nesterov } = options as { momentum: number; nesterov: boolean };
  const velocity = slots[0] ?? 0;
  emit("sgd", { record, value, gradient, velocity, size, momentum, nesterov: nesterov ? 1 : 0 });
};

const updates: ReadonlyMap<string, Update> = new Map([
  ["sgd", sgd],
  ["adam", adam],
  ["adamW", adam],
]);

/** Records the update of every trained weight. */
export function recordUpdates(context: UpdateContext, optimizer: Tagged, weights: readonly Trained[]): void {
  const name = nameOf(optimizer);
  const update = updates.get(name);
  if (update === undefined) throw new Error(`the wasm engine lacks the optimizer ${name}`);
  for (const weight of weights) update(context, weight, optimizer[name]!);
}
