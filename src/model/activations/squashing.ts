import { options } from "../../component/options.ts";
import { activation } from "../activation.ts";

export const sigmoid = activation({
  name: "sigmoid",
  summary: "1 ÷ (1 + exp(−x)), between 0 and 1",
  options: options({}),
});

/** The line of tfjs and Keras 2; Keras 3 has slope 1/6. */
export const hardSigmoid = activation({
  name: "hardSigmoid",
  summary: "0.2 x + 0.5, cut off at 0 and 1",
  options: options({}),
});

export const tanh = activation({
  name: "tanh",
  summary: "Hyperbolic tangent, between −1 and 1",
  options: options({}),
});

export const softsign = activation({
  name: "softsign",
  summary: "x ÷ (1 + |x|), between −1 and 1",
  options: options({}),
});
