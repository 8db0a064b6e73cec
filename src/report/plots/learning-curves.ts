import type { TopLevelSpec } from "vega-lite";
import type { Field } from "vega-lite/types_unstable/channeldef.js";
import type { LayerSpec } from "vega-lite/types_unstable/spec/layer.js";
import type { EpochRecord } from "../../train/callback.ts";
import { drawn, epochAxis, MOST_POINTS, PANEL, valueAxis } from "./panel.ts";
import { COLOURS, INK } from "./theme.ts";

const SERIES = ["training", "validation"] as const;

interface Point {
  readonly epoch: number;
  readonly series: (typeof SERIES)[number];
  /** Null where the value is no finite number: a gap in the line. */
  readonly value: number | null;
}

/**
 * The loss and every metric over the epochs, a panel each, training solid and validation dashed; the epoch whose
 * weights are the final ones is marked. Where the learning rate moved, it has a panel too. The history has at least one
 * epoch.
 */
export function learningCurves(history: readonly EpochRecord[], finalEpoch: number): TopLevelSpec {
  const names = Object.keys(history[0]!.logs).filter((name) => !name.startsWith("val_"));
  const all = names.map((name): [string, Point[]] => [name, pointsOf(history, name)]);
  const rates = history.map(
    ({ epoch, learningRate }): Point => ({ epoch, series: "training", value: learningRate }),
  );
  if (new Set(rates.map(({ value }) => value)).size > 1) all.push(["learning rate", rates]);
  // One legend for all panels, or none where there is but one kind of line.
  const validated = all.some(([, points]) => points.some(({ series }) => series === "validation"));
  const legend = validated ? ({ orient: "top", title: null, symbolType: "stroke" } as const) : null;
  const panels = all.map(
    ([name, points]): LayerSpec<Field> => ({
      ...PANEL,
      layer: [finalMark(history.length, finalEpoch), curves(name, points, history.length, legend)],
    }),
  );
  return { concat: panels, columns: 2, spacing: 30 };
}

function pointsOf(history: readonly EpochRecord[], name: string): Point[] {
  const line = (series: Point["series"], logged: string): Point[] =>
    history.flatMap(({ epoch, logs }) =>
      logged in logs ? [{ epoch, series, value: drawn(logs[logged]!) }] : [],
    );
  return [...line("training", name), ...line("validation", `val_${name}`)];
}

/** A line at the epoch whose weights are the final ones, with its number on the side that has room. */
function finalMark(epochs: number, finalEpoch: number): LayerSpec<Field> {
  const left = finalEpoch > epochs / 2;
  return {
    data: { values: [{ epoch: finalEpoch, label: `final weights: epoch ${finalEpoch}` }] },
    encoding: { x: epochAxis(epochs) },
    layer: [
      { mark: { type: "rule", color: INK, strokeDash: [2, 3] } },
      {
        mark: {
          type: "text",
          color: INK,
          fontSize: 11,
          align: left ? "right" : "left",
          dx: left ? -4 : 4,
          y: -6,
        },
        encoding: { text: { field: "label", type: "nominal" } },
      },
    ],
  };
}

function curves(
  name: string,
  points: readonly Point[],
  epochs: number,
  legend: object | null,
): LayerSpec<Field> {
  const scale = { domain: [...SERIES] };
  return {
    data: { values: [...points] },
    encoding: {
      x: epochAxis(epochs),
      y: valueAxis(name, points),
      color: { field: "series", type: "nominal", scale: { ...scale, range: [...COLOURS] }, legend },
    },
    layer: [
      {
        mark: { type: "line", strokeWidth: epochs > MOST_POINTS ? 1.5 : 2, strokeJoin: "round" },
        encoding: {
          strokeDash: {
            field: "series",
            type: "nominal",
            scale: {
              ...scale,
              range: [
                [1, 0],
                [5, 3],
              ],
            },
            legend,
          },
        },
      },
      ...(epochs > MOST_POINTS
        ? []
        : [{ mark: { type: "point", filled: true, opacity: 1, size: 20 } } as const]),
    ],
  };
}
