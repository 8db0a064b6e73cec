import { options } from "../../component/options.ts";
import { callback } from "../callback.ts";
import { checkMonitor, improves, monitored, monitorOptions } from "./monitor.ts";

/**
 * Leaves the weights of the best epoch in the version folder as `model/best-<monitor>.bin`, in the layout of
 * `model/weights.bin`. Keras's, which can also write every epoch, is not needed for going on after a crash: each
 * epoch's state is saved anyway.
 */
export const modelCheckpoint = callback({
  name: "modelCheckpoint",
  summary: "Leaves the weights of the best epoch as model/best-<monitor>.bin",
  options: options(monitorOptions),
  check: checkMonitor,
  keeps: ({ monitor }) => `best-${monitor}`,
  initialState: () => ({ best: null }),
  epochEnd(record, state, control, chosen, context) {
    const value = monitored(record, chosen);
    if (!improves(value, state.best as number | null, chosen, context)) return;
    state.best = value;
    control.keepWeights();
  },
});
