import { styleText } from "node:util";
import type { Issue } from "./issue.ts";

/** How a message may be coloured; the identity where colour is unwanted. */
export interface Palette {
  error(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

export const plainPalette: Palette = { error: (text) => text, dim: (text) => text, strong: (text) => text };

/** Who takes this palette has looked at the stream it is for. */
const ALWAYS = { validateStream: false };

export const colourPalette: Palette = {
  error: (text) => styleText("red", text, ALWAYS),
  dim: (text) => styleText("dim", text, ALWAYS),
  strong: (text) => styleText("bold", text, ALWAYS),
};

/** Longer lines are cut round the mistake. */
const WIDTH = 100;

/**
 * One mistake for people: where, what is wrong, the line with the stretch underlined, what to do.
 *
 *     experiments/a.yaml:12:7  there is no layer `dens`
 *        12 │     - dens: { units: 10 }
 *           │       ^^^^
 *           = did you mean `dense`?
 */
export function renderIssue(issue: Issue, palette: Palette = plainPalette): string {
  const { place } = issue;
  const gutter = " ".repeat(Math.max(5, String(place.line).length + 2));
  const number = `${place.line} `.padStart(gutter.length);
  const cut = Math.max(0, place.column - 1 + Math.min(place.length, WIDTH) - WIDTH);
  const line = visible(place.text.slice(cut, cut + WIDTH).replaceAll("\t", " "));
  const start = place.column - 1 - cut;
  const mark = " ".repeat(start) + "^".repeat(Math.max(1, Math.min(place.length, WIDTH - start)));
  return [
    `${palette.strong(`${place.file}:${place.line}:${place.column}`)}  ${visible(issue.message)}`,
    `${palette.dim(`${number}│`)} ${line}`,
    `${palette.dim(`${gutter}│`)} ${palette.error(mark)}`,
    ...(issue.hint === "" ? [] : [`${palette.dim(`${gutter}=`)} ${visible(issue.hint)}`]),
  ].join("\n");
}

/** Without control characters, which would steer the terminal. */
function visible(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "\uFFFD");
}
