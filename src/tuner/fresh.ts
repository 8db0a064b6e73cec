import { stream } from "../base/random.ts";
import { countOf, valueAtPlace } from "../space/domain.ts";
import { type Configuration, configurationKey, type Space } from "../space/space.ts";
import type { Knowledge } from "./tuner.ts";

/** So many draws are made before a space that can be counted is gone through for what is left. */
const MOST_DRAWS = 100;

/** After so many draws without anything new, numbers that could be counted no more are taken to be exhausted. */
const MOST_LAST_DRAWS = 10_000;

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
 * The first new configuration among the first `most` that `draw` gives, else one that nothing speaks for but that it
 * is new; undefined where every configuration has been tried.
 */
export function untried(
  knowledge: Pick<Knowledge, "space" | "seed" | "steps" | "earlier">,
  draw: (attempt: number) => Configuration,
  most = MOST_DRAWS,
): Configuration | undefined {
  const tried = triedKeys(knowledge);
  const isNew = (configuration: Configuration) => !tried.has(configurationKey(configuration));
  for (let attempt = 0; attempt < most; attempt++) {
    const configuration = draw(attempt);
    if (isNew(configuration)) return configuration;
  }
  for (const configuration of restOf(knowledge)) {
    if (isNew(configuration)) return configuration;
  }
  return undefined;
}

/** All configurations where they can be counted, else many more draws. */
function restOf({
  space,
  seed,
  steps,
}: Pick<Knowledge, "space" | "seed" | "steps">): Iterable<Configuration> {
  if (space.dimensions.every(({ domain }) => Number.isFinite(countOf(domain)))) return space.configurations();
  return randomDraws(space, seed, begun(steps));
}

function* randomDraws(space: Space, seed: number, trial: number): Generator<Configuration> {
  for (let attempt = 0; attempt < MOST_LAST_DRAWS; attempt++) {
    yield randomConfiguration(space, seed, "untried", trial, attempt);
  }
}
