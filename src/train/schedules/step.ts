import { float, int, options } from "../../component/options.ts";
import { schedule } from "../schedule.ts";
import { warmedUp, warmUpOptions } from "./warm-up.ts";

/** start · factor^⌊t / every⌋, t counted from the end of the warm-up. */
export const step = schedule({
  name: "step",
  summary: "A rate that drops by a factor every so many steps",
  options: options({
    start: float("Learning rate before the first drop", { min: 0 }),
    factor: float("What the rate is multiplied by at each drop", { above: 0, max: 1, default: 0.1 }),
    every: int("Steps between two drops", { min: 1 }),
    ...warmUpOptions,
  }),
  rate: (at, _total, { start, factor, every, warmUp }) =>
    warmedUp(at, warmUp, start, (since) => start * factor ** Math.floor(since / every)),
});
