import type { TopLevelSpec } from "vega-lite";
import type { Field } from "vega-lite/types_unstable/channeldef.js";
import type { LayerSpec } from "vega-lite/types_unstable/spec/layer.js";
import { countOf, type Domain, isOrdered, placeOf, valueAt } from "../../space/domain.ts";
import type { Dimension, Space } from "../../space/space.ts";
import { rounded, showFigure, showNumber } from "../../store/formats.ts";
import { isLogarithmic } from "./scale.ts";
import { COLOURS, INK } from "./theme.ts";
import { isBetter, isFigure, linearSpanOf, type Searched, type Tried, withFigure } from "./tried.ts";

const WIDTH = 700;
const HEIGHT = 300;

/** Axes stand no further apart than this, in pixels. */
const FURTHEST = 180;

/** Where a line passes an axis whose hyperparameter the trial does not have, below the axis, which goes from 0 to 1. */
const ABSENT = -0.13;

/** So far a line goes on level, so that what is written at the axis is read: in pixels, and in parts of the distance. */
const LEVEL = { pixels: 48, part: 0.4 };

/** A choice of more values than this has only its first and its last written at its axis. */
const MOST_LABELS = 6;

/** The part of the trials that is drawn as the best. */
const BEST_PART = 0.1;

/** How lines are drawn, weakest first: what matters is wider and less transparent, not only of another colour. */
const LINES = [
  { kind: "other", colour: INK, width: 1, opacity: 0.3 },
  { kind: "best", colour: COLOURS[0], width: 2, opacity: 0.9 },
  { kind: "chosen", colour: COLOURS[1], width: 3.5, opacity: 1 },
] as const;

/** An axis: a hyperparameter, or the objective. */
interface Axis {
  readonly name: string;
  /** What is written at it, at places from 0 to 1. */
  readonly ticks: readonly { readonly place: number; readonly label: string }[];
  /** From 0 to 1; undefined where the trial has no such value. */
  placeOf(trial: Tried): number | undefined;
}

/**
 * Parallel coordinates: every trial is a line over the hyperparameters and the objective, the best tenth wider and
 * less transparent, the chosen one widest. A line passes below the axis of what its trial does not have, and below
 * that of the objective where it came to no figure.
 */
export function parallel(searched: Searched & { readonly space: Space }): TopLevelSpec {
  const { space, trials } = searched;
  const there = space.dimensions.filter(({ name }) =>
    trials.some(({ configuration }) => name in configuration),
  );
  const axes = [...there.map(axisOf), objectiveAxis(searched)];
  const lacking = (some: readonly Axis[]) =>
    some.some((axis) => trials.some((trial) => axis.placeOf(trial) === undefined));
  const missing = lacking(axes);
  const width = Math.min(WIDTH, FURTHEST * (axes.length - 1));
  const level = Math.min(LEVEL.part, (LEVEL.pixels * (axes.length - 1)) / width);
  const slanted = axes.length > 8;
  const x = {
    field: "at",
    type: "quantitative",
    title: null,
    scale: { domain: [0, axes.length - 1], nice: false },
    axis: null,
  };
  const y = {
    field: "place",
    type: "quantitative",
    scale: { domain: [missing ? ABSENT - 0.05 : 0, 1], nice: false },
    axis: null,
  };
  const kinds = kindsOf(searched);
  return {
    width,
    height: HEIGHT,
    encoding: { x, y },
    layer: [
      ...LINES.map(({ kind, ...look }) =>
        lines(
          trials.filter(({ trial }) => kinds.get(trial) === kind),
          axes,
          { ...look, level },
        ),
      ),
      rules(axes),
      tickTexts(axes),
      names(axes, slanted),
      ...(lacking(axes.slice(0, -1)) ? [besideText("not there", 0)] : []),
      ...(lacking(axes.slice(-1)) ? [besideText("no figure", axes.length - 1)] : []),
      key([...kinds.values()]),
    ],
  } as never;
}

/** Which trial is drawn how. */
function kindsOf({ trials, objective, best }: Searched): ReadonlyMap<number, (typeof LINES)[number]["kind"]> {
  const ranked = withFigure(trials).sort((a, b) =>
    isBetter(a.value, b.value, objective)
      ? -1
      : isBetter(b.value, a.value, objective)
        ? 1
        : a.trial - b.trial,
  );
  const leading = new Set(ranked.slice(0, Math.ceil(BEST_PART * trials.length)).map(({ trial }) => trial));
  return new Map(
    trials.map(({ trial }) => [trial, trial === best ? "chosen" : leading.has(trial) ? "best" : "other"]),
  );
}

function axisOf({ name, domain }: Dimension): Axis {
  return {
    name,
    ticks: ticksOf(domain).map((value) => ({
      place: placeOf(domain, value),
      label: typeof value === "number" ? showNumber(value) : String(value),
    })),
    placeOf: ({ configuration }) =>
      configuration[name] === undefined ? undefined : placeOf(domain, configuration[name]),
  };
}

