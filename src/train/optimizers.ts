import type { Tagged } from "../component/component.ts";
import { family } from "../component/family.ts";
import type { Optimizer } from "./optimizer.ts";
import { adadelta } from "./optimizers/adadelta.ts";
import { adagrad } from "./optimizers/adagrad.ts";
import { adam, adamW } from "./optimizers/adam.ts";
import { adamax } from "./optimizers/adamax.ts";
import { nadam } from "./optimizers/nadam.ts";
import { rmsprop } from "./optimizers/rmsprop.ts";
import { sgd } from "./optimizers/sgd.ts";

/** Every optimizer. Adding one is one definition and one line here. */
export const optimizers = family<Optimizer>("optimizer", [
  sgd,
  adam,
  adamW,
  adamax,
  nadam,
  rmsprop,
  adagrad,
  adadelta,
]);

/** An optimizer's state arrays before the first step, for a variable of so many numbers. */
export function emptySlots(optimizer: Tagged, length: number): Float32Array[] {
  const { component, options } = optimizers.open(optimizer);
  return component
    .slots(options)
    .map((slot) => new Float32Array(length).fill(component.initialSlot?.(slot, options) ?? 0));
}
