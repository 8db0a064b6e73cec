import { stream } from "../base/random.ts";
import { int, options } from "../component/options.ts";
import { type Configuration, configurationKey, type Space } from "../space/space.ts";
import { LogExpectedImprovement } from "./bayesian/acquisition.ts";
import { fit } from "./bayesian/fit.ts";
import { orderedDimensions, pointOf } from "./bayesian/point.ts";
import { type Data, type Prior, Process } from "./bayesian/process.ts";
import { climb } from "./bayesian/search.ts";
import { budget } from "./budget.ts";
import { begun, triedKeys, untried } from "./fresh.ts";
import { type Outcomes, outcomesOf } from "./outcomes.ts";
import { sobolConfiguration } from "./sobol.ts";
import { type Knowledge, tuner } from "./tuner.ts";

/** Local searches also begin near so many of the best configurations known. */
const BEST = 5;

/**
 * Snoek, Larochelle, Adams, "Practical Bayesian optimization of machine learning algorithms", 2012: after a first few
 * points of a Sobol sequence, at most a third of all, a Gaussian process of what is known says where the expected
 * improvement is highest. Nothing is tried twice.
 */
export const bayesian = tuner({
  name: "bayesian",
  summary: "A Gaussian process suggests where the next trial is worth most",
  options: options({ trials: int("How many configurations are tried", { min: 1 }) }),
  results: "inOrder",
  outline({ trials }, space) {
    const planned = budget(trials, space);
    return { ...planned, warnings: [...planned.warnings, ...warnings(trials, space)] };
  },
  propose(knowledge, { trials }) {
    const { space, seed, steps } = knowledge;
    const point = begun(steps);
    if (point >= trials) return "done";
    const configuration =
      suggestion(knowledge, trials) ??
      untried(knowledge, (attempt) => sobolConfiguration(space, seed, "bayesian", point + attempt));
    return configuration === undefined ? "done" : { configuration };
  },
});

/** As many as dimensions and one more, so that the first model can tell them apart, but at most a third. */
function initialTrials(trials: number, space: Space): number {
  return Math.min(Math.floor(trials / 3), Math.max(4, space.dimensions.length + 1));
}

function isInitial({ known, finite, pending }: Outcomes, trials: number, space: Space): boolean {
  return finite < 2 || known.length + pending.length < initialTrials(trials, space);
}

/** On the problems of bench/tuners.ts it is clearly ahead of random from about two trials a dimension. */
function warnings(trials: number, { dimensions }: Space): string[] {
  const enough = Math.max(9, 2 * dimensions.length);
  if (trials >= enough) return [];
  return [
    `${trials} trials are few for bayesian over ${dimensions.length} hyperparameters: below ${enough} it finds little more than random`,
  ];
}

/** The best new configuration by the model; undefined where it is too early for one, or nothing is new. */
function suggestion(knowledge: Knowledge, trials: number): Configuration | undefined {
  const { space, seed, steps } = knowledge;
  const outcomes = outcomesOf(knowledge);
  if (isInitial(outcomes, trials, space)) return undefined;
  const trial = begun(steps) + 1;
  const data = dataOf(space, outcomes);
  const prior = fit(data, stream(seed, "bayesian/fit", trial));
  const pending = outcomes.pending.map((configuration) => pointOf(space, configuration));
  const acquisition = new LogExpectedImprovement(believing(new Process(data, prior), prior, pending));
  const best = [...outcomes.known]
    .sort((a, b) => a.cost - b.cost)
    .slice(0, BEST)
    .map(({ configuration }) => configuration);
  const tried = triedKeys(knowledge);
  return climb(space, acquisition, best, stream(seed, "bayesian/search", trial)).find(
    (configuration) => !tried.has(configurationKey(configuration)),
  );
}

function dataOf(space: Space, { known }: Outcomes): Data {
  return {
    points: known.map(({ configuration }) => pointOf(space, configuration)),
    costs: standardized(clipped(scaled(known.map(({ cost }) => cost)))),
    ordered: orderedDimensions(space),
  };
}

/** At most 1 away from 0, so that no square is beyond what a number holds. */
function scaled(costs: readonly number[]): number[] {
  const largest = costs.reduce((most, cost) => Math.max(most, Math.abs(cost)), 0);
  return costs.map((cost) => cost / (largest || 1));
}

/**
 * Nothing above the median by more than the best is below it. How bad the bad ones are tells nothing of where the best
 * is, and a cliff from good ones to failures would make a rough function of a smooth one.
 */
function clipped(costs: readonly number[]): readonly number[] {
  const sorted = costs.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  const least = sorted[0]!;
  if (median === least) return costs;
  return costs.map((cost) => Math.min(cost, 2 * median - least));
}

/** With mean 0 and deviation 1. */
function standardized(costs: readonly number[]): Float64Array {
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  const variance = costs.reduce((sum, cost) => sum + (cost - mean) ** 2, 0) / costs.length;
  return Float64Array.from(costs, (cost) => (cost - mean) / (Math.sqrt(variance) || 1));
}

/**
 * As if every pending trial had come to what is believed of it: nothing is expected to be found there twice. Kriging
 * believer of Ginsbourger, Le Riche, Carraro, "Kriging is well-suited to parallelize optimization", 2010.
 */
function believing(process: Process, prior: Prior, pending: readonly Float64Array[]): Process {
  if (pending.length === 0) return process;
  const { points, costs, ordered } = process.data;
  const believed = pending.map((point) => process.belief(point).mean);
  const data = { points: [...points, ...pending], costs: Float64Array.of(...costs, ...believed), ordered };
  return new Process(data, prior);
}
