import { float, int, options } from "../../component/options.ts";
import { callback } from "../callback.ts";
import { checkMonitor, improves, monitored, monitorOptions } from "./monitor.ts";

/**
 * As Keras's, but that a learning rate with a schedule is lowered too, in all its later steps, and that
 * `cooldown` epochs are passed over: Keras passes over one less.
 */
export const reduceLROnPlateau = callback({
  name: "reduceLROnPlateau",
  summary: "Lowers the learning rate when a logged value no longer improves",
  options: options({
    ...monitorOptions,
    minDelta: float("A change up to this is no improvement", { min: 0, default: 1e-4 }),
    factor: float("What the learning rate is multiplied by", { above: 0, below: 1, default: 0.1 }),
    patience: int("Epochs in a row without improvement that lower it", { min: 1, default: 10 }),
    cooldown: int("Epochs after it was lowered that do not count", { min: 0, default: 0 }),
    minLearningRate: float("The learning rate never falls below this", { min: 0, default: 0 }),
  }),
  check: checkMonitor,
  initialState: () => ({ best: null, waited: 0, cooling: 0 }),
  epochEnd(record, state, control, chosen, context) {
    const value = monitored(record, chosen);
    const cooling = Number(state.cooling) > 0;
    if (cooling) {
      state.cooling = Number(state.cooling) - 1;
      state.waited = 0;
    }
    if (improves(value, state.best as number | null, chosen, context)) {
      state.best = value;
      state.waited = 0;
      return;
    }
    if (cooling) return;
    state.waited = Number(state.waited) + 1;
    if (Number(state.waited) < chosen.patience) return;
    control.scaleLearningRate(chosen.factor, chosen.minLearningRate);
    state.cooling = chosen.cooldown;
    state.waited = 0;
  },
});
