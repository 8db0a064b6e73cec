import { float, options } from "../../component/options.ts";
import { schedule } from "../schedule.ts";
import { warmedUp, warmUpOptions } from "./warm-up.ts";

export const constant = schedule({
  name: "constant",
  summary: "The same rate throughout",
  options: options({ rate: float("Learning rate", { min: 0 }), ...warmUpOptions }),
  rate: (step, _total, { rate, warmUp }) => warmedUp(step, warmUp, rate, () => rate),
});
