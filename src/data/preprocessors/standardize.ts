import { options, word } from "../../component/options.ts";
import { withAffine } from "../features.ts";
import { preprocessor } from "../preprocessor.ts";
import { statisticsOf } from "./statistics.ts";

export const standardize = preprocessor({
  name: "standardize",
  summary: "To mean 0 and standard deviation 1 over the training samples",
  options: options({
    over: word(
      ["channel", "all"],
      "Each last-axis channel (each column of a table) by itself, or all values",
      "channel",
    ),
  }),
  facts: (before) => before,
  fit(train, { over }) {
    const { mean, deviation } = statisticsOf(train, over);
    // A channel that never changes says nothing; it becomes 0 and not infinite.
    const scale = deviation.map((spread) => (spread > 0 ? 1 / spread : 1));
    const offset = mean.map((centre, group) => -centre * scale[group]!);
    return (samples) => withAffine(samples, scale, offset);
  },
});
