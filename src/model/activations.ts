import type { Tensor } from "@tensorflow/tfjs-core";
import { family } from "../component/family.ts";
import { word } from "../component/options.ts";
import type { Schema } from "../component/schema.ts";
import type { Activation } from "./activation.ts";
import { logSoftmax, softmax } from "./activations/distributions.ts";
import { exponential, linear } from "./activations/elementary.ts";
import { elu, gelu, hardSwish, mish, relu, relu6, selu, softplus, swish } from "./activations/rectifiers.ts";
import { hardSigmoid, sigmoid, softsign, tanh } from "./activations/squashing.ts";
import type { Tf } from "./layer.ts";

/** Every activation a layer can be given. Adding one is one definition and one line here. */
export const activations = family<Activation>("activation", [
  linear,
  relu,
  relu6,
  elu,
  selu,
  softplus,
  swish,
  hardSwish,
  mish,
  gelu,
  sigmoid,
  hardSigmoid,
  tanh,
  softsign,
  softmax,
  logSoftmax,
  exponential,
]);

/** An option that names an activation. */
export function activationOption(description: string, value = "linear"): Schema<string> {
  return word(activations.names, description, value);
}

/** Makes the activations that tf.layers lacks known to it by name. Harmless when repeated. */
export function registerActivations(tf: Tf): void {
  const { serialization } = tf.core;
  for (const { name, apply } of activations.members) {
    if (apply === undefined) continue;
    class Registered extends serialization.Serializable {
      static className = name;
      getConfig(): Record<string, never> {
        return {};
      }
      apply(x: Tensor): Tensor {
        return tf.core.tidy(() => apply!(tf, x));
      }
    }
    serialization.registerClass(Registered);
  }
}
