import { showFigure, showNumber } from "../../store/formats.ts";
import type { StoredVersion } from "../../store/read-version.ts";
import { figureNames } from "../leaderboard.ts";
import { TRIALS } from "../search-section.ts";
import { type Html, html, jsonIn } from "./html.ts";
import type { PageReport, PageVersion } from "./page-version.ts";
import { type Heading, reportMarkup } from "./report-markup.ts";
import { trialTable } from "./trial-table.ts";

/** So many figures stand large at the head of a report. */
const MOST_LARGE = 4;

/** A version with its report. */
type Reported = PageVersion & { readonly report: PageReport };

/** A version's report. It is the whole page where it is `alone`, and else one of several, shown when it is asked for. */
export async function article(
  version: Reported,
  index: number,
  { alone }: { readonly alone: boolean },
): Promise<Html> {
  const { name, report } = version;
  const id = `v${index}`;
  const tables = new Map<string, Html>();
  if (report.search !== undefined) tables.set(TRIALS, trialTable(report.search));
  const used = new Set<string>();
  const plot = (path: string, description: string) => plotPlace(version, path, description, used);
  const level = alone ? 2 : 3;
  const { body, sections } = await reportMarkup(report.markdown, { plot, tables }, { prefix: id, level });
  const title = html`<span class="over">Report</span> ${name}`;
  const specs = Object.fromEntries(Object.entries(report.plots).filter(([own]) => used.has(own)));
  return html`<article class="report" id="${id}" aria-labelledby="${id}-title"${alone ? undefined : html` hidden`}>
<header>
${alone ? html`<h1 id="${id}-title">${title}</h1>` : html`<h2 id="${id}-title" tabindex="-1">${title}</h2>`}
${largeFigures(version)}
</header>
${contents(sections, name)}
<div class="body">
${body}
</div>
<script type="application/json" class="plots">${jsonIn(specs)}</script>
</article>
`;
}

function largeFigures({ figures, stored }: PageVersion): Html {
  const names = figureNames([{ figures }]).slice(0, MOST_LARGE);
  return html`<dl class="large">
${names.map((name) => html`<div><dt>${name.replace("_", " ")}</dt><dd>${largeText(name, figures[name], stored)}</dd></div>`)}
</dl>`;
}

/** A figure, or its mean with the deviation over replicates. */
function largeText(name: string, value: unknown, stored: StoredVersion | undefined): Html {
  const [part, ...rest] = name.split("_") as [string, ...string[]];
  const spread = stored?.replicates?.spread[part]?.[rest.join("_")];
  if (spread !== undefined && Number.isFinite(spread.mean)) {
    return html`${showFigure(spread.mean)} <small>± ${showFigure(spread.deviation)}</small>`;
  }
  return html`${typeof value === "number" ? showFigure(value) : String(value)}`;
}

/** The values of the learning curves, for whoever cannot point at them. */
function epochTable({ history }: StoredVersion): Html {
  const names = Object.keys(history[0] ?? {});
  return html`<details><summary>Values of every epoch</summary>
<div class="scroll tall" role="region" aria-label="Values of every epoch"><table>
<thead><tr>${names.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${history.map((row) => html`<tr>${names.map((name) => html`<td class="number">${showNumber(row[name]!)}</td>`)}</tr>\n`)}</tbody>
</table></div></details>`;
}

function contents(sections: readonly Heading[], name: string): Html {
  return html`<nav class="contents" aria-label="Contents of ${name}"><ul>
${sections.map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`)}
</ul></nav>`;
}

/** Where a plot is drawn; or else its image as the version has it; or else what it would show. */
function plotPlace(
  { report: { plots, images }, stored }: Reported,
  path: string,
  description: string,
  used: Set<string>,
): Html {
  const name = /^plots\/([\w-]+)\.svg$/.exec(path)?.[1] ?? "";
  if (Object.hasOwn(plots, name)) {
    used.add(name);
    const values = name === "learning-curves" && stored !== undefined ? epochTable(stored) : undefined;
    return html`<figure class="plot"><div class="canvas" role="img" aria-label="${description}" data-plot="${name}"></div>${values}</figure>`;
  }
  const svg = images.get(path);
  if (svg === undefined) return html`<p class="note">${description}</p>`;
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return html`<figure class="plot"><img src="${source}" alt="${description}"></figure>`;
}
