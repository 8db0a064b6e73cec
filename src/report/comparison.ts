import { type Difference, differences } from "../spec/difference.ts";
import type { StoredSearch, StoredVersion } from "../store/read-version.ts";
import { answersOf, type ClassChanges, classChanges } from "./comparison/confusions.ts";
import { type CurveChange, curveChanges } from "./comparison/curves.ts";
import { type FigureChange, figureChanges } from "./comparison/figures.ts";
import { isLoss, sameLoss } from "./like-with-like.ts";
import { ONLY_TOLD } from "./side-by-side.ts";

type BeforeAfter<Value> = readonly [before: Value, after: Value];

/** Cause and effect of what was changed between two versions. */
export interface Comparison {
  readonly before: string;
  readonly after: string;
  /** Whether both are one run: the same experiment, data and arithmetic. */
  readonly sameRun: boolean;
  /** In the experiments, by meaning. */
  readonly experiment: readonly Difference[];
  /** In what decides results beside them. */
  readonly otherwise: readonly Difference[];
  /** Whether both have the same loss; else its values are not compared. */
  readonly sameLoss: boolean;
  readonly figures: readonly FigureChange[];
  /** Replicates of both, where both have some. */
  readonly replicates?: BeforeAfter<number> | undefined;
  /** Samples that both answered, where they tell classes. */
  readonly samples?: BeforeAfter<number> | undefined;
  readonly curves: readonly CurveChange[];
  /** Absent where one does not tell classes. */
  readonly classes?: ClassChanges;
  /** Where at least one is of a search. */
  readonly searches?: BeforeAfter<StoredSearch | undefined>;
  readonly epochs: BeforeAfter<number>;
  readonly finalEpoch: BeforeAfter<number>;
  /** Weights in all. */
  readonly parameters?: BeforeAfter<number> | undefined;
  /** Absent where one does not say. */
  readonly seconds?: BeforeAfter<number> | undefined;
}

/** What differs between two versions, and what it did. */
export function compare(before: StoredVersion, after: StoredVersion): Comparison {
  const classes = classChanges(before, after);
  const experiment = differences(before.document, after.document).filter(
    ({ path }) => !ONLY_TOLD.includes(path),
  );
  const oneLoss = sameLoss([before, after]);
  return {
    before: before.name,
    after: after.name,
    sameRun: before.run.identity === after.run.identity,
    experiment,
    otherwise: otherwise(before, after),
    sameLoss: oneLoss,
    figures: figureChanges(before, after).filter(({ figure }) => oneLoss || !isLoss(figure)),
    replicates: inBoth(before.replicates?.count, after.replicates?.count),
    samples: inBoth(answersOf(before)?.samples, answersOf(after)?.samples),
    curves: curveChanges(before, after),
    ...(classes === undefined ? {} : { classes }),
    ...(before.search === undefined && after.search === undefined
      ? {}
      : { searches: [before.search, after.search] as const }),
    epochs: [before.epochs, after.epochs],
    finalEpoch: [before.finalEpoch, after.finalEpoch],
    parameters: inBoth(before.parameters, after.parameters),
    seconds: inBoth(before.seconds, after.seconds),
  };
}

function inBoth(before: number | undefined, after: number | undefined): BeforeAfter<number> | undefined {
  return before === undefined || after === undefined ? undefined : [before, after];
}

function otherwise(before: StoredVersion, after: StoredVersion): Difference[] {
  return (["data", "arithmetic", "engine", "revision"] as const).flatMap((path) =>
    before.run[path] === after.run[path] ? [] : [{ path, before: before.run[path], after: after.run[path] }],
  );
}
