import { float, options } from "../../component/options.ts";
import { clippingOptions } from "../clipping.ts";
import { optimizer } from "../optimizer.ts";
import { rateOption } from "../rate-option.ts";

/** Kingma, Ba, ICLR 2015, section 7.1: u ← max(β₂u, |g|), θ ← θ − α/(1−β₁ᵗ) · m / (u + ε). */
export const adamax = optimizer({
  name: "adamax",
  summary: "Adam with the largest gradient in place of the mean square",
  options: options({
    learningRate: rateOption(0.001),
    beta1: float("Decay of the mean of gradients", { min: 0, below: 1, default: 0.9 }),
    beta2: float("Decay of the largest gradient", { min: 0, below: 1, default: 0.999 }),
    epsilon: float("Added to the denominator", { above: 0, default: 1e-7 }),
    ...clippingOptions,
  }),
  slots: () => ["m", "u"],
  update(value, gradient, slots, step, learningRate, { beta1, beta2, epsilon }) {
    const [m, u] = [slots[0]!, slots[1]!];
    const alpha = learningRate / (1 - beta1 ** step);
    for (let i = 0; i < value.length; i++) {
      const g = gradient[i]!;
      const mean = beta1 * m[i]! + (1 - beta1) * g;
      const largest = Math.max(beta2 * u[i]!, Math.abs(g));
      m[i] = mean;
      u[i] = largest;
      value[i]! -= (alpha * mean) / (largest + epsilon);
    }
  },
});
