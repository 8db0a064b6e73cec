import { float, options } from "../../component/options.ts";
import { withAffine } from "../features.ts";
import { preprocessor } from "../preprocessor.ts";

export const rescale = preprocessor({
  name: "rescale",
  summary: "x × scale + offset",
  options: options({
    scale: float("Factor: 1/255 brings bytes to [0, 1]"),
    offset: float("Added after the factor", { default: 0 }),
  }),
  facts: (before) => before,
  fit:
    (_train, { scale, offset }) =>
    (samples) =>
      withAffine(samples, [scale], [offset]),
});
