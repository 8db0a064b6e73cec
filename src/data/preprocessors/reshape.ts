import { OptionProblem } from "../../base/errors.ts";
import { showShape, sizeOf } from "../../base/shape.ts";
import { int, list, options } from "../../component/options.ts";
import { preprocessor } from "../preprocessor.ts";

export const reshape = preprocessor({
  name: "reshape",
  summary: "The same values in another shape",
  options: options({ shape: list(int("Size", { min: 1 }), "Sizes of the axes of a sample", { least: 1 }) }),
  facts(before, { shape }) {
    if (sizeOf(shape) === sizeOf(before.shape)) return { ...before, shape };
    throw new OptionProblem(
      ["shape"],
      `${showShape(shape)} holds ${sizeOf(shape)} values, and a sample of ${showShape(before.shape)} has ${sizeOf(before.shape)}`,
    );
  },
  fit:
    (_train, { shape }) =>
    (samples) => ({ ...samples, features: { ...samples.features, shape } }),
});
