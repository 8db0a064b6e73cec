import type * as tfCore from "@tensorflow/tfjs-core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";

/**
 * A scalar for tfjs to differentiate, whose derivative by `predictions` is `gradient`. Its value is of no use
 * to anyone and stays 0.
 */
export function scalarWithGradient(core: typeof tfCore, predictions: Tensor, gradient: Float32Array): Scalar {
  const custom = core.customGrad(() => ({
    value: core.scalar(0),
    gradFunc: (dy) => core.mul(dy as Tensor, core.tensor(gradient, predictions.shape)),
  }));
  return custom(predictions) as Scalar;
}
