import { type Html, html } from "./html.ts";

const WIDTH = 96;
const HEIGHT = 24;
const MARGIN = 2;

/** More points than pixels cannot be seen. */
const MOST_POINTS = 48;

/** The course of a value over the epochs as a small line; nothing where it has no two finite values. */
export function sparkline(values: readonly number[]): Html | undefined {
  const shown = thinned(values, MOST_POINTS);
  const finite = shown.filter(Number.isFinite);
  if (finite.length < 2) return undefined;
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  const x = (index: number) => MARGIN + ((WIDTH - 2 * MARGIN) * index) / (shown.length - 1);
  const y = (value: number) =>
    most === least
      ? HEIGHT / 2
      : HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * (value - least)) / (most - least);
  const points = shown.flatMap((value, index) =>
    Number.isFinite(value) ? [`${x(index).toFixed(1)},${y(value).toFixed(1)}`] : [],
  );
  return html`<svg class="spark" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true"><polyline points="${points.join(" ")}"/></svg>`;
}

/** At most so many of the items, evenly spread, the first and the last among them. */
export function thinned<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from(
    { length: most },
    (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))]!,
  );
}
