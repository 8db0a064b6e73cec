import { int, options } from "../../component/options.ts";
import { type Bar, bestFirst, pruner } from "../pruner.ts";

/**
 * Li et al., "A system for massively parallel hyperparameter tuning", 2020, as a rule for stopping: after minEpochs,
 * minEpochs · factor, minEpochs · factor², … epochs a trial goes on if, with it, it is among the best of each `factor`
 * trials that got as far. Before there are so many, all go on.
 */
export const successiveHalving = pruner({
  name: "successiveHalving",
  summary: "Lets the best of each few trials go on, after more and more epochs (Li et al. 2020)",
  options: options({
    minEpochs: int("Epochs after which a trial is judged first", { min: 1, default: 1 }),
    factor: int("Of so many trials one goes on, for so many times the epochs", { min: 2, default: 3 }),
  }),
  bars(histories, goal, epochs, { minEpochs, factor }) {
    const bars: Bar[] = [];
    for (let epoch = minEpochs; epoch < epochs; epoch *= factor) {
      const reached = histories.filter(({ length }) => length >= epoch).map((history) => history[epoch - 1]!);
      const places = Math.floor((reached.length + 1) / factor);
      const value = bestFirst(reached, goal)[places - 1];
      if (value === undefined || !Number.isFinite(value)) continue;
      const what = places === 1 ? "the best" : `number ${places}`;
      bars.push({ epoch, value, what: `${what} of ${reached.length} trials` });
    }
    return bars;
  },
});
