import type { TooltipHandler } from "vega";
import { element } from "./elements.ts";
import { TOLD, type Told } from "./reader.ts";

const bubble = element("div", { class: "tooltip", hidden: "" });

/** How far from the pointer what is told of a mark stands, in pixels. */
const DISTANCE = 14;

/** Tells what a mark of a plot stands for, beside the pointer and within the window. */
export const tell: TooltipHandler = (_handler, event, _item, value) => {
  if (!bubble.isConnected) document.body.append(bubble);
  const facts = factsIn(value);
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

/** What there is to tell: of a mark that holds that itself, or the values that Vega found in its encoding. */
function factsIn(value: unknown): readonly Told[] {
  if (value === null || typeof value !== "object") return [];
  const own = (value as { readonly [TOLD]?: readonly Told[] })[TOLD];
  return own ?? Object.entries(value).map(([name, inner]): Told => [name, String(inner)]);
}
