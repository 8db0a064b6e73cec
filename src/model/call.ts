import type { Tensor } from "@tensorflow/tfjs-core";
import type { Tf, TfLayer } from "./layer.ts";

/**
 * Gives one tf.layers layer another way to compute its output, and leaves its class and so its topology text
 * alone. `compute` receives the input, whether a training step is running, and the layer's own way in inference.
 */
export function overrideCall<L extends TfLayer>(
  tf: Tf,
  layer: L,
  compute: (x: Tensor, training: boolean, inference: () => Tensor) => Tensor,
): L {
  const inference = layer.call.bind(layer);
  layer.call = (inputs, kwargs) =>
    tf.core.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      return compute(
        x,
        kwargs?.training === true,
        () => inference(inputs, { ...kwargs, training: false }) as Tensor,
      );
    });
  return layer;
}
