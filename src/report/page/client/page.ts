import { type Comparable, compared } from "../comparable.ts";
import { makeChoosable } from "./choosing.ts";
import { draw, erase } from "./drawing.ts";
import { byId, dataIn } from "./elements.ts";
import type { Part } from "./reader.ts";
import { makeScrollable } from "./scrolling.ts";
import { describeColumns, makeSortable } from "./sorting.ts";

for (const table of document.querySelectorAll<HTMLTableElement>("table[data-sortable]")) makeSortable(table);

const versions = document.querySelector<HTMLTableElement>("table.versions");
if (versions !== null) {
  const held = dataIn<readonly (Comparable | null)[]>(byId("comparable"));
  makeChoosable(versions, (indices) => indices.flatMap((index) => held[index] ?? []).map(compared));
}

/** Reports that were opened have their tables made sortable already. */
const opened = new Set<HTMLElement>();

function open(report: HTMLElement): void {
  report.hidden = false;
  if (!opened.has(report)) {
    opened.add(report);
    for (const table of report.querySelectorAll<HTMLTableElement>(".body table:not([data-sortable])")) {
      describeColumns(table);
      makeSortable(table);
    }
  }
  const specs = dataIn<Readonly<Record<string, Part>>>(report.querySelector("script.plots")!);
  for (const box of report.querySelectorAll<HTMLElement>("[data-plot]")) draw(box, specs[box.dataset.plot!]!);
}

function close(report: HTMLElement): void {
  report.hidden = true;
  for (const box of report.querySelectorAll<HTMLElement>("[data-plot]")) erase(box);
}

/** Shows the report that the address names, alone: `#v3`, or a heading within. */
function follow(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const report = target?.closest<HTMLElement>("article.report");
  if (report === null || report === undefined) return;
  for (const other of document.querySelectorAll<HTMLElement>("article.report")) {
    if (other !== report) close(other);
  }
  if (report.hidden) open(report);
  target!.scrollIntoView();
  if (target === report) report.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
}

makeScrollable(document);
addEventListener("hashchange", follow);
for (const report of document.querySelectorAll<HTMLElement>("article.report:not([hidden])")) open(report);
follow();
