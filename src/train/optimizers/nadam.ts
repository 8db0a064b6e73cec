import { float, options } from "../../component/options.ts";
import { clippingOptions } from "../clipping.ts";
import { optimizer } from "../optimizer.ts";
import { rateOption } from "../rate-option.ts";

/** Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016, with its momentum schedule. */
export const nadam = optimizer({
  name: "nadam",
  summary: "Adam with Nesterov's look ahead",
  options: options({
    learningRate: rateOption(0.001),
    beta1: float("Decay of the mean of gradients", { min: 0, below: 1, default: 0.9 }),
    beta2: float("Decay of the mean of squared gradients", { min: 0, below: 1, default: 0.999 }),
    epsilon: float("Added to the denominator", { above: 0, default: 1e-7 }),
    ...clippingOptions,
  }),
  slots: () => ["m", "v"],
  update(value, gradient, slots, step, learningRate, { beta1, beta2, epsilon }) {
    const [m, v] = [slots[0]!, slots[1]!];
    const { fromMean, fromGradient } = nadamFactors(beta1, step);
    const correction = 1 - beta2 ** step;
    for (let i = 0; i < value.length; i++) {
      const g = gradient[i]!;
      const mean = beta1 * m[i]! + (1 - beta1) * g;
      const square = beta2 * v[i]! + (1 - beta2) * g * g;
      m[i] = mean;
      v[i] = square;
      const ahead = fromMean * mean + fromGradient * g;
      value[i]! -= (learningRate * ahead) / (Math.sqrt(square / correction) + epsilon);
    }
  },
});

/** The shares of the mean and of the gradient in what step `step`, from 1, looks ahead to. */
export function nadamFactors(beta1: number, step: number): { fromMean: number; fromGradient: number } {
  const [now, next] = [momentumAt(beta1, step), momentumAt(beta1, step + 1)];
  const product = momentumProduct(beta1, step);
  return { fromMean: next / (1 - product * next), fromGradient: (1 - now) / (1 - product) };
}

/** The momentum of step t: μₜ = β₁ (1 − ½ · 0.96ᵗ). */
function momentumAt(beta1: number, step: number): number {
  return beta1 * (1 - 0.5 * 0.96 ** step);
}

/** μ₁ μ₂ … μₜ; beyond 1,000 steps ½ · 0.96ᵗ is below rounding and only powers of β₁ remain. */
function momentumProduct(beta1: number, step: number): number {
  let [product, decay] = [beta1 ** step, 1];
  for (let i = Math.min(step, 1000); i > 0; i--) {
    decay *= 0.96;
    product *= 1 - 0.5 * decay;
  }
  return product;
}
