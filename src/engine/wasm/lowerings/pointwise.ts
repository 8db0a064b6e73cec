import type { Lowering } from "../lowering.ts";
import {
  applied,
  elu as eluFunction,
  functionOf,
  type Pointwise,
  relu as reluFunction,
  single,
  softmax as softmaxFunction,
} from "./activation.ts";

/** Layers that are one function of their values. */

export const activation = layerOf(({ activation }) => functionOf(String(activation)));

export const relu = layerOf(({ maxValue = Number.POSITIVE_INFINITY }) => reluFunction(0, maxValue as number));

export const leakyReLU = layerOf(({ alpha }) => single("leakyRelu", "output", alpha as number));

export const elu = layerOf(() => eluFunction);

export const thresholdedReLU = layerOf(({ theta }) =>
  reluFunction(theta as number, Number.POSITIVE_INFINITY),
);

export const softmax = layerOf(() => softmaxFunction);

/** The layer of the function that its options say; of none, it hands its values on. */
function layerOf(choose: (options: Readonly<Record<string, unknown>>) => Pointwise | undefined): Lowering {
  return {
    lower(context) {
      const x = context.inputs[0]!;
      const own = choose(context.options);
      if (own === undefined) return { output: x, backward: (gradient) => [gradient] };
      const { output, backward } = applied(context, own, x, context.tensor(x.shape));
      return { output, backward: (gradient) => [backward(gradient)] };
    },
  };
}
