import { flag, float, int, optional, options } from "../../component/options.ts";
import { callback } from "../callback.ts";
import { checkMonitor, improves, monitored, monitorOptions } from "./monitor.ts";

export const earlyStopping = callback({
  name: "earlyStopping",
  summary: "Ends the training when a logged value no longer improves",
  options: options({
    ...monitorOptions,
    patience: int("Epochs without improvement that are borne", { min: 0, default: 0 }),
    baseline: optional(float("A value to beat before anything counts as an improvement")),
    startFromEpoch: int("Epochs that are not looked at", { min: 0, default: 0 }),
    restoreBestWeights: flag("End with the weights of the best epoch", false),
  }),
  check: checkMonitor,
  initialState: ({ baseline }) => ({ best: baseline ?? null, bestEpoch: 0, waited: 0 }),
  epochEnd(record, state, control, chosen, context) {
    if (record.epoch <= chosen.startFromEpoch) return;
    const value = monitored(record, chosen);
    if (improves(value, state.best as number | null, chosen, context)) {
      state.best = value;
      state.bestEpoch = record.epoch;
      state.waited = 0;
      if (chosen.restoreBestWeights) {
        control.keepWeights(context.slot);
        control.restoreAtEnd(context.slot);
      }
      return;
    }
    state.waited = Number(state.waited) + 1;
    if (Number(state.waited) >= chosen.patience) {
      control.stop(
        `${chosen.monitor} did not improve for ${state.waited} ${state.waited === 1 ? "epoch" : "epochs"}`,
      );
    }
  },
});
