import { stream } from "../base/random.ts";
import { valueAtPlace } from "../space/domain.ts";
import { type Configuration, configurationKey, type Space } from "../space/space.ts";
import type { Knowledge } from "./tuner.ts";

/** So many draws are made before a space that can be counted is gone through for what is left. */
const MOST_DRAWS = 100;

/** A configuration drawn at random; every (seed, purpose, trial, attempt) is a draw of its own. */
export function randomConfiguration(
  space: Space,
  seed: number,
  purpose: string,
  trial: number,
  attempt = 0,
): Configuration {
  const draws = stream(seed, purpose, trial, attempt);
  let at = 0;
  return space.configure(({ domain }) => valueAtPlace(domain, draws.uniform(at++)));
}

/** The keys of all configurations that were tried or are being tried. */
export function triedKeys({ steps, earlier }: Pick<Knowledge, "steps" | "earlier">): ReadonlySet<string> {
  return new Set([...steps, ...earlier].map(({ configuration }) => configurationKey(configuration)));
}

/** How many trials have begun. */
export function begun(steps: Knowledge["steps"]): number {
  return steps.reduce((most, { trial }) => Math.max(most, trial), 0);
}

/**
 * The first new configuration among those that `draw` gives, else the first new one of the whole space; undefined
 * where every configuration has been tried.
 */
export function untried(
  knowledge: Pick<Knowledge, "space" | "steps" | "earlier">,
  draw: (attempt: number) => Configuration,
): Configuration | undefined {
  const tried = triedKeys(knowledge);
  for (let attempt = 0; attempt < MOST_DRAWS; attempt++) {
    const configuration = draw(attempt);
    if (!tried.has(configurationKey(configuration))) return configuration;
  }
  if (knowledge.space.size > tried.size + MOST_DRAWS ** 2) return draw(MOST_DRAWS);
  for (const configuration of knowledge.space.configurations()) {
    if (!tried.has(configurationKey(configuration))) return configuration;
  }
  return undefined;
}
