import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { computed } from "./heap.ts";

/** `Step`: 1 where x > 0, `alpha` elsewhere, NaN where x is NaN. */
export function positive(): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const { x } = inputs as { x: TensorInfo };
    const alpha = attrs!.alpha as number;
    return computed(backend, { x }, x.shape, (out, values) => {
      for (let index = 0; index < out.length; index++) {
        const value = values.x[index]!;
        out[index] = value > 0 ? 1 : value <= 0 ? alpha : Number.NaN;
      }
    });
  };
}
