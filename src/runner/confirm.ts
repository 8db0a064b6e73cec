import { stream } from "../base/random.ts";
import type { Confirmation } from "../store/search-files.ts";
import type { Monitor } from "./events.ts";
import type { Executor } from "./executors/executor.ts";
import { isBetter, valueIn } from "./objective.ts";
import type { PreparedSearch } from "./prepare.ts";
import type { ConfirmedRecord } from "./record.ts";
import type { Session } from "./replicates.ts";
import { ranked, type Trial } from "./trial-outcomes.ts";
import { taskOf } from "./trial-task.ts";

/**
 * The 0.975 quantiles of Student's t with 1 … 10 degrees of freedom, then with 15, 20 and 30 (any table; Student 1908,
 * Fisher 1925); beyond, that of the normal distribution.
 */
const QUANTILES: readonly (readonly [freedom: number, quantile: number])[] = [
  ...[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228].map(
    (quantile, index) => [index + 1, quantile] as const,
  ),
  ...([
    [15, 2.131],
    [20, 2.086],
    [30, 2.042],
  ] as const),
];

/** Trains the best trials again, each over the same fresh seeds; best mean first. */
export async function confirm(
  prepared: PreparedSearch,
  trials: readonly Trial[],
  objective: Monitor,
  executor: Executor,
  session: Session,
): Promise<readonly Confirmation[]> {
  const { top, seeds } = prepared.search.search.final.confirm!;
  const best = ranked(trials, objective).slice(0, top);
  session.emit({ type: "confirming", trials: best.map(({ trial }) => trial), seeds });
  const confirmations = await Promise.all(
    best.map(async (trial) => {
      const indices = Array.from({ length: seeds }, (_, index) => index);
      const values = await Promise.all(
        indices.map((index) => again(prepared, trial, index, objective, executor, session)),
      );
      return confirmationOf(trial, values, objective);
    }),
  );
  return confirmations.sort((a, b) =>
    isBetter(a.mean, b.mean, objective) ? -1 : isBetter(b.mean, a.mean, objective) ? 1 : 0,
  );
}

/** The objective of a trial that is trained again over a fresh seed; NaN where that fails. */
async function again(
  prepared: PreparedSearch,
  { trial, configuration, epochs }: Trial,
  index: number,
  objective: Monitor,
  executor: Executor,
  { journal, elapsed, emit }: Session,
): Promise<number> {
  const earlier = journal.events.find(
    (record): record is ConfirmedRecord =>
      record.type === "confirmed" && record.trial === trial && record.index === index,
  );
  if (earlier !== undefined) return valueIn(earlier.outcome, objective);
  const task = await taskOf(prepared, {
    name: `confirm-${trial}-${index}`,
    configuration,
    seed: stream(prepared.search.seed, "confirm", index).word(0),
    trial,
    ...(epochs === undefined ? {} : { epochs }),
    goesOn: false,
    bars: [],
  });
  const outcome = await executor.run(task, (event) => {
    if (event.type === "notice") emit(event);
  });
  await journal.append({ type: "confirmed", trial, index, outcome, elapsed: elapsed() });
  await executor.forget(task.name);
  const value = valueIn(outcome, objective);
  emit({ type: "confirmed", trial, index: index + 1, value });
  return value;
}

function confirmationOf(
  { trial, value }: Trial,
  values: readonly number[],
  objective: Monitor,
): Confirmation {
  const mean = values.reduce((sum, own) => sum + own, 0) / values.length;
  const variance = values.reduce((sum, own) => sum + (own - mean) ** 2, 0) / (values.length - 1);
  const margin = quantile(values.length - 1) * Math.sqrt(variance / values.length);
  const optimism = objective.better === "higher" ? value - mean : mean - value;
  return { trial, values, mean, margin, optimism };
}

/** Of the next smaller number of degrees of freedom in the table, which makes the interval no narrower than it is. */
function quantile(freedom: number): number {
  if (freedom > 100) return 1.96;
  return QUANTILES.findLast(([known]) => known <= freedom)![1];
}
