import { flag, float, options } from "../../component/options.ts";
import { clippingOptions } from "../clipping.ts";
import { optimizer } from "../optimizer.ts";
import { rateOption } from "../rate-option.ts";

/**
 * Tieleman, Hinton, "Lecture 6.5 — RMSProp", 2012: v ← ρv + (1−ρ)g², θ ← θ − αg / √(v + ε); centred, the
 * square of the mean gradient is taken from v (Graves, 2013). That difference is never negative but for
 * rounding, which Keras lets through to the root and which is cut off here.
 */
export const rmsprop = optimizer({
  name: "rmsprop",
  summary: "Steps scaled by a running mean of squared gradients",
  options: options({
    learningRate: rateOption(0.001),
    rho: float("Decay of the means", { min: 0, below: 1, default: 0.9 }),
    momentum: float("Share of the step before that is kept", { min: 0, max: 1, default: 0 }),
    epsilon: float("Added to the mean square", { above: 0, default: 1e-7 }),
    centered: flag("Scale by the variance of gradients, not by their mean square", false),
    ...clippingOptions,
  }),
  slots: ({ momentum, centered }) => [
    "meanSquare",
    ...(centered ? ["mean"] : []),
    ...(momentum > 0 ? ["velocity"] : []),
  ],
  update(value, gradient, slots, _step, learningRate, { rho, momentum, epsilon, centered }) {
    const meanSquare = slots[0]!;
    const mean = centered ? slots[1] : undefined;
    const velocity = momentum > 0 ? slots.at(-1) : undefined;
    for (let i = 0; i < value.length; i++) {
      const g = gradient[i]!;
      const square = rho * meanSquare[i]! + (1 - rho) * g * g;
      meanSquare[i] = square;
      let spread = square;
      if (mean !== undefined) {
        const centre = rho * mean[i]! + (1 - rho) * g;
        mean[i] = centre;
        spread -= centre * centre;
      }
      let move = (learningRate * g) / Math.sqrt(Math.max(spread, 0) + epsilon);
      if (velocity !== undefined) {
        move += momentum * velocity[i]!;
        velocity[i] = move;
      }
      value[i]! -= move;
    }
  },
});
