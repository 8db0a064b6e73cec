import { closest, distance } from "fastest-levenshtein";

/** The candidate nearest to a misspelt name, if any is near enough to be what was meant. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const wanted = name.toLowerCase();
  const exceptCase = candidates.find((candidate) => candidate.toLowerCase() === wanted);
  if (exceptCase !== undefined) return exceptCase;
  const best = closest(name, candidates);
  return distance(name, best) <= Math.max(1, Math.floor(name.length / 3))
    ? best
    : begunWith(name, candidates);
}

/** The only name that begins like this: `bool` is short for `boolean`. */
function begunWith(name: string, candidates: readonly string[]): string | undefined {
  const longer = candidates.filter((candidate) => candidate.startsWith(name));
  return name.length >= 3 && longer.length === 1 ? longer[0] : undefined;
}
