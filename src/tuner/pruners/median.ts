import { int, options } from "../../component/options.ts";
import { type Bar, bestFirst, pruner } from "../pruner.ts";

/**
 * Golovin et al., "Google Vizier: a service for black-box optimization", 2017, with the best value so far: a trial goes
 * on while it is no worse than the median of what the finished trials had reached after as many epochs. One that ended
 * earlier had reached by then what it ended with.
 */
export const median = pruner({
  name: "median",
  summary: "Gives up a trial that is worse than the median of the finished ones at its epoch",
  options: options({
    startupTrials: int("Trials that finish before any is given up", { min: 1, default: 5 }),
    warmupEpochs: int("Epochs of a trial in which it is not given up", { min: 0, default: 1 }),
  }),
  bars(histories, goal, epochs, { startupTrials, warmupEpochs }) {
    if (histories.length < startupTrials) return [];
    const bars: Bar[] = [];
    for (let epoch = warmupEpochs + 1; epoch < epochs; epoch++) {
      const reached = histories.map((history) => history[epoch - 1] ?? history.at(-1) ?? Number.NaN);
      const value = middleOf(bestFirst(reached, goal));
      if (Number.isFinite(value)) bars.push({ epoch, value, what: `the median of ${reached.length} trials` });
    }
    return bars;
  },
});

/** The middle of sorted values, or the mean of two in the middle. */
function middleOf(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
