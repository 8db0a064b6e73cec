import type { Cell } from "../../store/formats.ts";
import { showFigure } from "../../store/formats.ts";
import type { StoredVersion } from "../../store/read-version.ts";
import { figureNames, lessIsBetter, winners } from "../leaderboard.ts";
import { type Html, html } from "./html.ts";
import type { PageVersion } from "./page-version.ts";
import { sparkline } from "./sparkline.ts";

/** The versions as a table, a body for each experiment, to be sorted, filtered and chosen from. */
export function versionTable(
  versions: readonly PageVersion[],
  { chosen }: { readonly chosen: boolean },
): Html {
  const names = figureNames(versions);
  const telling = versions.some(({ status }) => status !== "complete");
  const columns = 4 + names.length + (telling ? 1 : 0);
  const best = new Map(names.map((name) => [name, bestOf(versions, name)]));
  const groups = [...Map.groupBy(versions.entries(), ([, { experiment }]) => experiment.split("/")[0]!)];
  return html`<div class="scroll tall" role="region" aria-label="Versions"><table class="versions" data-sortable>
<thead><tr>
<th scope="col"><span class="unseen">Compare</span></th>
<th scope="col" data-sort="text">version</th>
<th scope="col">course</th>
${names.map((name) => html`<th scope="col" class="number" data-sort="${lessIsBetter(name) ? "ascending" : "descending"}">${name.replace("_", " ")}</th>`)}
<th scope="col" class="number" data-sort="ascending">epochs</th>
${telling ? html`<th scope="col" data-sort="text">status</th>` : undefined}
</tr></thead>
${groups.map(
  ([experiment, members]) => html`<tbody data-group="${experiment}">
<tr class="group"><th scope="rowgroup" colspan="${columns}">${experiment} <span class="note">${groupNote(members.map(([, version]) => version))}</span></th></tr>
${members.map(([index, version]) => row(version, index, { names, best, telling, chosen }))}
</tbody>`,
)}
</table></div>`;
}

interface Columns {
  readonly names: readonly string[];
  readonly best: ReadonlyMap<string, ReadonlySet<PageVersion>>;
  readonly telling: boolean;
  readonly chosen: boolean;
}

function row(version: PageVersion, index: number, { names, best, telling, chosen }: Columns): Html {
  const { name, stored, report, figures, status, damage } = version;
  const [own, which] = splitName(name);
  const title = html`<span class="of">${own}</span>${which}`;
  const box = html`<input type="checkbox" value="${index}" aria-label="compare ${name}"${checked(chosen)}>`;
  return html`<tr data-version="${index}" data-experiment="${version.experiment.split("/")[0]!}" data-text="${searchable(version)}">
<td>${stored === undefined ? undefined : box}</td>
<th scope="row" data-value="${name}">${report === undefined ? title : html`<a href="#v${index}">${title}</a>`}</th>
<td>${stored === undefined ? undefined : sparkline(courseOf(stored))}</td>
${names.map((figure) => figureCell(figures[figure], best.get(figure)!.has(version)))}
<td class="number" data-value="${stored?.epochs ?? ""}">${stored?.epochs}</td>
${telling ? html`<td data-value="${status}"><span class="status ${status}">${status}</span>${damage === undefined ? undefined : html` <span class="note">${damage}</span>`}</td>` : undefined}
</tr>
`;
}

function checked(chosen: boolean): Html | undefined {
  return chosen ? html` checked` : undefined;
}

function figureCell(value: Cell | undefined, best: boolean): Html {
  if (typeof value !== "number") return html`<td class="number" data-value="">${value}</td>`;
  const text = showFigure(value);
  return html`<td class="number" data-value="${Number.isFinite(value) ? value : ""}">${best ? html`<b>${text}</b>` : text}</td>`;
}

/** The versions that are best by a figure. */
function bestOf(versions: readonly PageVersion[], figure: string): Set<PageVersion> {
  const entrants = versions.flatMap((page) => {
    const value = page.figures[figure];
    return typeof value === "number" && page.stored !== undefined
      ? [{ page, version: page.stored, value }]
      : [];
  });
  return new Set([...winners(entrants, figure)].map(({ page }) => page));
}

/** What stands before the number of the version, and the rest. */
function splitName(name: string): [string, string] {
  const at = name.lastIndexOf("@");
  return at > 0 ? [name.slice(0, at), name.slice(at)] : ["", name];
}

/** What the filter looks into. */
function searchable({ name, status, stored }: PageVersion): string {
  return `${name} ${status} ${String(stored?.document.description ?? "")}`.toLowerCase();
}

/** The logged value that tells most: a metric of validation, else its loss, else that of training. */
function courseOf({ history }: StoredVersion): number[] {
  const logged = Object.keys(history[0] ?? {});
  const name =
    logged.find((own) => own.startsWith("val_") && own !== "val_loss") ??
    logged.find((own) => own === "val_loss") ??
    "loss";
  return history.map((record) => record[name] ?? Number.NaN);
}

/** How many versions an experiment has, and what the last one is described as. */
function groupNote(members: readonly PageVersion[]): string {
  const count = members.length === 1 ? "1 version" : `${members.length} versions`;
  const description = members.at(-1)?.stored?.document.description;
  return description === undefined ? count : `${count}. ${String(description).trim().replace(/[*`]/g, "")}`;
}
