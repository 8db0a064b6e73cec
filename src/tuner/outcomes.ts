import type { Configuration } from "../space/space.ts";
import type { Knowledge, Step } from "./tuner.ts";

/** What a configuration came to, as a number that is the better the lower it is. */
export interface Outcome {
  readonly configuration: Configuration;
  readonly cost: number;
}

/** What is known, as a model of the objective takes it. */
export interface Outcomes {
  /** A trial that failed, or whose result is not finite, costs as much as the worst one that has a finite result. */
  readonly known: readonly Outcome[];
  /** How many of the known have a finite result. */
  readonly finite: number;
  /** Trials whose results are not known yet. */
  readonly pending: readonly Configuration[];
}

/** Sorts the steps of a search whose every step is a trial. */
export function outcomesOf({
  goal,
  steps,
  earlier,
}: Pick<Knowledge, "goal" | "steps" | "earlier">): Outcomes {
  const seen = [
    ...earlier.map(({ configuration, value }) => ({ configuration, value })),
    ...steps.filter(hasResult).map(({ configuration, result }) => ({
      configuration,
      value: result.status === "failed" ? Number.NaN : result.value,
    })),
  ];
  const sign = goal === "min" ? 1 : -1;
  const finite = seen.filter(({ value }) => Number.isFinite(value)).map(({ value }) => sign * value);
  const worst = finite.reduce((most, cost) => Math.max(most, cost), Number.NEGATIVE_INFINITY);
  return {
    known: seen.map(({ configuration, value }) => ({
      configuration,
      cost: Number.isFinite(value) ? sign * value : worst,
    })),
    finite: finite.length,
    pending: steps.filter((step) => !hasResult(step)).map(({ configuration }) => configuration),
  };
}

function hasResult(step: Step): step is Step & Required<Pick<Step, "result">> {
  return step.result !== undefined;
}
