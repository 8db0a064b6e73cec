import type { IndexRow } from "../store/index-file.ts";
import { betterWay } from "../train/metrics.ts";

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
