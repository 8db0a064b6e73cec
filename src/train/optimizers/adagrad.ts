import { float, options } from "../../component/options.ts";
import { clippingOptions } from "../clipping.ts";
import { optimizer } from "../optimizer.ts";
import { rateOption } from "../rate-option.ts";

/** Duchi, Hazan, Singer, JMLR 12, 2011: a ← a + g², θ ← θ − αg / √(a + ε). */
export const adagrad = optimizer({
  name: "adagrad",
  summary: "Steps that shrink where gradients have been large",
  options: options({
    learningRate: rateOption(0.001),
    initialAccumulatorValue: float("What the sum of squares starts from", { min: 0, default: 0.1 }),
    epsilon: float("Added to the sum of squares", { above: 0, default: 1e-7 }),
    ...clippingOptions,
  }),
  slots: () => ["accumulator"],
  initialSlot: (_slot, { initialAccumulatorValue }) => initialAccumulatorValue,
  update(value, gradient, slots, _step, learningRate, { epsilon }) {
    const accumulator = slots[0]!;
    for (let i = 0; i < value.length; i++) {
      const g = gradient[i]!;
      const sum = accumulator[i]! + g * g;
      accumulator[i] = sum;
      value[i]! -= (learningRate * g) / Math.sqrt(sum + epsilon);
    }
  },
});
