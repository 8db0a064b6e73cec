import { OptionProblem } from "../base/errors.ts";
import { type Shape, showShape } from "../base/shape.ts";

/** The layouts layers speak of, by their number of axes. */
const LAYOUTS = new Map([
  [1, "vectors [features]"],
  [2, "sequences [steps, features]"],
  [3, "images [height, width, channels]"],
  [4, "volumes [depth, height, width, channels]"],
]);

/** The only input of a layer that takes one, with as many axes as it needs; an OptionProblem otherwise. */
export function onlyInput(inputs: readonly Shape[], layer: string, axes: number): Shape {
  const input = inputs[0]!;
  if (input.length === axes) return input;
  throw new OptionProblem(
    [],
    `${layer} takes ${LAYOUTS.get(axes)}, but its input is ${showShape(input)}`,
    "a reshape or flatten layer before it can give its input that many axes",
  );
}

/** The only input of a layer that takes any shape of `least` axes or more, or of at most `most`. */
export function inputWithin(inputs: readonly Shape[], layer: string, least: number, most = Infinity): Shape {
  const input = inputs[0]!;
  if (input.length >= least && input.length <= most) return input;
  const range = most === Infinity ? `${least} or more` : `${least} to ${most}`;
  throw new OptionProblem([], `${layer} takes inputs of ${range} axes, but its input is ${showShape(input)}`);
}
