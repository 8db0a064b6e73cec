import type { TopLevelSpec } from "vega-lite";
import { rounded } from "../../store/formats.ts";
import type { Importance } from "../../store/search-files.ts";
import { COLOURS, INK } from "./theme.ts";

/** So many hyperparameters are shown, those that matter most. */
const MOST = 20;

/** The share of the variance that each hyperparameter explains, largest first, with its confidence interval. */
export function importancePlot(hyperparameters: Importance["hyperparameters"]): TopLevelSpec {
  const sorted = [...hyperparameters].sort((a, b) => b.share - a.share).slice(0, MOST);
  const values = sorted.map(({ name, share, low, high }) => ({
    name,
    ...{ share: rounded(100 * share), low: rounded(100 * low), high: rounded(100 * high) },
  }));
  return {
    width: 560,
    height: { step: 26 },
    data: { values },
    encoding: {
      y: {
        field: "name",
        type: "nominal",
        title: null,
        scale: { domain: values.map(({ name }) => name) },
        axis: {
          ticks: false,
          domain: false,
          grid: false,
          labelPadding: 12,
          labelFontSize: 12,
          labelLimit: 240,
        },
      },
      x: {
        field: "share",
        type: "quantitative",
        title: "% of the variance that it explains by itself, with its 95 % confidence interval",
        scale: { domain: [0, 100] },
      },
    },
    layer: [
      {
        mark: { type: "rule", color: INK, strokeWidth: 2 },
        encoding: { x: { field: "low", type: "quantitative" }, x2: { field: "high" } },
      },
      ...["low", "high"].map((field) => ({
        mark: { type: "tick", color: INK, thickness: 2, height: 10, opacity: 1 },
        encoding: { x: { field, type: "quantitative" } },
      })),
      { mark: { type: "point", filled: true, opacity: 1, color: COLOURS[0], size: 110 } },
    ],
  } as never;
}
