import { stream } from "../base/random.ts";
import { int, options } from "../component/options.ts";
import { type Configuration, configurationKey } from "../space/space.ts";
import { budget } from "./budget.ts";
import { begun, triedKeys, untried } from "./fresh.ts";
import { outcomesOf } from "./outcomes.ts";
import { sobolConfiguration } from "./sobol.ts";
import { Parzen } from "./tpe/parzen.ts";
import { type Knowledge, tuner } from "./tuner.ts";

/** Trials before anything is learnt, or a third of all where that is less. */
const INITIAL = 10;

/** The best of this part of the trials are good ones, and never more than `MOST_GOOD`. */
const GOOD_PART = 0.1;
const MOST_GOOD = 25;

/** Draws from the density of the good ones, of which the most promising is tried. */
const CANDIDATES = 24;

/**
 * Bergstra, Bardenet, Bengio, Kégl, "Algorithms for hyper-parameter optimization", 2011: of draws from a density of the
 * good configurations the one that is densest there compared with a density of the others. Trials that failed are among
 * the others, and so are those that are being tried, as if they were to turn out bad (the constant liar of Ginsbourger,
 * Le Riche, Carraro 2010). Nothing is tried twice.
 */
export const tpe = tuner({
  name: "tpe",
  summary: "Tree-structured Parzen estimators (Bergstra et al. 2011)",
  options: options({ trials: int("How many configurations are tried", { min: 1 }) }),
  results: "inOrder",
  outline({ trials }, space) {
    const planned = budget(trials, space);
    if (trials > INITIAL) return planned;
    const few = `${trials} trials are few for tpe: one trial in ten counts as good, so that it learns from one alone`;
    return { ...planned, warnings: [...planned.warnings, few] };
  },
  propose(knowledge, { trials }) {
    const { space, seed, steps } = knowledge;
    const point = begun(steps);
    if (point >= trials) return "done";
    const configuration =
      suggestion(knowledge, trials) ??
      untried(knowledge, (attempt) => sobolConfiguration(space, seed, "tpe", point + attempt));
    return configuration === undefined ? "done" : { configuration };
  },
});

/** The most promising of some new configurations; undefined where it is too early to tell, or none is new. */
function suggestion(knowledge: Knowledge, trials: number): Configuration | undefined {
  const { space, seed, steps } = knowledge;
  const { known, finite, pending } = outcomesOf(knowledge);
  const initial = Math.min(INITIAL, Math.floor(trials / 3));
  if (finite < 2 || known.length + pending.length < initial) return undefined;
  const sorted = [...known].sort((a, b) => a.cost - b.cost).map(({ configuration }) => configuration);
  const count = Math.min(Math.ceil(GOOD_PART * sorted.length), finite, MOST_GOOD);
  const good = new Parzen(space, sorted.slice(0, count));
  const others = new Parzen(space, [...sorted.slice(count), ...pending]);
  const tried = triedKeys(knowledge);
  const trial = begun(steps) + 1;
  return Array.from({ length: CANDIDATES }, (_, draw) => good.draw(stream(seed, "tpe/draw", trial, draw)))
    .filter((configuration) => !tried.has(configurationKey(configuration)))
    .map((configuration) => ({
      configuration,
      worth: good.logDensity(configuration) - others.logDensity(configuration),
    }))
    .sort((a, b) => b.worth - a.worth)[0]?.configuration;
}
