import type { LoggerInterface } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { THEME } from "./theme.ts";

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
export async function svgOf(spec: TopLevelSpec, warn: Warn = () => {}): Promise<string> {
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
  return `${svg.replace(TAG, shortened).replaceAll("><", ">\n<")}\n`;
}

/** Elements, without the words between them. */
const TAG = /<[^>]*>/g;

/** An element with numbers of three decimals at most: a thousandth of a pixel. */
function shortened(tag: string): string {
  return tag.replace(/-?\d+\.\d{4,}/g, (number) => String(Number(Number(number).toFixed(3)) + 0));
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
