import { options } from "../../component/options.ts";
import { callback } from "../callback.ts";

/** Keras's looks after each batch, and so ends within the epoch. */
export const terminateOnNaN = callback({
  name: "terminateOnNaN",
  summary: "Ends the training when its loss is no longer a finite number",
  options: options({}),
  initialState: () => ({}),
  epochEnd({ logs }, _state, control) {
    if (!Number.isFinite(logs.loss)) control.stop("the loss is no longer a finite number");
  },
});
