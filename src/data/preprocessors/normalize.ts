import { OptionProblem } from "../../base/errors.ts";
import { float, options, word } from "../../component/options.ts";
import { withAffine } from "../features.ts";
import { preprocessor } from "../preprocessor.ts";
import { statisticsOf } from "./statistics.ts";

export const normalize = preprocessor({
  name: "normalize",
  summary: "To a range, by the smallest and largest training value",
  options: options({
    min: float("What the smallest training value becomes", { default: 0 }),
    max: float("What the largest training value becomes", { default: 1 }),
    over: word(
      ["channel", "all"],
      "Each last-axis channel (each column of a table) by itself, or all values",
      "channel",
    ),
  }),
  facts(before, { min, max }) {
    if (max > min) return before;
    throw new OptionProblem(["max"], `max ${max} must be larger than min ${min}`);
  },
  fit(train, { min, max, over }) {
    const { smallest, largest } = statisticsOf(train, over);
    const scale = largest.map((top, group) =>
      top > smallest[group]! ? (max - min) / (top - smallest[group]!) : 1,
    );
    const offset = smallest.map((bottom, group) => min - bottom * scale[group]!);
    return (samples) => withAffine(samples, scale, offset);
  },
});
