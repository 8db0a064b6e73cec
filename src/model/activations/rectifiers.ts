import { options } from "../../component/options.ts";
import { activation } from "../activation.ts";

export const relu = activation({
  name: "relu",
  summary: "max(x, 0)",
  options: options({}),
});

export const relu6 = activation({
  name: "relu6",
  summary: "min(max(x, 0), 6)",
  options: options({}),
});

/** Clevert, Unterthiner, Hochreiter, "Fast and accurate deep network learning by ELUs", ICLR 2016. */
export const elu = activation({
  name: "elu",
  summary: "x where positive, else exp(x) − 1",
  options: options({}),
});

/** Klambauer et al., "Self-normalizing neural networks", NeurIPS 2017. */
export const selu = activation({
  name: "selu",
  summary: "1.0507 × (x where positive, else 1.6733 × (exp(x) − 1))",
  options: options({}),
});

export const softplus = activation({
  name: "softplus",
  summary: "log(1 + exp(x)), a smooth relu",
  options: options({}),
});

/** Ramachandran, Zoph, Le, "Searching for activation functions", 2017; SiLU elsewhere. */
export const swish = activation({
  name: "swish",
  summary: "x × sigmoid(x), also called SiLU",
  options: options({}),
});

/** Howard et al., "Searching for MobileNetV3", ICCV 2019; Keras calls it hard_silu. */
export const hardSwish = activation({
  name: "hardSwish",
  summary: "x × min(max(x + 3, 0), 6) ÷ 6, a swish of straight lines",
  options: options({}),
  apply: ({ core }, x) => core.mul(x, core.div(core.clipByValue(core.add(x, 3), 0, 6), 6)),
});

/** Misra, "Mish: a self regularized non-monotonic activation function", BMVC 2020. */
export const mish = activation({
  name: "mish",
  summary: "x × tanh(softplus(x))",
  options: options({}),
});

/** Hendrycks, Gimpel, "Gaussian error linear units", 2016; the exact form with erf. */
export const gelu = activation({
  name: "gelu",
  summary: "x × Φ(x), with Φ the standard normal distribution function",
  options: options({}),
});
