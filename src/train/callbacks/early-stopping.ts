import { flag, float, int, optional, options } from "../../component/options.ts";
import { callback, FINAL } from "../callback.ts";
import { checkMonitor, improves, monitored, monitorOptions } from "./monitor.ts";

/**
 * As Keras's: the best epoch is the best of those looked at, whether or not it beats `baseline`. Unlike Keras, an
 * epoch that improves without beating `baseline` does not put off the end.
 */
export const earlyStopping = callback({
  name: "earlyStopping",
  summary: "Ends the training when a logged value no longer improves",
  options: options({
    ...monitorOptions,
    patience: int("Epochs in a row without improvement that end the training; 0 is as 1", {
      min: 0,
      default: 0,
    }),
    baseline: optional(float("A value that an epoch must also beat to count as an improvement")),
    startFromEpoch: int("Epochs that are not looked at", { min: 0, default: 0 }),
    restoreBestWeights: flag("End with the weights of the best epoch", false),
  }),
  check: checkMonitor,
  keeps: ({ restoreBestWeights }) => (restoreBestWeights ? FINAL : undefined),
  initialState: () => ({ best: null, waited: 0 }),
  epochEnd(record, state, control, chosen, context) {
    if (record.epoch <= chosen.startFromEpoch) return;
    const value = monitored(record, chosen);
    const best = improves(value, state.best as number | null, chosen, context);
    if (best) {
      state.best = value;
      if (chosen.restoreBestWeights) control.keepWeights();
    }
    const counts = best && improves(value, chosen.baseline ?? null, chosen, context);
    const waited = counts ? 0 : Number(state.waited) + 1;
    state.waited = waited;
    if (waited > 0 && waited >= chosen.patience) {
      control.stop(`${chosen.monitor} did not improve for ${waited} ${waited === 1 ? "epoch" : "epochs"}`);
    }
  },
});
