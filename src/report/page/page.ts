import { readFile } from "node:fs/promises";
import { numbersAsWords } from "../../store/formats.ts";
import { article } from "./article.ts";
import { comparable } from "./comparable.ts";
import { Html, html, jsonIn, sourceIn } from "./html.ts";
import type { PageVersion } from "./page-version.ts";
import { versionTable } from "./version-table.ts";

/** How a page says that run-exp made it; it stands among its first characters. */
export const GENERATOR = '<meta name="generator" content="run-exp">';

/** Nothing is fetched, whatever a report holds; Vega makes functions of the expressions in its specifications. */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'";

/**
 * The page of some versions, whole in one text: their table where there are several, with what compares those that are
 * chosen from it, and their reports. `chosen`: all are from the beginning.
 */
export async function pageText(
  versions: readonly PageVersion[],
  { title, chosen }: { readonly title: string; readonly chosen: boolean },
): Promise<string> {
  const alone = versions.length === 1;
  const articles: Html[] = [];
  for (const [index, version] of versions.entries()) {
    const { report } = version;
    if (report !== undefined) articles.push(await article({ ...version, report }, index, { alone }));
  }
  const [style, ...scripts] = await Promise.all([
    ownFile("page.css"),
    libraryFile("vega", "vega.min.js"),
    libraryFile("vega-lite", "vega-lite.min.js"),
    ownFile("page.js"),
  ]);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${PAGE_META}
<title>${title}</title>
<style>${sourceIn(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>
<main id="main">
<noscript><p class="note">Plots and comparisons need JavaScript, which is turned off.</p></noscript>
${alone ? undefined : several(versions, { title, chosen })}
${articles}
</main>
<script type="application/json" id="comparable">${jsonIn(comparable(versions), numbersAsWords)}</script>
${scripts.map((script) => html`<script>${sourceIn(script)}</script>\n`)}</body>
</html>
`.text;
}

const PAGE_META = html`${new Html(GENERATOR)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">`;

function several(
  versions: readonly PageVersion[],
  { title, chosen }: { readonly title: string; readonly chosen: boolean },
): Html {
  const unreported = versions.some(({ report, stored }) => report === undefined && stored !== undefined);
  return html`<header class="head"><h1>${title}</h1></header>
<section aria-labelledby="versions">
<h2 id="versions">Versions</h2>
<form class="controls" role="search">
<label>Filter <input type="search" id="filter" autocomplete="off" spellcheck="false"></label>
<label><input type="checkbox" id="grouped" checked> by experiment</label>
<output id="shown" for="filter">${versions.length} versions</output>
<span id="chosen" hidden><a href="#comparison">Compare</a> <button type="button" id="clear">Clear</button></span>
</form>
${versionTable(versions, { chosen })}
${unreported ? html`<p class="note">The report of a version: <code>run-exp report NAME</code>, or with <code>--html FILE</code> as a page of its own.</p>` : undefined}
</section>
<section id="comparison" aria-labelledby="comparison-title">
<h2 id="comparison-title">Comparison</h2>
<p class="note" id="unchosen">Choose two versions or more in the table to compare them.</p>
<div id="compared"></div>
</section>`;
}

/** A file that the build made of the page's own sources. */
async function ownFile(name: string): Promise<string> {
  return readFile(new URL(import.meta.resolve(`#page/${name}`)), "utf8");
}

/** A library as it is made for browsers, which stands beside the one for Node. */
async function libraryFile(name: string, file: string): Promise<string> {
  return readFile(new URL(file, import.meta.resolve(name)), "utf8");
}
