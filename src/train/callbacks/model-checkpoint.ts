import { flag, options } from "../../component/options.ts";
import { callback } from "../callback.ts";
import { checkMonitor, improves, monitored, monitorOptions } from "./monitor.ts";

export const modelCheckpoint = callback({
  name: "modelCheckpoint",
  summary: "Keeps the weights of the best epoch, or of the last, beside the final ones",
  options: options({
    ...monitorOptions,
    saveBestOnly: flag("Keep the best epoch; otherwise the last one", true),
  }),
  check: checkMonitor,
  initialState: () => ({ best: null, bestEpoch: 0 }),
  epochEnd(record, state, control, chosen, context) {
    const value = monitored(record, chosen);
    const better = improves(value, state.best as number | null, chosen, context);
    if (better) state.best = value;
    if (!better && chosen.saveBestOnly) return;
    state.bestEpoch = record.epoch;
    control.keepWeights(context.slot);
  },
});
