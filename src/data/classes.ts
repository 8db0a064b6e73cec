import { OptionProblem } from "../base/errors.ts";

/** Class names for plain class numbers: `0`, `1`, … up to the largest that occurs. */
export function numberedClasses(labels: ArrayLike<number>, option: readonly (string | number)[]): string[] {
  let largest = -1;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label > 65_535) {
      const message = `label ${i + 1} is ${label}, and classes are whole numbers from 0`;
      throw new OptionProblem(option, message, "for values to be predicted, say target: values");
    }
    largest = Math.max(largest, label);
  }
  return Array.from({ length: largest + 1 }, (_, label) => String(label));
}
