import { OptionProblem } from "../base/errors.ts";

const LARGEST_CLASS = 65_535;

/**
 * Class names for plain class numbers: `0`, `1`, … up to the largest that occurs. Throws an OptionProblem where
 * labels are no class numbers, or all the same.
 */
export function numberedClasses(labels: ArrayLike<number>, option: string): string[] {
  let largest = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label > LARGEST_CLASS) {
      const message = `label ${i + 1} is ${label}, and classes are whole numbers from 0 to ${LARGEST_CLASS}`;
      throw new OptionProblem([option], message);
    }
    largest = Math.max(largest, label);
  }
  if (largest === 0) throw new OptionProblem([option], "every label is 0, and there must be two classes");
  return Array.from({ length: largest + 1 }, (_, label) => String(label));
}

/** Throws an OptionProblem where a test label is none of the classes of the training samples. */
export function refuseUnknownClasses(
  labels: ArrayLike<number>,
  classes: readonly string[],
  option: string,
): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (Number.isInteger(label) && label >= 0 && label < classes.length) continue;
    const message = `label ${i + 1} is ${label}, and the training labels go from 0 to ${classes.length - 1}`;
    throw new OptionProblem([option], message);
  }
}
