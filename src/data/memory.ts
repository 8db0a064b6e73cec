import { OptionProblem } from "../base/errors.ts";

/** An array of `length` values; throws an OptionProblem at `option` where there is no memory for it. */
export function room<Values>(
  make: new (length: number) => Values,
  length: number,
  option: readonly (string | number)[],
): Values {
  try {
    return new make(length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `the samples have ${length} values, more than there is memory for`;
    throw new OptionProblem(option, message, "take smaller images, or fewer");
  }
}
