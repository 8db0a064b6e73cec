import { options } from "../../component/options.ts";
import { activation } from "../activation.ts";

export const linear = activation({
  name: "linear",
  summary: "x unchanged",
  options: options({}),
});

export const exponential = activation({
  name: "exponential",
  summary: "exp(x), for positive outputs such as rates",
  options: options({}),
  apply: ({ core }, x) => core.exp(x),
});
