import { options } from "../../component/options.ts";
import { activation } from "../activation.ts";

export const softmax = activation({
  name: "softmax",
  summary: "exp(x) over its sum along the last axis: a distribution over classes",
  options: options({}),
});

export const logSoftmax = activation({
  name: "logSoftmax",
  summary: "The logarithm of softmax along the last axis",
  options: options({}),
});
