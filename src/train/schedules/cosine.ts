import { float, options } from "../../component/options.ts";
import { schedule } from "../schedule.ts";
import { warmedUp, warmUpOptions } from "./warm-up.ts";

/**
 * Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, without restarts. Keras
 * is told the number of steps; here they are those of the training, and the last one has `end` exactly.
 */
export const cosine = schedule({
  name: "cosine",
  summary: "A rate that falls along half a cosine until the last step of the last epoch",
  options: options({
    start: float("Learning rate after the warm-up", { min: 0 }),
    end: float("Learning rate at the last step", { min: 0, default: 0 }),
    ...warmUpOptions,
  }),
  rate(step, totalSteps, { start, end, warmUp }) {
    return warmedUp(step, warmUp, start, (since) => {
      const span = Math.max(1, totalSteps - 1 - warmUp);
      const done = Math.min(1, since / span);
      return end + (start - end) * 0.5 * (1 + Math.cos(Math.PI * done));
    });
  },
});
