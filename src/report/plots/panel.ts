import { rounded } from "../../store/formats.ts";
import { scaleOf } from "./scale.ts";

/** The size of a panel, in pixels. */
export const PANEL = { width: 340, height: 220 } as const;

/** More epochs than this, and points are too close to be told apart. */
export const MOST_POINTS = 40;

/** The axis of the epochs, from the first to the last. */
export function epochAxis(epochs: number) {
  return {
    field: "epoch",
    type: "quantitative",
    title: "epoch",
    scale: { domain: epochs === 1 ? [0.5, 1.5] : [1, epochs], nice: false },
    axis: { tickMinStep: 1, format: "d", tickCount: 8, grid: false },
  } as const;
}

/** The axis of the values of some points. */
export function valueAxis(title: string, points: readonly { readonly value: number | null }[]) {
  const scale = scaleOf(points.flatMap(({ value }) => value ?? []));
  return { field: "value", type: "quantitative", title, scale } as const;
}

/** A value as a plot draws it; null, a gap, where it is no finite number. */
export function drawn(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? rounded(value) : null;
}
