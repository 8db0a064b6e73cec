import type { TopLevelSpec } from "vega-lite";
import type { Field } from "vega-lite/types_unstable/channeldef.js";
import type { LayerSpec } from "vega-lite/types_unstable/spec/layer.js";
import { countOf, isOrdered, valueAt } from "../../space/domain.ts";
import type { Dimension, Space } from "../../space/space.ts";
import { rounded, showNumber } from "../../store/formats.ts";
import { scaleOf } from "./scale.ts";
import { INK } from "./theme.ts";
import {
  formsOf,
  isFigure,
  linearSpanOf,
  placeWithoutFigure,
  type Searched,
  statusesOf,
  type Tried,
  valueRange,
  withFigure,
} from "./tried.ts";

const HEIGHT = 150;

/** So many panels stand in rows of three; of more, four stand in a row. */
const MOST_WIDE = 9;

/** A number with more values than this has a continuous axis; one with fewer has a place for each. */
const MOST_PLACES = 6;

/** Neighbours of a low-discrepancy sequence lie far apart: the golden ratio's fraction. */
const GOLDEN = 0.618034;

/**
 * The objective over every hyperparameter, a panel each: a continuous axis, logarithmic where the space is, or a place
 * for each value. A panel holds the trials that have the hyperparameter and says how many these are; those without a
 * figure lie at the edge of the worst ones, and the chosen one is in a ring.
 */
export function hyperparameters(searched: Searched & { readonly space: Space }): TopLevelSpec {
  const { space, trials } = searched;
  const dimensions = space.dimensions.filter(({ name }) =>
    trials.some(({ configuration }) => name in configuration),
  );
  const columns = dimensions.length > MOST_WIDE ? 4 : 3;
  const width = columns === 4 ? 170 : 245;
  const panels = dimensions.map((dimension, index) => ({
    width,
    height: HEIGHT,
    ...panel(dimension, searched, index % columns === 0),
  }));
  const slanted = dimensions.some((dimension) => areLong(placesOf(dimension)));
  return { concat: panels, columns, bounds: "flush", spacing: { row: slanted ? 110 : 58, column: 22 } };
}

interface Point {
  readonly x: number | string;
  readonly value: number;
  readonly status: Tried["status"];
  readonly shift: number;
  readonly chosen: boolean;
}

/** A panel; the values are named at the first of a row, and have one axis in all. */
function panel(dimension: Dimension, searched: Searched, first: boolean): LayerSpec<Field> {
  const { trials, best } = searched;
  const there = trials.filter(({ configuration }) => dimension.name in configuration);
  const places = placesOf(dimension);
  const points = there.map(
    ({ trial, status, value, configuration }): Point => ({
      x:
        places === undefined
          ? rounded(Number(configuration[dimension.name]))
          : textOf(configuration[dimension.name]!),
      value: rounded(value),
      status,
      shift: rounded((trial * GOLDEN) % 1),
      chosen: trial === best,
    }),
  );
  const y = valueAxis(searched, first);
  const mark = { type: "point", filled: true, opacity: 0.7, size: trials.length > 100 ? 20 : 36 } as const;
  const look = lookOf(trials);
  const sideways = places === undefined ? {} : { xOffset: offset };
  return {
    encoding: { x: axisOf(dimension, places, there.length, trials.length), ...sideways },
    layer: [
      { data: { values: points.filter(isFigure) }, mark, encoding: { y, ...look } },
      {
        data: { values: points.filter((point) => !isFigure(point)).map(({ value: _, ...point }) => point) },
        mark,
        encoding: { y: { value: placeWithoutFigure(searched.objective, HEIGHT) }, ...look },
      },
      {
        data: { values: points.filter((point) => point.chosen && isFigure(point)) },
        mark: { type: "point", shape: "circle", size: 150, color: INK, strokeWidth: 2, opacity: 1 },
        encoding: { y },
      },
    ],
  } as never;
}

function valueAxis(searched: Searched, named: boolean): object {
  const { trials, objective } = searched;
  const values = withFigure(trials).map(({ value }) => rounded(value));
  const domain = values.length === 0 ? {} : { domain: [Math.min(...values), Math.max(...values)] };
  return {
    field: "value",
    type: "quantitative",
    title: named ? objective.name : null,
    scale: {
      nice: true,
      ...domain,
      ...scaleOf(values, linearSpanOf(objective)),
      padding: 8,
      range: valueRange(searched, HEIGHT),
    },
    axis: { tickCount: 4, labels: named },
  };
}

/** Points of one place lie beside each other. */
const offset = {
  field: "shift",
  type: "quantitative",
  scale: { domain: [-0.6, 1.6], zero: false, nice: false },
} as const;

/** One legend for all panels, where trials ended in several ways. */
function lookOf(trials: readonly Tried[]): object {
  const domain = statusesOf(trials);
  const { colours, shapes } = formsOf(domain);
  const legend = domain.length > 1 ? { orient: "top", title: null, symbolSize: 90 } : null;
  return {
    color: { field: "status", type: "nominal", scale: { domain, range: colours }, legend },
    shape: { field: "status", type: "nominal", scale: { domain, range: shapes }, legend },
  };
}

/** The values of a hyperparameter that has few, in order; undefined where its axis is continuous. */
function placesOf({ domain }: Dimension): string[] | undefined {
  const count = countOf(domain);
  if (isOrdered(domain) && count > MOST_PLACES) return undefined;
  return Array.from({ length: count }, (_, index) => textOf(valueAt(domain, index)));
}

/** Whether names are too long to stand side by side. */
function areLong(places: readonly string[] | undefined): boolean {
  return places !== undefined && places.join("").length > 24;
}

function textOf(value: number | string | boolean): string {
  return typeof value === "number" ? showNumber(value) : String(value);
}

function axisOf(
  { name, domain }: Dimension,
  places: string[] | undefined,
  there: number,
  all: number,
): object {
  const title = there === all ? name : `${name} (in ${there} of ${all} trials)`;
  if (places !== undefined) {
    const labels = { labelAngle: areLong(places) ? -35 : 0, labelLimit: 140 };
    return {
      field: "x",
      type: "ordinal",
      title,
      scale: { domain: places },
      axis: { ...labels, grid: false },
    };
  }
  const { min, max, log } = domain as Extract<typeof domain, { readonly log: boolean }>;
  return {
    field: "x",
    type: "quantitative",
    title,
    scale: { domain: [min, max], nice: false, padding: 12, ...(log ? { type: "log" } : {}) },
    axis: { grid: false, tickCount: log ? 4 : 5, ...(domain.kind === "int" ? { tickMinStep: 1 } : {}) },
  };
}
