import type { SearchContent, TrialFigures } from "../../store/search-files.ts";
import { COLOURS, INK } from "./theme.ts";

/** A trial, by what plots show of it: a running search has it, and a row of trials.csv. */
export type Tried = Pick<TrialFigures, "trial" | "status" | "value" | "configuration">;

/** What plots show of a search. */
export type Searched = Pick<SearchContent, "objective" | "best"> & { readonly trials: readonly Tried[] };

/** How a trial ended, each with a form of its own, so that nobody has to tell colours apart. */
const FORMS: Readonly<Record<Tried["status"], { readonly shape: string; readonly colour: string }>> = {
  complete: { shape: "circle", colour: COLOURS[0] },
  pruned: { shape: "triangle-down", colour: INK },
  diverged: { shape: "diamond", colour: COLOURS[1] },
  failed: { shape: "cross", colour: COLOURS[1] },
};

const STATUSES = Object.keys(FORMS) as Tried["status"][];

/** How far from the edge of a panel trials without a figure lie, in pixels. */
const NO_FIGURE = 7;

/** The statuses that occur, in one order. */
export function statusesOf(trials: readonly Tried[]): Tried["status"][] {
  return STATUSES.filter((status) => trials.some((trial) => trial.status === status));
}

/** The colours and shapes of some statuses, as ranges of scales. */
export function formsOf(statuses: readonly Tried["status"][]): { colours: string[]; shapes: string[] } {
  return {
    colours: statuses.map((status) => FORMS[status].colour),
    shapes: statuses.map((status) => FORMS[status].shape),
  };
}

/**
 * Beyond which span the objective is drawn logarithmically: where less is better, the good trials lie close together near
 * 0, and where more is better, near the top.
 */
export function linearSpanOf({ better }: Searched["objective"]): number {
  return better === "lower" ? 10 : Number.POSITIVE_INFINITY;
}

/** Where a panel of some height draws trials without a figure, in pixels: at the edge where the worst figures are. */
export function placeWithoutFigure({ better }: Searched["objective"], height: number): number {
  return better === "higher" ? height - NO_FIGURE : NO_FIGURE;
}

/** Where a panel of some height draws values, in pixels: apart from the trials that have none. */
export function valueRange(
  { trials, objective }: Pick<Searched, "trials" | "objective">,
  height: number,
): [bottom: number, top: number] {
  const room = withFigure(trials).length === trials.length ? 0 : 3 * NO_FIGURE;
  return objective.better === "higher" ? [height - room, 0] : [height, room];
}

/** Whether a trial came to a figure. */
export function isFigure({ value }: Pick<Tried, "value">): boolean {
  return Number.isFinite(value);
}

/** Trials that came to a figure. */
export function withFigure<Trial extends Pick<Tried, "value">>(trials: readonly Trial[]): Trial[] {
  return trials.filter(isFigure);
}

/** Whether a figure is better than another. */
export function isBetter(value: number, other: number, { better }: Searched["objective"]): boolean {
  return better === "higher" ? value > other : value < other;
}
