import { family } from "../component/family.ts";
import type { Metric } from "./metric.ts";
import {
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  topK,
} from "./metrics/accuracies.ts";
import { lossMetrics } from "./metrics/loss-metrics.ts";
import { r2Score } from "./metrics/r2-score.ts";
import { f1, precision, recall } from "./metrics/retrieval.ts";

/** Every metric. Adding one is one definition and one line here. */
export const metrics = family<Metric>("metric", [
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  topK,
  precision,
  recall,
  f1,
  r2Score,
  ...lossMetrics,
]);

const LOWER = new Set([
  "loss",
  ...metrics.members.filter(({ better }) => better === "lower").map((own) => own.logName({})),
]);

/** Which way of a logged value is better, by its name: `val_loss`, `mean_squared_error`. */
export function betterWay(logged: string): "higher" | "lower" {
  return LOWER.has(logged.replace(/^val_/, "")) ? "lower" : "higher";
}
