import type * as Vega from "vega";
import type * as VegaLite from "vega-lite";
import { INK, THEME } from "../../plots/theme.ts";
import { element } from "./elements.ts";
import { type Part, readable } from "./reader.ts";
import { tell } from "./tooltip.ts";

/** The page holds both libraries in scripts of their own, which run before this one. */
declare const vega: typeof Vega;
declare const vegaLite: typeof VegaLite;

const PAGE_INK = "var(--muted)";

/** Panels stand side by side from this width on, in pixels. */
const TWO_PANELS = 720;

/** What axis and title of a panel take beside it, in pixels, before it was measured. */
const BESIDE = 60;

/** So many pixels may stay empty beside a plot. */
const SLACK = 30;

/** A panel is never wider, nor narrower. */
const WIDEST = 520;
const NARROWEST = 200;

const drawn = new Map<HTMLElement, { readonly spec: Part; view: Vega.View | undefined; width: number }>();

/** Draws a plot into a box, as wide as there is room, and again whenever that changes. */
export function draw(box: HTMLElement, spec: Part): void {
  drawn.get(box)?.view?.finalize();
  drawn.set(box, { spec, view: undefined, width: 0 });
  redraw(box);
}

/** Forgets a plot whose box goes away. */
export function erase(box: HTMLElement): void {
  drawn.get(box)?.view?.finalize();
  drawn.delete(box);
}

new ResizeObserver(() => {
  for (const [box, { width }] of drawn) {
    if (box.clientWidth > 0 && box.clientWidth !== width) redraw(box);
  }
}).observe(document.documentElement);

async function redraw(box: HTMLElement): Promise<void> {
  const plot = drawn.get(box)!;
  const width = box.clientWidth;
  plot.width = width;
  if (width === 0) return;
  const spec = readable(inPageInk(plot.spec), PAGE_INK);
  await show(box, fitted(spec, width, BESIDE));
  // What the axes really take is known once they are drawn.
  const columns = columnsIn(spec, width);
  const excess = (box.querySelector("svg")?.width.baseVal.value ?? width) - width;
  if (columns === undefined || drawn.get(box)?.width !== width || (excess <= 0 && excess > -SLACK)) return;
  await show(box, fitted(spec, width, BESIDE + Math.ceil(excess / columns)));
}

async function show(box: HTMLElement, spec: Part): Promise<void> {
  const plot = drawn.get(box);
  if (plot === undefined) return;
  plot.view?.finalize();
  const config = {
    ...(inPageInk(THEME) as typeof THEME),
    font: getComputedStyle(box).fontFamily,
    point: { tooltip: { content: "encoding" } },
  };
  const compiled = vegaLite.compile({ ...spec, config } as never).spec;
  // Vega says of its container that it is a document; the box around it stays one image with what it shows.
  const container = element("div");
  box.replaceChildren(container);
  plot.view = new vega.View(vega.parse(compiled), { renderer: "svg", container, hover: true });
  plot.view.tooltip(tell);
  await plot.view.runAsync();
}

/** The colour of text and axes on plots is that of the page's text, in light, in dark and on paper. */
function inPageInk(spec: unknown): Part {
  const text = JSON.stringify(spec, (_key, value: unknown) => (value === INK ? PAGE_INK : value));
  return JSON.parse(text) as Part;
}

/** How many panels stand in a row; undefined where a plot keeps the form that it has. */
function columnsIn(spec: Part, width: number): number | undefined {
  if (Array.isArray(spec.concat)) {
    // More than two panels in a row share an axis, as a table does, and are not put below each other.
    if (Number(spec.columns) > 2) return undefined;
    return width >= TWO_PANELS ? Math.min(2, spec.concat.length) : 1;
  }
  const { x } = (spec.encoding ?? {}) as { readonly x?: Part };
  const own = x?.type === "quantitative" && x.axis !== null && typeof spec.width === "number";
  return own ? 1 : undefined;
}

/** A plot whose panels fill a width, together with what stands beside each; a single one is not made wider. */
function fitted(spec: Part, width: number, beside: number): Part {
  const columns = columnsIn(spec, width);
  if (columns === undefined) return spec;
  const spacing = typeof spec.spacing === "number" ? spec.spacing : 0;
  const each = Math.max(NARROWEST, Math.floor((width - (columns - 1) * spacing) / columns - beside));
  if (!Array.isArray(spec.concat)) return { ...spec, width: Math.min(each, Number(spec.width)) };
  const panels = spec.concat as readonly Part[];
  return { ...spec, columns, concat: panels.map((panel) => ({ ...panel, width: Math.min(each, WIDEST) })) };
}
