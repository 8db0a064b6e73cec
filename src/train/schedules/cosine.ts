import { float, options } from "../../component/options.ts";
import { schedule } from "../schedule.ts";
import { warmUpOptions, warmUpShare } from "./warm-up.ts";

/** Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, without restarts. */
export const cosine = schedule({
  name: "cosine",
  summary: "A rate that falls along half a cosine until the last step of the last epoch",
  options: options({
    start: float("Learning rate after the warm-up", { min: 0 }),
    end: float("Learning rate at the last step", { min: 0, default: 0 }),
    ...warmUpOptions,
  }),
  rate(step, totalSteps, { start, end, warmUp }) {
    if (step < warmUp) return start * warmUpShare(step, warmUp);
    const span = Math.max(1, totalSteps - 1 - warmUp);
    const done = Math.min(1, (step - warmUp) / span);
    return end + (start - end) * 0.5 * (1 + Math.cos(Math.PI * done));
  },
});
