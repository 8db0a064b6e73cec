import { OptionProblem } from "../../base/errors.ts";
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
  facts(before, values) {
    for (const [option, value] of Object.entries(values)) {
      if (Number.isFinite(Math.fround(value))) continue;
      throw new OptionProblem([option], `${value} is too large for 32-bit floating point`);
    }
    return before;
  },
  fit:
    (_train, { scale, offset }) =>
    (samples) =>
      withAffine(samples, [scale], [offset]),
});
