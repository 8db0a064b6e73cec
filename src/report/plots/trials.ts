import type { TopLevelSpec } from "vega-lite";
import type { Field } from "vega-lite/types_unstable/channeldef.js";
import type { LayerSpec } from "vega-lite/types_unstable/spec/layer.js";
import { rounded } from "../../store/formats.ts";
import { scaleOf } from "./scale.ts";
import { COLOURS, INK } from "./theme.ts";
import {
  formsOf,
  isBetter,
  linearSpanOf,
  placeWithoutFigure,
  type Searched,
  statusesOf,
  valueRange,
  withFigure,
} from "./tried.ts";

const WIDTH = 760;
const HEIGHT = 260;
const BEST = "best so far";

/** A line as a form of its own, which legends can fill. */
const LINE = "M-1,-0.12H1V0.12H-1Z";

/**
 * The objective of every trial in the order of their numbers, how each ended told by shape, with the best so far as a
 * step line and the chosen trial in a ring. Trials without a figure lie at the edge of the worst ones.
 */
export function trialsPlot(searched: Searched): TopLevelSpec {
  const { trials, objective } = searched;
  const statuses = statusesOf(trials);
  const forms = formsOf(statuses);
  const domain = [...statuses, BEST];
  const legend = { orient: "top", title: null, symbolSize: 90, labelFontSize: 12 } as const;
  const x = {
    field: "trial",
    type: "quantitative",
    title: "trial",
    scale: { domain: [0.5, Math.max(...trials.map(({ trial }) => trial), 1) + 0.5], nice: false },
    axis: { tickMinStep: 1, format: "d", grid: false },
  } as const;
  const look = {
    color: {
      field: "status",
      type: "nominal",
      scale: { domain, range: [...forms.colours, COLOURS[1]] },
      legend,
    },
    shape: { field: "status", type: "nominal", scale: { domain, range: [...forms.shapes, LINE] }, legend },
  } as const;
  const found = withFigure(trials);
  const values = found.map(({ trial, status, value }) => ({ trial, status, value: rounded(value) }));
  const y = {
    field: "value",
    type: "quantitative",
    title: objective.name,
    scale: {
      ...scaleOf(
        found.map(({ value }) => value),
        linearSpanOf(objective),
      ),
      range: valueRange(searched, HEIGHT),
    },
  } as const;
  const mark = { type: "point", filled: true, opacity: 0.9, size: trials.length > 100 ? 30 : 60 } as const;
  return {
    width: WIDTH,
    height: HEIGHT,
    encoding: { x },
    layer: [
      steps(searched, y),
      { data: { values }, mark, encoding: { y, ...look } },
      {
        data: { values: trials.filter(({ value }) => !Number.isFinite(value)).map(plain) },
        mark,
        encoding: { y: { value: placeWithoutFigure(objective, HEIGHT) }, ...look },
      },
      chosen(searched, y),
    ],
  } as TopLevelSpec;
}

function plain({ trial, status }: Searched["trials"][number]) {
  return { trial, status };
}

/** The best value after every trial, in the order of their numbers. */
function steps({ trials, objective }: Searched, y: object): LayerSpec<Field> {
  let best: number | undefined;
  const values = [...trials]
    .sort((a, b) => a.trial - b.trial)
    .flatMap(({ trial, value }) => {
      if (Number.isFinite(value) && (best === undefined || isBetter(value, best, objective))) best = value;
      return best === undefined ? [] : [{ trial, value: rounded(best) }];
    });
  return {
    data: { values },
    mark: { type: "line", interpolate: "step-after", strokeWidth: 1.5, color: COLOURS[1] },
    encoding: { y },
  } as never;
}

/** A ring round the chosen trial, and a line up to its number, which stands above on the side that has room. */
function chosen({ trials, best }: Searched, y: object): LayerSpec<Field> {
  const values = withFigure(trials)
    .filter(({ trial }) => trial === best)
    .map(({ trial, value }) => ({ trial, value: rounded(value), label: `chosen: trial ${trial}` }));
  const left = best > trials.length / 2;
  const align = left ? "right" : "left";
  return {
    data: { values },
    layer: [
      {
        mark: { type: "rule", color: INK, strokeDash: [2, 3] },
        encoding: { y: y, y2: { value: 0 } },
      },
      {
        mark: { type: "point", shape: "circle", size: 220, color: INK, strokeWidth: 2, opacity: 1 },
        encoding: { y },
      },
      {
        mark: { type: "text", color: INK, fontSize: 11, align, dx: left ? -4 : 4, y: -6 },
        encoding: { text: { field: "label", type: "nominal" } },
      },
    ],
  } as never;
}
