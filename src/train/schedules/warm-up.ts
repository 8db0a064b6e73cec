import { int } from "../../component/options.ts";

/** The option of a linear rise at the start, which every schedule takes; Keras has it in its cosine only. */
export const warmUpOptions = {
  warmUp: int("Steps over which the rate first rises from 0 to its start", { min: 0, default: 0 }),
};

/**
 * The rate of step `step` (from 0): over the warm-up (step + 1) / warmUp of `start`, so that no step is lost to a
 * rate of 0 and the last one has `start`; from then on what `after` says of the steps since.
 */
export function warmedUp(
  step: number,
  warmUp: number,
  start: number,
  after: (since: number) => number,
): number {
  return step < warmUp ? (start * (step + 1)) / warmUp : after(step - warmUp);
}
