import { element } from "./elements.ts";
import { type Order, sortedIndices } from "./order.ts";

/** Puts a button into every heading of a table by which its rows are sorted, and into the tables of reports. */
export function makeSortable(table: HTMLTableElement): void {
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])];
  for (const [column, heading] of headings.entries()) {
    const { sort } = heading.dataset;
    if (sort === undefined) continue;
    const button = element("button", { type: "button" }, ...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const order = nextOrder(heading, sort);
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", order);
      sortRows(table, column, order, sort === "text");
    });
  }
}

/** The tables of a report say nothing of their columns: those whose cells are numbers are sorted as such. */
export function describeColumns(table: HTMLTableElement): void {
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])];
  for (const [column, heading] of headings.entries()) {
    heading.scope = "col";
    const cells = [...(table.tBodies[0]?.rows ?? [])].map((row) => keyOf(row, column));
    const numbers = cells.every((cell) => cell === "" || Number.isFinite(Number(cell)));
    heading.dataset.sort = numbers ? "descending" : "text";
  }
}

/** The other way round than now; of what is not sorted yet, the way that is asked for first. */
function nextOrder(heading: HTMLElement, sort: string): Order {
  const now = heading.getAttribute("aria-sort");
  if (now === null) return sort === "descending" ? "descending" : "ascending";
  return now === "ascending" ? "descending" : "ascending";
}

/** Sorts the rows of every body, and the bodies by their first rows. */
function sortRows(table: HTMLTableElement, column: number, order: Order, text: boolean): void {
  const bodies = [...table.tBodies];
  const firsts = bodies.map((body) => {
    const rows = [...body.rows].filter((row) => !row.classList.contains("group"));
    const keys = rows.map((row) => keyOf(row, column));
    const sorted = sortedIndices(keys, order, text);
    body.append(...sorted.map((index) => rows[index]!));
    return keys[sorted[0] ?? 0] ?? "";
  });
  table.append(...sortedIndices(firsts, order, text).map((index) => bodies[index]!));
}

function keyOf(row: HTMLTableRowElement, column: number): string {
  const cell = row.cells[column];
  return cell?.dataset.value ?? cell?.textContent?.trim() ?? "";
}
