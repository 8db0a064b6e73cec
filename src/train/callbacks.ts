import type { Tagged } from "../component/component.ts";
import { family } from "../component/family.ts";
import type { Callback } from "./callback.ts";
import { earlyStopping } from "./callbacks/early-stopping.ts";
import { modelCheckpoint } from "./callbacks/model-checkpoint.ts";
import { reduceLROnPlateau } from "./callbacks/reduce-lr-on-plateau.ts";
import { tensorBoard } from "./callbacks/tensor-board.ts";
import { terminateOnNaN } from "./callbacks/terminate-on-nan.ts";

/** Every callback. Adding one is one definition and one line here. history.csv is written without one. */
export const callbacks = family<Callback>("callback", [
  earlyStopping,
  modelCheckpoint,
  reduceLROnPlateau,
  tensorBoard,
  terminateOnNaN,
]);

/** Whether a value of an experiment's document is a callback that only watches. */
export function onlyWatches(value: unknown): boolean {
  const [name] = value !== null && typeof value === "object" ? Object.keys(value) : [];
  return callbacks.members.some((member) => member.name === name && member.onlyWatches === true);
}

/** Whether a callback decides by a figure of validation. */
export function watchesValidation(tagged: Tagged): boolean {
  const { monitor } = callbacks.open(tagged).options;
  return typeof monitor === "string" && monitor.startsWith("val_");
}
