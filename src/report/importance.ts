import { stream } from "../base/random.ts";
import { countOf, isOrdered, placeOf } from "../space/domain.ts";
import type { Space } from "../space/space.ts";
import type { Importance, SearchContent, TrialFigures } from "../store/search-files.ts";
import { bootstrap, grow, ordersOf, predict, type Table } from "./forest.ts";
import { varianceShares } from "./variance-shares.ts";

const TREES = 200;

/**
 * Trials say something of what matters where what the forest says of trials that it was not grown on and what they came to
 * are correlated by more than so many standard errors, of 1 / √trials each.
 */
const STANDARD_ERRORS = 2;

/** What is compared of a search. */
export type Compared = Pick<SearchContent, "objective" | "space"> & {
  readonly trials: readonly Pick<TrialFigures, "status" | "value" | "configuration">[];
};

/**
 * How much each hyperparameter matters: the share of the variance in the ranks of the trials that it explains by itself,
 * on average over the trees of a random forest (functional analysis of variance, see `varianceShares`). Each tree is grown
 * on a bootstrap sample of the trials, so that 95 % of the trees lie within the 95 % confidence interval: the percentile
 * interval of Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7, 1979. Ranks, because a
 * trial that diverged then counts as the worst, and no outlier decides all; trials that failed are left out.
 */
export function importanceOf({ trials, objective, space }: Compared, seed: number): Importance {
  const table = tableOf(
    trials.filter(({ status }) => status !== "failed"),
    objective,
    space,
  );
  const samples = table.targets.length;
  const orders = ordersOf(table);
  const shares: Float64Array[] = [];
  const outside = { sums: new Float64Array(samples), trees: new Float64Array(samples) };
  for (let tree = 0; tree < TREES; tree++) {
    const drawn = bootstrap(samples, stream(seed, "importance", tree));
    const grown = grow(table, orders, drawn);
    shares.push(varianceShares(grown, table));
    for (let sample = 0; sample < samples; sample++) {
      if (drawn[sample] !== 0) continue;
      outside.sums[sample]! += predict(grown, table.columns, sample);
      outside.trees[sample]! += 1;
    }
  }
  const explained = explainedBy(outside, table.targets);
  const nothing = explained <= STANDARD_ERRORS ** 2 / samples;
  return {
    trials: samples,
    explained,
    hyperparameters: (nothing ? [] : space.dimensions).map(({ name }, dimension) => ({
      name,
      ...intervalOf(shares.map((own) => own[dimension]!)),
    })),
  };
}

function tableOf(trials: Compared["trials"], objective: Compared["objective"], space: Space): Table {
  return {
    columns: space.dimensions.map(({ name, domain }) =>
      Float64Array.from(trials, ({ configuration }) =>
        configuration[name] === undefined ? -1 : placeOf(domain, configuration[name]),
      ),
    ),
    targets: ranksOf(
      trials.map(({ value }) => value),
      objective.better,
    ),
    categories: space.dimensions.map(({ domain }) => (isOrdered(domain) ? 0 : countOf(domain))),
  };
}

/** The rank of each value from 0, best last, as parts of 1; equal ones share the mean of theirs, NaN is the worst. */
export function ranksOf(values: readonly number[], better: "higher" | "lower"): Float64Array {
  const worth = values.map((value) =>
    Number.isFinite(value) ? (better === "higher" ? value : -value) : Number.NEGATIVE_INFINITY,
  );
  return Float64Array.from(worth, (own) => {
    const below = worth.filter((other) => other < own).length;
    const equal = worth.filter((other) => other === own).length;
    return (below + (equal - 1) / 2) / values.length;
  });
}

/** The share of the variance of the targets that trees explain on samples they were not grown on; may be negative. */
function explainedBy(
  { sums, trees }: { readonly sums: Float64Array; readonly trees: Float64Array },
  targets: Float64Array,
): number {
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  let [left, all] = [0, 0];
  for (const [sample, target] of targets.entries()) {
    if (trees[sample] === 0) continue;
    left += (target - sums[sample]! / trees[sample]!) ** 2;
    all += (target - mean) ** 2;
  }
  // Equal ranks may differ from their mean by rounding alone.
  return all < 1e-9 ? 0 : 1 - left / all;
}

/** The mean over the trees, and between which values 95 % of them lie. */
function intervalOf(values: readonly number[]): {
  readonly share: number;
  readonly low: number;
  readonly high: number;
} {
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (part: number) => sorted[Math.round(part * (sorted.length - 1))]!;
  const share = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { share, low: quantile(0.025), high: quantile(0.975) };
}
