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

function initialTrials(trials: number, space: Space): number {
  return Math.min(Math.floor(trials / 3), Math.max(4, space.dimensions.length + 1));
}

function isInitial({ known, finite, pending }: Outcomes, trials: number, space: Space): boolean {
  return finite < 2 || known.length + pending.length < initialTrials(trials, space);
}

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
  const data = standardized(space, outcomes);
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

function standardized(space: Space, { known }: Outcomes): Data {
  // First to at most 1, so that no square is beyond what a number holds.
  const largest = known.reduce((most, { cost }) => Math.max(most, Math.abs(cost)), 0);
  const costs = Float64Array.from(known, ({ cost }) => cost / (largest || 1));
  const n = costs.length;
  const mean = costs.reduce((sum, cost) => sum + cost / n, 0);
  const deviation = Math.sqrt(costs.reduce((sum, cost) => sum + (cost - mean) ** 2 / n, 0));
  return {
    points: known.map(({ configuration }) => pointOf(space, configuration)),
    costs: costs.map((cost) => (cost - mean) / (deviation || 1)),
    ordered: orderedDimensions(space),
  };
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
