import type { Tagged } from "../../component/component.ts";
import { nameOf } from "../../component/component.ts";
import type { WeightSpec } from "../../model/layer.ts";
import { type Cut, recordCuts } from "./clipping.ts";
import { recordConstraint } from "./constraints.ts";
import type { KernelName } from "./kernels.ts";
import type { Layout } from "./layout.ts";
import type { Arguments } from "./op.ts";
import type { Region, Value } from "./recorder.ts";

/** A trained weight with all that its update touches. */
export interface Trained {
  readonly spec: WeightSpec;
  readonly layout: Layout;
  readonly value: Region;
  readonly gradient: Region;
  /** The optimizer's, in the order of its `slots(options)`. */
  readonly slots: readonly Region[];
}

/** What updates are recorded with. */
export interface UpdateContext {
  /** The step record. */
  readonly record: Region;
  emit<Name extends KernelName>(kernel: Name, values: Arguments<Name, Value>): void;
  /** Memory that this program uses for a while. */
  region(bytes: number): Region;
  /** A table of unsigned numbers, shared by all that ask for the same one. */
  table(words: Uint32Array): Region;
}

/** What every optimizer's kernel is told. */
interface Moved extends Cut {
  readonly record: Region;
  readonly value: Region;
  readonly gradient: Region;
  readonly size: number;
}

/** Records one weight's update. */
type Update = (
  emit: UpdateContext["emit"],
  moved: Moved,
  slots: readonly Region[],
  options: Readonly<Record<string, unknown>>,
) => void;

const sgd: Update = (emit, moved, [velocity = 0], options) => {
  const { momentum, nesterov } = options as { momentum: number; nesterov: boolean };
  emit("sgd", { ...moved, velocity, momentum, nesterov: nesterov ? 1 : 0 });
};

interface Decays {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

const adam: Update = (emit, moved, [m, v, vMax = 0], options) => {
  const { beta1, beta2, epsilon, weightDecay = 0 } = options as unknown as Decays & { weightDecay?: number };
  emit("adam", { ...moved, m: m!, v: v!, vMax, beta1, beta2, epsilon, decay: weightDecay });
};

const adamax: Update = (emit, moved, [m, u], options) => {
  const { beta1, beta2, epsilon } = options as unknown as Decays;
  emit("adamax", { ...moved, m: m!, u: u!, beta1, beta2, epsilon });
};

const nadam: Update = (emit, moved, [m, v], options) => {
  const { beta1, beta2, epsilon } = options as unknown as Decays;
  emit("nadam", { ...moved, m: m!, v: v!, beta1, beta2, epsilon });
};

const rmsprop: Update = (emit, moved, slots, options) => {
  const { rho, momentum, epsilon, centered } = options as Readonly<Record<string, number>> & {
    readonly centered: boolean;
  };
  const velocity = momentum! > 0 ? slots.at(-1)! : 0;
  const common = {
    ...moved,
    meanSquare: slots[0]!,
    velocity,
    rho: rho!,
    momentum: momentum!,
    epsilon: epsilon!,
  };
  if (centered) emit("rmspropCentered", { ...common, mean: slots[1]! });
  else emit("rmsprop", common);
};

const adagrad: Update = (emit, moved, [accumulator], options) => {
  emit("adagrad", { ...moved, accumulator: accumulator!, epsilon: options.epsilon as number });
};

const adadelta: Update = (emit, moved, [meanSquare, meanSquaredStep], options) => {
  const { rho, epsilon } = options as { rho: number; epsilon: number };
  emit("adadelta", {
    ...moved,
    meanSquare: meanSquare!,
    meanSquaredStep: meanSquaredStep!,
    rho,
    epsilon,
  });
};

/** Every optimizer of src/train/optimizers.ts. */
export const updates: ReadonlyMap<string, Update> = new Map([
  ["sgd", sgd],
  ["adam", adam],
  ["adamW", adam],
  ["adamax", adamax],
  ["nadam", nadam],
  ["rmsprop", rmsprop],
  ["adagrad", adagrad],
  ["adadelta", adadelta],
]);

/** Records the update of every trained weight: penalties, clipping, the optimizer's step, constraints. */
export function recordUpdates(context: UpdateContext, optimizer: Tagged, weights: readonly Trained[]): void {
  const name = nameOf(optimizer);
  const options = optimizer[name]!;
  const update = updates.get(name)!;
  const cuts = recordCuts(context, weights, options);
  for (const [index, weight] of weights.entries()) {
    const { value, gradient, slots, layout } = weight;
    const moved = { record: context.record, value, gradient, size: layout.length, ...cuts[index]! };
    update(context.emit, moved, slots, options);
    recordConstraint(context, weight);
  }
}
