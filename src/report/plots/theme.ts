import type { TopLevelSpec } from "vega-lite";

/** Mid-tones that stand out on white and on black alike, each at least 3:1 from both (WCAG 2.2, 1.4.11). */
export const COLOURS = ["#3b82c4", "#d9772b"] as const;
/** More of the same kind, for lines that each stand for a thing of its own. */
export const SERIES = [...COLOURS, "#3f9a5f", "#a86cc9", "#c95a7b", "#2b95a3", "#8f8a2e", "#a87b4f"] as const;

/** Text and axes. */
export const INK = "#7a7f87";

/** How every plot looks: no background, so that it stands on the page's own. */
export const THEME: Exclude<TopLevelSpec["config"], undefined> = {
  aria: false, // or every point brings a sentence of its own; what a plot shows is said beside it
  background: "transparent",
  font: "sans-serif",
  view: { stroke: null },
  axis: {
    labelColor: INK,
    titleColor: INK,
    domainColor: INK,
    tickColor: INK,
    gridColor: INK,
    gridOpacity: 0.2,
    titleFontWeight: "normal",
    titleFontSize: 12,
    labelFontSize: 11,
    labelFlush: false,
  },
  legend: { labelColor: INK, titleColor: INK, labelFontSize: 12, symbolStrokeWidth: 2, symbolSize: 300 },
};
