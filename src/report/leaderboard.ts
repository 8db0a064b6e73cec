import type { IndexRow } from "../store/index-file.ts";
import { betterWay } from "../train/metrics.ts";
import { contest, type OfExperiment } from "./like-with-like.ts";

/** The figures that some version has: test before validation, metrics before the loss. */
export function figureNames(versions: readonly Pick<IndexRow, "figures">[]): string[] {
  const names = [...new Set(versions.flatMap(({ figures }) => Object.keys(figures)))];
  const rank = (name: string) => (name.startsWith("test_") ? 0 : 2) + (name.endsWith("_loss") ? 1 : 0);
  return names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Whether less is better of a figure: `test_loss`. */
export function lessIsBetter(figure: string): boolean {
  return betterWay(figure.replace(/^(test|validation)_/, "")) === "lower";
}

/** A figure's value in a version. */
export interface Entrant {
  readonly version: OfExperiment;
  readonly value: number;
}

/** The best by a figure: of each contest with at least two finite values. */
export function winners<Own extends Entrant>(entrants: readonly Own[], figure: string): Set<Own> {
  const contests = new Map<string, Own[]>();
  for (const own of entrants) {
    if (!Number.isFinite(own.value)) continue;
    const among = contest(own.version, figure);
    contests.set(among, [...(contests.get(among) ?? []), own]);
  }
  const best = [...contests.values()].flatMap((rivals) => {
    const values = rivals.map(({ value }) => value);
    const first = lessIsBetter(figure) ? Math.min(...values) : Math.max(...values);
    return rivals.length < 2 ? [] : rivals.filter(({ value }) => value === first);
  });
  return new Set(best);
}
