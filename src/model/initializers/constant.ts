import { showShape } from "../../base/shape.ts";
import { float, options } from "../../component/options.ts";
import { initializer } from "../initializer.ts";

export const zeros = initializer({
  name: "zeros",
  summary: "All 0",
  options: options({}),
  fill: (values) => void values.fill(0),
});

export const ones = initializer({
  name: "ones",
  summary: "All 1",
  options: options({}),
  fill: (values) => void values.fill(1),
});

export const constant = initializer({
  name: "constant",
  summary: "All the same number",
  options: options({ value: float("The number") }),
  fill: (values, _spec, _draws, { value }) => void values.fill(value),
});

export const identity = initializer({
  name: "identity",
  summary: "The identity matrix, for square weights",
  options: options({ gain: float("Factor of every value", { default: 1 }) }),
  refuses: (shape) =>
    shape.length === 2 && shape[0] === shape[1]
      ? undefined
      : `identity makes square matrices only, and this weight is ${showShape(shape)}`,
  fill(values, { shape }, _draws, { gain }) {
    const size = shape[0]!;
    values.fill(0);
    for (let row = 0; row < size; row++) values[row * size + row] = gain;
  },
});
