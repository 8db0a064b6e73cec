import { int } from "../../component/options.ts";

/** The options of a linear rise from 0 at the start, which every schedule takes. */
export const warmUpOptions = {
  warmUp: int("Steps over which the rate rises from 0 to its start", { min: 0, default: 0 }),
};

/** The share of the rate that step `step` (from 0) gets: (step + 1) / warmUp while that is below 1. */
export function warmUpShare(step: number, warmUp: number): number {
  return step < warmUp ? (step + 1) / warmUp : 1;
}
