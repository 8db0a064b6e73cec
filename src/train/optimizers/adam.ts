import { flag, float, options } from "../../component/options.ts";
import { clippingOptions } from "../clipping.ts";
import { optimizer } from "../optimizer.ts";
import { rateOption } from "../rate-option.ts";

export const adamOptions = {
  learningRate: rateOption(0.001),
  beta1: float("Decay of the mean of gradients", { min: 0, below: 1, default: 0.9 }),
  beta2: float("Decay of the mean of squared gradients", { min: 0, below: 1, default: 0.999 }),
  epsilon: float("Added to the denominator", { above: 0, default: 1e-7 }),
  amsgrad: flag("Keep the largest mean of squares seen (Reddi, Kale, Kumar 2018)", false),
};

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
}

/**
 * Adam's step: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
 * θ ← θ − α √(1−β₂ᵗ)/(1−β₁ᵗ) · m / (√v + ε), the form at the end of section 2 of the paper, which Keras uses.
 */
export function adamStep(
  value: Float32Array,
  gradient: Float32Array,
  slots: readonly Float32Array[],
  step: number,
  learningRate: number,
  { beta1, beta2, epsilon, amsgrad }: AdamOptions,
): void {
  const [m, v, largest] = [slots[0]!, slots[1]!, slots[2]];
  const alpha = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  const [rest1, rest2] = [1 - beta1, 1 - beta2];
  for (let i = 0; i < value.length; i++) {
    const g = gradient[i]!;
    const mean = beta1 * m[i]! + rest1 * g;
    const square = beta2 * v[i]! + rest2 * g * g;
    m[i] = mean;
    v[i] = square;
    let bound = square;
    if (amsgrad && largest !== undefined) {
      bound = Math.max(largest[i]!, square);
      largest[i] = bound;
    }
    value[i]! -= (alpha * mean) / (Math.sqrt(bound) + epsilon);
  }
}

/** Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015. */
export const adam = optimizer({
  name: "adam",
  summary: "Steps scaled by running means of gradients and of their squares",
  options: options({ ...adamOptions, ...clippingOptions }),
  slots: ({ amsgrad }) => (amsgrad ? ["m", "v", "vMax"] : ["m", "v"]),
  update: adamStep,
});

/** Loshchilov, Hutter, "Decoupled weight decay regularization", ICLR 2019; decay scaled by the learning rate. */
export const adamW = optimizer({
  name: "adamW",
  summary: "Adam with weight decay apart from the gradient",
  options: options({
    ...adamOptions,
    weightDecay: float("Share of each weight taken away, times the learning rate", {
      min: 0,
      default: 0.004,
    }),
    ...clippingOptions,
  }),
  slots: ({ amsgrad }) => (amsgrad ? ["m", "v", "vMax"] : ["m", "v"]),
  update(value, gradient, slots, step, learningRate, chosen) {
    const kept = 1 - learningRate * chosen.weightDecay;
    for (let i = 0; i < value.length; i++) value[i]! *= kept;
    adamStep(value, gradient, slots, step, learningRate, chosen);
  },
});
