import { flag, float, options } from "../../component/options.ts";
import { clippingOptions } from "../clipping.ts";
import { optimizer } from "../optimizer.ts";
import { rateOption } from "../rate-option.ts";

/**
 * Gradient descent, with momentum if wanted: w ← μw − αg, θ ← θ + w, or with Nesterov's look ahead
 * θ ← θ + μw − αg (Sutskever, Martens, Dahl, Hinton, ICML 2013).
 */
export const sgd = optimizer({
  name: "sgd",
  summary: "Steps along the gradient, with momentum if wanted",
  options: options({
    learningRate: rateOption(0.01),
    momentum: float("Share of the step before that is kept", { min: 0, max: 1, default: 0 }),
    nesterov: flag("Look ahead along the momentum", false),
    ...clippingOptions,
  }),
  slots: ({ momentum }) => (momentum > 0 ? ["velocity"] : []),
  update(value, gradient, [velocity], _step, learningRate, { momentum, nesterov }) {
    if (velocity === undefined) {
      for (let i = 0; i < value.length; i++) value[i]! -= learningRate * gradient[i]!;
      return;
    }
    for (let i = 0; i < value.length; i++) {
      const move = learningRate * gradient[i]!;
      const speed = momentum * velocity[i]! - move;
      velocity[i] = speed;
      value[i]! += nesterov ? momentum * speed - move : speed;
    }
  },
});
