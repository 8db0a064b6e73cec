import { closest, distance } from "fastest-levenshtein";

/** The candidate nearest to a misspelt name, if any is near enough to be what was meant. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const wanted = name.toLowerCase();
  const exceptCase = candidates.find((candidate) => candidate.toLowerCase() === wanted);
  if (exceptCase !== undefined) return exceptCase;
  const best = closest(name, candidates);
  return distance(name, best) <= Math.max(1, Math.floor(name.length / 3)) ? best : undefined;
}
