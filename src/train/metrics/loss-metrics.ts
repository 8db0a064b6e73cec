import { options } from "../../component/options.ts";
import type { Loss } from "../loss.ts";
import {
  binaryCrossentropy,
  categoricalCrossentropy,
  kullbackLeiblerDivergence,
  sparseCategoricalCrossentropy,
} from "../losses/crossentropy.ts";
import {
  cosineProximity,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
} from "../losses/distances.ts";
import { type Metric, metric } from "../metric.ts";
import { Mean } from "../sum.ts";
import { needs, needsSeveral } from "./mean-metric.ts";

/** A loss that is measured beside the one that is trained, under its name in Keras's spelling. */
function lossMetric<const Name extends string>(
  loss: Loss<Name, Record<never, never>>,
): Metric<Name, Record<never, never>> {
  return metric({
    name: loss.name,
    summary: loss.summary,
    options: options({}),
    better: "lower",
    logName: () => loss.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    start(context) {
      if (loss.leastWidth > 1) needsSeveral(context, loss.name, "leave it out");
      if (context.width > 1) needs(context, loss.labels, loss.name);
      const mean = new Mean();
      let values = new Float32Array(0);
      return {
        update(outcome) {
          if (values.length < outcome.count) values = new Float32Array(outcome.count);
          loss.evaluate(outcome, values, undefined, {});
          for (let sample = 0; sample < outcome.count; sample++) mean.add(values[sample]!);
        },
        result: () => mean.value,
      };
    },
  });
}

export const lossMetrics = [
  lossMetric(sparseCategoricalCrossentropy),
  lossMetric(categoricalCrossentropy),
  lossMetric(binaryCrossentropy),
  lossMetric(kullbackLeiblerDivergence),
  lossMetric(meanSquaredError),
  lossMetric(meanAbsoluteError),
  lossMetric(meanAbsolutePercentageError),
  lossMetric(meanSquaredLogarithmicError),
  lossMetric(cosineProximity),
] as const;
