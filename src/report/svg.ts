import type { LoggerInterface } from "vega";
import type { TopLevelSpec } from "vega-lite";

/** Mid-tones that stand out on white and on black alike, each at least 3:1 from both (WCAG 2.2, 1.4.11). */
export const COLOURS = ["#3b82c4", "#d9772b"] as const;
export const INK = "#7a7f87";

/** How every plot looks: no background, so that it stands on the page's own. */
const THEME: Exclude<TopLevelSpec["config"], undefined> = {
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

/** Is told what the plotting library finds odd in a specification, which it would write to the terminal. */
export type Warn = (message: string) => void;

/** A part of Vega that its types leave out. */
interface TextMeasuring {
  readonly textMetrics: { canvas(use: boolean): void };
}

/**
 * A plot as SVG text: equal specifications give equal text, in every process, on every machine, whatever its
 * language. One element a line, so that a diff shows what moved.
 */
export async function svgOf(spec: TopLevelSpec, warn: Warn): Promise<string> {
  const [vegaLite, vega] = await Promise.all([import("vega-lite"), import("vega")]);
  // Where a canvas happens to be installed, Vega would measure text with the fonts of this machine.
  (vega as unknown as TextMeasuring).textMetrics.canvas(false);
  // Ids count up over a process; starting them anew makes the text depend on the specification alone.
  vega.resetSVGDefIds();
  const logger = loggerTo(warn);
  const compiled = vegaLite.compile({ ...spec, config: THEME }, { logger }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logger });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg.replaceAll("><", ">\n<")}\n`;
}

function loggerTo(warn: Warn): LoggerInterface {
  const logger: LoggerInterface = {
    level: () => logger,
    error: (...messages) => note(messages),
    warn: (...messages) => note(messages),
    info: () => logger,
    debug: () => logger,
  } as LoggerInterface;
  const note = (messages: readonly unknown[]) => {
    warn(messages.join(" "));
    return logger;
  };
  return logger;
}
