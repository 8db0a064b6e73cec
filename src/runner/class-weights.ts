import type { Dataset } from "../data/dataset.ts";
import type { TrainSection } from "../spec/experiment.ts";

/**
 * The weight of each class in the loss: as given, or balanced: samples ÷ (classes × samples of the class), and 0 for
 * a class without samples. Undefined where every class weighs 1.
 */
export function classWeightsOf(
  { classWeights }: Pick<TrainSection, "classWeights">,
  { classes, train }: Pick<Dataset, "classes" | "train">,
): Float32Array | undefined {
  if (classWeights === undefined || classes === undefined) return undefined;
  if (classWeights !== "balanced") return Float32Array.from(classWeights);
  const counts = new Float64Array(classes.length);
  const { kind, values } = train.labels;
  for (const [at, value] of values.entries()) {
    if (kind === "class") counts[value]! += 1;
    else counts[at % classes.length]! += value;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(counts, (count) => (count === 0 ? 0 : total / (classes.length * count)));
}
