import type { TopLevelSpec } from "vega-lite";
import { mostConfused } from "../../store/figures.ts";
import { rounded } from "../../store/formats.ts";
import type { Confusion } from "../../train/measure.ts";
import { shortNames } from "./short-names.ts";
import { INK } from "./theme.ts";

/** Of more classes than this only those of the pairs that are most often confused are shown, so many at most. */
const MOST_CLASSES = 30;
const WORST_CLASSES = 20;

/** Up to so many classes cells have room for counts; beyond, they hold percents of the class. */
const MOST_COUNTED = 12;

/** The side of the whole, in pixels, and the largest side of a cell. */
const SIDE = 660;
const LARGEST_CELL = 62;

/**
 * A cell grows with the share of its class, from this part of its place to the whole, and its colour goes from grey to a
 * strong one. White is read on every one of them, at 4.5:1 at least, and they stand out on white and on black (WCAG 2.2,
 * 1.4.3 and 1.4.11).
 */
const SMALLEST = 0.5;
const WHOLE = 0.95;
const GREY = "#6d747d";
const RIGHT = "#1a66b0";
const WRONG = "#b34a10";

/** Which classes of many are shown, in their order: all where they are few enough, the first where none is confused. */
export function shownClasses(confusions: readonly Confusion[], count: number): readonly number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  if (count <= MOST_CLASSES) return all;
  const shown = new Set<number>();
  for (const { truth, answer } of mostConfused(confusions)) {
    const both = new Set([...shown, truth, answer]);
    if (both.size > WORST_CLASSES) break;
    shown.add(truth).add(answer);
  }
  return shown.size === 0 ? all.slice(0, WORST_CLASSES) : [...shown].sort((a, b) => a - b);
}

/**
 * The confusion matrix, a row for each class and a column for each answer, with counts in the cells, or with percents of
 * the class where there are many. Right answers are of one colour, mistakes of another, the more often the larger and the stronger.
 */
export function confusionMatrix(confusions: readonly Confusion[], classes: readonly string[]): TopLevelSpec {
  const shown = shownClasses(confusions, classes.length);
  const cell = Math.min(LARGEST_CELL, Math.floor(SIDE / shown.length));
  const counted = classes.length <= MOST_COUNTED;
  const domain = shown.map((index) => String(index));
  const short = shortNames(classes);
  const names = `[${short.map((name) => JSON.stringify(name)).join(",")}][datum.value]`;
  const axis = {
    labelExpr: names,
    labelLimit: 0,
    grid: false,
    domain: false,
    ticks: false,
    labelPadding: 6,
  };
  const confused = mostConfused(confusions).length > 0;
  const all =
    shown.length === classes.length
      ? ""
      : `, ${shown.length} of ${classes.length} classes${confused ? ": those of the pairs most often confused" : ""}`;
  const flat = shown.every((index) => 8 * short[index]!.length < cell);
  const unit = counted ? "samples" : "% of the class";
  const fontSize = Math.max(8, Math.min(12, Math.round(cell / 2.7)));
  return {
    width: { step: cell },
    height: { step: cell },
    title: {
      text: `${unit}${all}`,
      anchor: "start",
      fontSize: 12,
      fontWeight: "normal",
      color: INK,
      offset: 12,
    },
    data: { values: cellsOf(confusions, shown, counted, cell) },
    encoding: {
      x: {
        field: "answer",
        type: "ordinal",
        title: "answer",
        scale: { domain },
        axis: { ...axis, labelAngle: flat ? 0 : -45 },
      },
      y: { field: "truth", type: "ordinal", title: "class", scale: { domain }, axis },
    },
    layer: [
      ...[true, false].map((right) => ({
        transform: [{ filter: `datum.right === ${right}` }],
        mark: { type: "square", opacity: 1 },
        encoding: {
          size: { field: "area", type: "quantitative", scale: null },
          color: {
            field: "share",
            type: "quantitative",
            scale: { type: "sqrt", domain: [0, 1], range: [GREY, right ? RIGHT : WRONG], interpolate: "rgb" },
            legend: null,
          },
        },
      })),
      {
        mark: { type: "text", color: "#ffffff", fontSize },
        encoding: { text: { field: "label", type: "nominal" } },
      },
    ],
    resolve: { scale: { color: "independent" } },
  } as never;
}

/** The cells that are not empty. */
function cellsOf(confusions: readonly Confusion[], shown: readonly number[], counted: boolean, cell: number) {
  const support = new Map<number, number>();
  for (const { truth, count } of confusions) support.set(truth, (support.get(truth) ?? 0) + count);
  const kept = new Set(shown);
  return confusions
    .filter(({ truth, answer, count }) => count > 0 && kept.has(truth) && kept.has(answer))
    .map(({ truth, answer, count }) => {
      const share = count / support.get(truth)!;
      return {
        truth: String(truth),
        answer: String(answer),
        right: truth === answer,
        share: rounded(share),
        area: rounded((cell * (SMALLEST + (WHOLE - SMALLEST) * Math.sqrt(share))) ** 2),
        label: counted ? String(count) : percent(share),
      };
    });
}

/** A whole number of percents; what is more than nothing and less than one half is `<1`. */
function percent(share: number): string {
  const whole = Math.round(100 * share);
  return whole === 0 ? "<1" : String(whole);
}
