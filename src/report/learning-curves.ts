import type { TopLevelSpec } from "vega-lite";
import type { Field } from "vega-lite/types_unstable/channeldef.js";
import type { LayerSpec } from "vega-lite/types_unstable/spec/layer.js";
import type { EpochRecord } from "../train/callback.ts";

/** Mid-tones that stand out on white and on black alike. */
const COLOURS = ["#3b82c4", "#d9772b"];
const TEXT = "#7a7f87";

/**
 * Loss and the first metric over the epochs as SVG text, training solid and validation dashed, the epoch whose
 * weights are final marked by a line. Equal histories give equal text.
 */
export async function learningCurves(history: readonly EpochRecord[], finalEpoch: number): Promise<string> {
  const [vegaLite, vega] = await Promise.all([import("vega-lite"), import("vega")]);
  const names = Object.keys(history[0]?.logs ?? {}).filter((name) => !name.startsWith("val_"));
  const panels = names.slice(0, 2).map((name) => panel(history, finalEpoch, name));
  const spec: TopLevelSpec = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    background: "transparent",
    hconcat: panels,
    config: {
      view: { stroke: null },
      axis: { labelColor: TEXT, titleColor: TEXT, domainColor: TEXT, tickColor: TEXT, gridOpacity: 0.25 },
      legend: { labelColor: TEXT, titleColor: TEXT, symbolStrokeColor: TEXT },
    },
  };
  // Ids count up over a process; starting them anew makes the text depend on the data alone.
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg}\n`;
}

function panel(history: readonly EpochRecord[], finalEpoch: number, name: string): LayerSpec<Field> {
  const points = history.flatMap(({ epoch, logs }) => [
    { epoch, series: "training", value: finite(logs[name]) },
    ...(`val_${name}` in logs ? [{ epoch, series: "validation", value: finite(logs[`val_${name}`]) }] : []),
  ]);
  const epoch = {
    field: "epoch",
    type: "quantitative",
    title: "epoch",
    axis: { tickMinStep: 1, format: "d" },
  } as const;
  const series = { field: "series", type: "nominal", title: null } as const;
  return {
    width: 320,
    height: 220,
    data: { values: points },
    layer: [
      {
        mark: { type: "rule", color: TEXT, strokeDash: [2, 3] },
        transform: [{ filter: `datum.epoch === ${finalEpoch} && datum.series === 'training'` }],
        encoding: { x: epoch },
      },
      {
        mark: { type: "line", point: history.length < 40, strokeWidth: 2 },
        encoding: {
          x: { ...epoch, scale: { nice: false } },
          y: { field: "value", type: "quantitative", title: name, scale: { zero: false } },
          color: { ...series, scale: { range: COLOURS } },
          strokeDash: {
            ...series,
            scale: {
              domain: ["training", "validation"],
              range: [
                [1, 0],
                [6, 3],
              ],
            },
          },
        },
      },
    ],
  };
}

/** Points that are no numbers are gaps in the line. */
function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}
