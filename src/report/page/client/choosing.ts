import type { Compared } from "../../side-by-side.ts";
import { compareVersions } from "./comparison.ts";
import { byId } from "./elements.ts";

/** Makes the table of versions one to filter and to choose from. */
export function makeChoosable(
  table: HTMLTableElement,
  versionsAt: (indices: readonly number[]) => readonly Compared[],
): void {
  const boxes = () => [...table.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
  // The first that was chosen is what the others are compared with.
  let chosen: number[] = [];
  const compare = () => {
    byId("chosen").hidden = chosen.length < 2;
    byId("chosen").querySelector("a")!.textContent = `Compare ${chosen.length} versions`;
    compareVersions(versionsAt(chosen));
  };
  byId("clear").addEventListener("click", () => {
    for (const box of boxes()) box.checked = false;
    chosen = [];
    compare();
    byId("filter").focus(); // the button is gone
  });
  table.addEventListener("change", (event) => {
    const { checked, value } = event.target as HTMLInputElement;
    const index = Number(value);
    chosen = checked ? [...chosen, index] : chosen.filter((own) => own !== index);
    compare();
  });
  chosen = boxes().flatMap(({ checked, value }) => (checked ? [Number(value)] : []));
  compare();
  makeFilterable(table);
}

function makeFilterable(table: HTMLTableElement): void {
  const [filter, grouped, shown] = [
    byId<HTMLInputElement>("filter"),
    byId<HTMLInputElement>("grouped"),
    byId<HTMLOutputElement>("shown"),
  ];
  const rows = [...table.querySelectorAll<HTMLTableRowElement>("tr[data-version]")];
  const apply = () => {
    const words = filter.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    for (const row of rows) row.hidden = !words.every((word) => row.dataset.text!.includes(word));
    for (const body of table.tBodies) {
      body.hidden = [...body.rows].every((row) => row.hidden || row.classList.contains("group"));
    }
    const count = rows.filter((row) => !row.hidden).length;
    const all = `${rows.length} ${rows.length === 1 ? "version" : "versions"}`;
    shown.value = count === rows.length ? all : `${count} of ${all}`;
  };
  filter.addEventListener("input", apply);
  filter.form!.addEventListener("submit", (event) => event.preventDefault());
  grouped.addEventListener("change", () => {
    regroup(table, rows, grouped.checked);
    apply();
  });
  apply();
}

/** The rows in a body for each experiment, or all in one; the order of the page, until they are sorted again. */
function regroup(table: HTMLTableElement, rows: readonly HTMLTableRowElement[], grouped: boolean): void {
  const bodies = [...table.tBodies];
  for (const heading of table.querySelectorAll("th[aria-sort]")) heading.removeAttribute("aria-sort");
  for (const row of rows) {
    const { experiment } = row.dataset;
    const home = grouped ? bodies.find((body) => body.dataset.group === experiment) : bodies[0];
    home!.append(row);
  }
  table.classList.toggle("flat", !grouped);
}