/** All values where these are few; else the ends, and powers of ten between them where it is logarithmic. */
function ticksOf(domain: Domain) {
  const count = countOf(domain);
  if (count <= MOST_LABELS) return Array.from({ length: count }, (_, index) => valueAt(domain, index));
  if (!isOrdered(domain)) return [valueAt(domain, 0), valueAt(domain, count - 1)];
  const { min, max, log } = domain as Extract<Domain, { readonly log: boolean }>;
  if (!log) return [min, max];
  const powers = Array.from({ length: 40 }, (_, index) => Number(`1e${index - 20}`));
  return [min, ...powers.filter((power) => power > 1.5 * min && power < max / 1.5), max];
}

/** Better is higher up, whichever way that is. */
function objectiveAxis({ trials, objective }: Searched): Axis {
  const values = withFigure(trials).map(({ value }) => value);
  const ends = [Math.min(...values), Math.max(...values)];
  const [worst, best] = (objective.better === "higher" ? ends : ends.reverse()) as [number, number];
  const scaled = isLogarithmic(values, linearSpanOf(objective)) ? Math.log : (value: number) => value;
  const place = (value: number) =>
    best === worst ? 0.5 : (scaled(value) - scaled(worst)) / (scaled(best) - scaled(worst));
  return {
    name: objective.name,
    ticks: [...new Set([worst, best])].map((value) => ({ place: place(value), label: showFigure(value) })),
    placeOf: (trial) => (isFigure(trial) ? place(trial.value) : undefined),
  };
}

function lines(
  trials: readonly Tried[],
  axes: readonly Axis[],
  { colour, width, opacity, level }: Omit<(typeof LINES)[number], "kind"> & { readonly level: number },
): LayerSpec<Field> {
  const values = trials.flatMap(({ trial, ...own }) =>
    axes.flatMap((axis, at) => {
      const place = rounded(axis.placeOf({ trial, ...own }) ?? ABSENT);
      const ends = at === axes.length - 1 ? [at] : [at, at + level];
      return ends.map((end) => ({ trial, at: end, place }));
    }),
  );
  return {
    data: { values },
    mark: { type: "line", color: colour, strokeWidth: width, opacity, strokeJoin: "round" },
    encoding: { detail: { field: "trial", type: "nominal" } },
  } as never;
}

function rules(axes: readonly Axis[]): LayerSpec<Field> {
  const values = axes.map((_, at) => ({ at, place: 0, top: 1 }));
  return {
    data: { values },
    mark: { type: "rule", color: INK, strokeWidth: 1 },
    encoding: { y2: { field: "top" } },
  } as never;
}

/** Values at the axes. */
function tickTexts(axes: readonly Axis[]): LayerSpec<Field> {
  const values = axes.flatMap(({ ticks }, at) =>
    ticks.map(({ place, label }) => ({ at, place: rounded(place), label })),
  );
  return {
    data: { values },
    mark: { type: "text", color: INK, fontSize: 11, align: "left", dx: 4, dy: -8 },
    encoding: { text: { field: "label", type: "nominal" } },
  } as never;
}

function names(axes: readonly Axis[], slanted: boolean): LayerSpec<Field> {
  const values = axes.map(({ name }, at) => ({ at, name }));
  return {
    data: { values },
    mark: {
      type: "text",
      color: INK,
      fontSize: 12,
      ...(slanted ? { angle: -30, align: "right", dx: 4, dy: 6 } : { align: "center", dy: 14 }),
    },
    encoding: { y: { value: HEIGHT }, text: { field: "name", type: "nominal" } },
  } as never;
}

/** What it means to pass below an axis, beside the first or the last one. */
function besideText(text: string, at: number): LayerSpec<Field> {
  const look = at === 0 ? { align: "right", dx: -8 } : { align: "left", dx: 6 };
  return {
    data: { values: [{ at, place: ABSENT }] },
    mark: { type: "text", color: INK, fontSize: 11, text, ...look },
  } as never;
}

/** What the lines mean, above them. */
function key(kinds: readonly string[]): LayerSpec<Field> {
  const best = kinds.filter((kind) => kind === "best").length;
  const meanings = [
    "widest: the chosen trial",
    ...(best === 0 ? [] : [`wide: the best ${best === 1 ? "other one" : `${best} others`}`]),
    ...(kinds.includes("other") ? ["thin: the other trials"] : []),
  ];
  return {
    data: { values: [{ text: meanings.join("; ") }] },
    mark: { type: "text", color: INK, fontSize: 12, align: "left" },
    encoding: { x: { value: 0 }, y: { value: -26 }, text: { field: "text", type: "nominal" } },
  } as never;
}
