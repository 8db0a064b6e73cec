import { valueText } from "../../../spec/difference-text.ts";
import { showFigure } from "../../../store/formats.ts";
import { winners } from "../../leaderboard.ts";
import { contest, type OfExperiment } from "../../like-with-like.ts";
import { overlaidCurves } from "../../plots/overlaid-curves.ts";
import { SERIES } from "../../plots/theme.ts";
import { type Compared, varied } from "../../side-by-side.ts";
import { type Sample, testedText } from "../../significance.ts";
import { draw, erase } from "./drawing.ts";
import { byId, element } from "./elements.ts";
import type { Part } from "./reader.ts";
import { makeScrollable } from "./scrolling.ts";

/** More lines than this are no longer told apart. */
const MOST_VERSIONS = SERIES.length;

let curves: HTMLElement | undefined;

/** Shows what versions differ in, their figures and their curves, side by side. */
export function compareVersions(chosen: readonly Compared[]): void {
  const place = byId("compared");
  if (curves !== undefined) erase(curves);
  curves = undefined;
  byId("unchosen").hidden = chosen.length > 1;
  place.replaceChildren();
  if (chosen.length < 2) return;
  const versions = chosen.slice(0, MOST_VERSIONS);
  const over = chosen.length - versions.length;
  const note = `The first ${MOST_VERSIONS} of ${chosen.length} chosen versions.`;
  place.append(...(over > 0 ? [element("p", { class: "note" }, note)] : []), sideBySideTable(versions));
  const plot = overlaidCurves(versions);
  if (plot !== undefined) drawCurves(place, plot as unknown as Part, versions);
  makeScrollable(place);
}

function drawCurves(place: HTMLElement, plot: Part, versions: readonly Compared[]): void {
  curves = element("div", { class: "canvas", role: "img", "aria-label": curvesLabel(versions) });
  place.append(element("h3", {}, "Learning curves"), element("figure", { class: "plot" }, curves));
  draw(curves, plot);
}

function curvesLabel(versions: readonly Compared[]): string {
  return `Learning curves of ${versions.map(({ name }) => name).join(", ")}, overlaid`;
}

function sideBySideTable(versions: readonly Compared[]): HTMLElement {
  const heads = versions.map(({ name }, index) => {
    const swatch = element("span", { class: index === 0 ? "swatch dashed" : "swatch" });
    swatch.style.setProperty("--swatch", SERIES[index]!);
    return element("th", { scope: "col", class: "number" }, swatch, name);
  });
  const table = element(
    "table",
    { class: "compared" },
    element("thead", {}, element("tr", {}, element("td"), ...heads)),
    groupOf("Experiment", experimentRows(versions), versions.length),
    ...figureGroups(versions),
  );
  return element("div", { class: "scroll", role: "region", "aria-label": "Comparison" }, table);
}

function groupOf(title: string, rows: readonly HTMLElement[], columns: number): HTMLElement {
  const head = element("th", { scope: "rowgroup", colspan: String(columns + 1) }, title);
  return element("tbody", {}, element("tr", { class: "group" }, head), ...rows);
}

function experimentRows(versions: readonly Compared[]): HTMLElement[] {
  const rows = varied(versions);
  if (rows.length === 0) {
    const same = "The experiments are the same, and so are data and arithmetic.";
    return [element("tr", {}, element("td", { colspan: String(versions.length + 1) }, same))];
  }
  return rows.map(({ path, values }) => {
    const texts = values.map((value) => (value === undefined ? "–" : valueText(value)));
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, pathElement(path)),
      ...texts.map((text) => element("td", { class: text === texts[0] ? "number" : "number other" }, text)),
    );
  });
}

/** A path, which may be broken after its dots. */
function pathElement(path: string): HTMLElement {
  const steps = path.split(/(?<=\.)/);
  return element("code", {}, ...steps.flatMap((step) => [step, element("wbr")]));
}

function figureGroups(versions: readonly Compared[]): HTMLElement[] {
  return ["test", "validation", "train"].flatMap((part) => {
    const names = [...new Set(versions.flatMap(({ figures }) => Object.keys(figures[part] ?? {})))];
    names.sort((a, b) => Number(a === "loss") - Number(b === "loss") || (a < b ? -1 : 1));
    if (names.length === 0) return [];
    const rows = names.map((name) => figureRow(versions, part, name));
    return [groupOf(part === "train" ? "Training" : capital(part), rows, versions.length)];
  });
}

function figureRow(versions: readonly Compared[], part: string, name: string): HTMLElement {
  const values = versions.map((version) => figureOf(version, part, name));
  const contests = versions.map((version) => contest(version, name));
  const entrants = values.flatMap((own, index) =>
    own === undefined ? [] : [{ version: versions[index]!, value: own.value }],
  );
  const best = new Set<OfExperiment>([...winners(entrants, name)].map(({ version }) => version));
  const cells = values.map((own, index) => {
    if (own === undefined) return element("td", { class: "number" }, "–");
    const text = showFigure(own.value);
    const first = values[0];
    const alike = index > 0 && contests[index] === contests[0];
    const changes = alike && first !== undefined ? changeTexts(first, own) : [];
    const spread =
      own.sample !== undefined && Number.isFinite(own.value)
        ? ` ± ${showFigure(own.sample.deviation)}`
        : undefined;
    return element(
      "td",
      { class: "number" },
      best.has(versions[index]!) ? element("b", {}, text) : text,
      spread,
      ...changes.map((change) => element("small", {}, change)),
    );
  });
  return element("tr", {}, element("th", { scope: "row" }, name), ...cells);
}

/** A figure of a version. */
interface Figure {
  /** The mean, where there are replicates. */
  readonly value: number;
  readonly sample?: Sample;
}

function figureOf({ figures, replicates }: Compared, part: string, name: string): Figure | undefined {
  const spread = replicates?.spread[part]?.[name];
  if (spread !== undefined && replicates !== undefined) {
    return { value: spread.mean, sample: { ...spread, count: replicates.count } };
  }
  const value = figures[part]?.[name];
  return value === undefined ? undefined : { value: Number(value) };
}

/** How a figure differs from the first version's, and whether that is beyond noise, where both have replicates. */
function changeTexts(first: Figure, own: Figure): string[] {
  const change = own.value - first.value;
  if (!Number.isFinite(change)) return [];
  const text = change > 0 ? `+${showFigure(change)}` : showFigure(change).replace("-", "−");
  if (first.sample === undefined || own.sample === undefined) return [text];
  return [text, testedText(first.sample, own.sample)];
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
