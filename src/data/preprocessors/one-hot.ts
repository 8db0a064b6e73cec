import { OptionProblem } from "../../base/errors.ts";
import { options } from "../../component/options.ts";
import { preprocessor } from "../preprocessor.ts";

export const oneHot = preprocessor({
  name: "oneHot",
  summary: "Labels as vectors with a 1 at the class",
  options: options({}),
  facts(before) {
    if (before.labels.kind === "class" && before.classes !== undefined) {
      return {
        ...before,
        labels: { kind: "vector", shape: [...before.labels.shape, before.classes.length] },
      };
    }
    throw new OptionProblem([], "oneHot needs labels that are class numbers, and these are vectors");
  },
  fit(_train, _options, { classes }) {
    const width = classes!.length;
    return (samples) => {
      const values = new Float32Array(samples.labels.values.length * width);
      samples.labels.values.forEach((label, row) => {
        values[row * width + label] = 1;
      });
      return { ...samples, labels: { kind: "vector", values, shape: [...samples.labels.shape, width] } };
    };
  },
});
