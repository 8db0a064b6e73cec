import { float, options } from "../../component/options.ts";
import { clippingOptions } from "../clipping.ts";
import { optimizer } from "../optimizer.ts";
import { rateOption } from "../rate-option.ts";

/** Zeiler, "ADADELTA: an adaptive learning rate method", 2012, algorithm 1, times the learning rate. */
export const adadelta = optimizer({
  name: "adadelta",
  summary: "Steps scaled by the ratio of past steps to past gradients",
  options: options({
    learningRate: rateOption(0.001),
    rho: float("Decay of the means", { min: 0, below: 1, default: 0.95 }),
    epsilon: float("Added to both means", { above: 0, default: 1e-7 }),
    ...clippingOptions,
  }),
  slots: () => ["meanSquare", "meanSquaredStep"],
  update(value, gradient, slots, _step, learningRate, { rho, epsilon }) {
    const [meanSquare, meanSquaredStep] = [slots[0]!, slots[1]!];
    for (let i = 0; i < value.length; i++) {
      const g = gradient[i]!;
      const square = rho * meanSquare[i]! + (1 - rho) * g * g;
      const move = (Math.sqrt(meanSquaredStep[i]! + epsilon) / Math.sqrt(square + epsilon)) * g;
      meanSquare[i] = square;
      meanSquaredStep[i] = rho * meanSquaredStep[i]! + (1 - rho) * move * move;
      value[i]! -= learningRate * move;
    }
  },
});
