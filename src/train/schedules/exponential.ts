import { float, int, options } from "../../component/options.ts";
import { schedule } from "../schedule.ts";
import { warmedUp, warmUpOptions } from "./warm-up.ts";

/** start · factor^(t / every), t counted from the end of the warm-up. */
export const exponential = schedule({
  name: "exponential",
  summary: "A rate that falls evenly by a factor over so many steps",
  options: options({
    start: float("Learning rate after the warm-up", { min: 0 }),
    factor: float("What the rate is multiplied by over `every` steps", { above: 0, max: 1 }),
    every: int("Steps over which it falls by the factor", { min: 1 }),
    ...warmUpOptions,
  }),
  rate: (step, _total, { start, factor, every, warmUp }) =>
    warmedUp(step, warmUp, start, (since) => start * factor ** (since / every)),
});
