import type { Space } from "../space/space.ts";
import type { Outline } from "./tuner.ts";

/** What a search of so many trials comes to in a space that may have fewer configurations. */
export function budget(trials: number, space: Space): Pick<Outline, "trials" | "warnings"> {
  const { size } = space;
  if (trials <= size) return { trials, warnings: [] };
  return { trials: size, warnings: [fewerThan(trials, size)] };
}

/** Says that a space has fewer configurations than a search has trials. */
export function fewerThan(trials: number, size: number): string {
  return `the space has ${size} ${size === 1 ? "configuration" : "configurations"}, fewer than ${trials} trials`;
}
