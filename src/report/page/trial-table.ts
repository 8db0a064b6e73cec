import { showFigure, showNumber } from "../../store/formats.ts";
import type { SearchedTrials } from "../../store/read-search.ts";
import type { StoredTrial } from "../../store/read-trials.ts";
import { type Html, html } from "./html.ts";

/** All trials of a search, the best first, to be sorted. */
export function trialTable({ trials, objective, best, space }: SearchedTrials): Html {
  const names = space.dimensions
    .map(({ name }) => name)
    .filter((name) => trials.some(({ configuration }) => name in configuration));
  const telling = trials.some(({ status }) => status !== "complete");
  const first = objective.better === "higher" ? "descending" : "ascending";
  const sorted = trials.toSorted((a, b) => rank(a, first) - rank(b, first) || a.trial - b.trial);
  return html`<div class="scroll tall" role="region" aria-label="Trials"><table class="trials" data-sortable>
<thead><tr>
<th scope="col" class="number" data-sort="ascending">trial</th>
<th scope="col" class="number" data-sort="${first}" aria-sort="${first}">${objective.name}</th>
${telling ? html`<th scope="col" data-sort="text">status</th>` : undefined}
<th scope="col" class="number" data-sort="descending">epochs</th>
${names.map((name) => html`<th scope="col"${numeric(trials, name) ? html` class="number"` : undefined} data-sort="${numeric(trials, name) ? "ascending" : "text"}">${name}</th>`)}
</tr></thead>
<tbody>
${sorted.map((trial) => row(trial, names, { telling, best }))}
</tbody></table></div>
<p class="note">${trials.length} trials${trials.length > 1 ? ", the chosen one marked" : undefined}. A column's name sorts by it.</p>`;
}

function row(
  { trial, value, status, reason, epochs, configuration }: StoredTrial,
  names: readonly string[],
  { telling, best }: { readonly telling: boolean; readonly best: number },
): Html {
  const finite = Number.isFinite(value);
  const chosen = trial === best;
  return html`<tr${chosen ? html` class="chosen"` : undefined}>
<th scope="row" class="number" data-value="${trial}">${trial}${chosen ? html`<span class="unseen"> (chosen)</span>` : undefined}</th>
<td class="number" data-value="${finite ? value : ""}">${finite ? showFigure(value) : undefined}</td>
${telling ? html`<td data-value="${status}"><span class="status ${status}">${status}</span>${reason === undefined ? undefined : html` <span class="note">${reason}</span>`}</td>` : undefined}
<td class="number" data-value="${epochs}">${epochs}</td>
${names.map((name) => {
  const own = configuration[name];
  if (own === undefined) return html`<td data-value=""></td>`;
  return typeof own === "number"
    ? html`<td class="number" data-value="${own}">${showNumber(own)}</td>`
    : html`<td data-value="${String(own)}">${String(own)}</td>`;
})}
</tr>
`;
}

function numeric(trials: readonly StoredTrial[], name: string): boolean {
  return trials.every(({ configuration: { [name]: own } }) => own === undefined || typeof own === "number");
}

function rank({ value }: StoredTrial, first: "ascending" | "descending"): number {
  if (!Number.isFinite(value)) return Number.MAX_VALUE;
  return first === "ascending" ? value : -value;
}
