import type { TooltipHandler } from "vega";
import { element } from "./elements.ts";
import { TOLD, type Told } from "./reader.ts";

const bubble = element("div", { class: "tooltip", hidden: "" });

/** How far from the pointer what is told of a mark stands, in pixels. */
const DISTANCE = 14;

/** Tells what a mark of a plot stands for, beside the pointer and within the window. */
export const tell: TooltipHandler = (_handler, event, item, value) => {
  if (!bubble.isConnected) document.body.append(bubble);
  // Without an event there is nothing at the pointer any more.
  const target = (event as Event | null)?.target as Element | undefined;
  const facts =
    target === undefined ? [] : factsOf(target, (item as { datum?: unknown } | null)?.datum, value);
  bubble.hidden = facts.length === 0;
  if (bubble.hidden) return;
  bubble.replaceChildren(
    element("dl", {}, ...facts.flatMap(([name, own]) => [element("dt", {}, name), element("dd", {}, own)])),
  );
  const { clientX, clientY } = event as MouseEvent;
  const { width, height } = bubble.getBoundingClientRect();
  const right = clientX + DISTANCE + width < document.documentElement.clientWidth;
  bubble.style.left = `${Math.max(4, right ? clientX + DISTANCE : clientX - DISTANCE - width)}px`;
  bubble.style.top = `${Math.max(4, Math.min(clientY + DISTANCE, innerHeight - height - 4))}px`;
};

/** What there is to tell: of a place what it holds itself, of a trial its row, else what Vega found in the encoding. */
function factsOf(target: Element, datum: unknown, value: unknown): readonly Told[] {
  const { [TOLD]: own, trial } = (datum ?? {}) as { [TOLD]?: readonly Told[]; trial?: number };
  if (own !== undefined) return own;
  const row = trial === undefined ? [] : trialRow(target, trial);
  if (row.length > 0) return row;
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).map(([name, inner]): Told => [name, String(inner)]);
}

/** What the table of trials in the same report says of one. */
function trialRow(target: Element, trial: number): readonly Told[] {
  const table = target.closest("article")?.querySelector<HTMLTableElement>("table.trials");
  const row = table?.querySelector<HTMLTableRowElement>(`tr:has(> th[data-value="${trial}"])`);
  const headings = [...(table?.tHead?.rows[0]?.cells ?? [])];
  return [...(row?.cells ?? [])].flatMap((cell, column): Told[] => {
    const text = cell.dataset.value === "" ? "" : (cell.textContent ?? "").trim();
    return text === "" ? [] : [[headings[column]?.textContent ?? "", text]];
  });
}
