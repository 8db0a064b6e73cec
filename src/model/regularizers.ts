import type { Tagged } from "../component/component.ts";
import { family } from "../component/family.ts";
import { float, options } from "../component/options.ts";
import { type Regularizer, regularizer } from "./regularizer.ts";

const l1 = regularizer({
  name: "l1",
  summary: "l1 × Σ|w|, which drives weights to exactly 0",
  options: options({ l1: float("Factor", { min: 0, default: 0.01 }) }),
  penalty: (value, { l1 }) => l1 * absoluteSum(value),
  addGradient: (value, gradient, { l1 }) => addAbsoluteGradient(value, gradient, l1),
});

const l2 = regularizer({
  name: "l2",
  summary: "l2 × Σw², which keeps weights small",
  options: options({ l2: float("Factor", { min: 0, default: 0.01 }) }),
  penalty: (value, { l2 }) => l2 * squareSum(value),
  addGradient: (value, gradient, { l2 }) => addSquareGradient(value, gradient, l2),
});

const l1l2 = regularizer({
  name: "l1l2",
  summary: "l1 × Σ|w| + l2 × Σw²",
  options: options({
    l1: float("Factor of the absolute values", { min: 0, default: 0.01 }),
    l2: float("Factor of the squares", { min: 0, default: 0.01 }),
  }),
  penalty: (value, { l1, l2 }) => l1 * absoluteSum(value) + l2 * squareSum(value),
  addGradient(value, gradient, { l1, l2 }) {
    addAbsoluteGradient(value, gradient, l1);
    addSquareGradient(value, gradient, l2);
  },
});

/** Every penalty a weight can be given. */
export const regularizers = family<Regularizer>("regularizer", [l1, l2, l1l2]);

/** A penalty as the factors of Σ|w| and Σw²; every regularizer is some of them, and 0 is none. */
export function penaltyFactors(regularizer: Tagged | undefined): { l1: number; l2: number } {
  const { l1 = 0, l2 = 0 } = Object.values(regularizer ?? {})[0] ?? {};
  return { l1: l1 as number, l2: l2 as number };
}

function absoluteSum(value: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < value.length; index++) sum += Math.abs(value[index]!);
  return sum;
}

function squareSum(value: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < value.length; index++) sum += value[index]! * value[index]!;
  return sum;
}

/** The subgradient 0 is taken at 0. */
function addAbsoluteGradient(value: Float32Array, gradient: Float32Array, factor: number): void {
  for (let index = 0; index < value.length; index++) gradient[index]! += factor * Math.sign(value[index]!);
}

function addSquareGradient(value: Float32Array, gradient: Float32Array, factor: number): void {
  for (let index = 0; index < value.length; index++) gradient[index]! += 2 * factor * value[index]!;
}
