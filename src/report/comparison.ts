import { type Difference, differences } from "../spec/difference.ts";
import type { StoredVersion } from "../store/read-version.ts";
import { welch } from "./significance.ts";

/** A figure in two versions: of their final training, or the mean where both have replicates. */
export interface FigureChange {
  /** `test.accuracy` */
  readonly figure: string;
  readonly before: number;
  readonly after: number;
  readonly change: number;
  /** The p-value of Welch's test over the replicates; absent where one version has none. */
  readonly p?: number;
}

/** Cause and effect of what was changed between two versions. */
export interface Comparison {
  readonly before: string;
  readonly after: string;
  /** In the experiments, by meaning. */
  readonly experiment: readonly Difference[];
  /** In what decides results beside them. */
  readonly otherwise: readonly Difference[];
  readonly figures: readonly FigureChange[];
  /** Replicates of both, where both have some. */
  readonly replicates?: readonly [before: number, after: number];
  /** Of the classes that both have, those whose recall changed, the largest change first. */
  readonly recalls: readonly { readonly name: string; readonly before: number; readonly after: number }[];
  readonly epochs: readonly [before: number, after: number];
  readonly finalEpoch: readonly [before: number, after: number];
  /** Absent where one does not say. */
  readonly seconds?: readonly [before: number, after: number];
}

/** What only people read of an experiment. */
const ONLY_TOLD = ["name", "variant", "description"];

/** What differs between two versions, and what it did. */
export function compare(before: StoredVersion, after: StoredVersion): Comparison {
  const replicates =
    before.replicates === undefined || after.replicates === undefined
      ? undefined
      : ([before.replicates.count, after.replicates.count] as const);
  return {
    before: before.name,
    after: after.name,
    experiment: differences(before.document, after.document).filter(({ path }) => !ONLY_TOLD.includes(path)),
    otherwise: (["data", "arithmetic", "engine", "revision"] as const).flatMap((path): Difference[] =>
      before.run[path] === after.run[path]
        ? []
        : [{ path, before: before.run[path], after: after.run[path] }],
    ),
    figures: figureChanges(before, after),
    ...(replicates === undefined ? {} : { replicates }),
    recalls: recallChanges(before, after),
    epochs: [before.epochs, after.epochs],
    finalEpoch: [before.finalEpoch, after.finalEpoch],
    ...(before.seconds === undefined || after.seconds === undefined
      ? {}
      : { seconds: [before.seconds, after.seconds] as const }),
  };
}

/** Test first, then validation, then training; of each the metrics before the loss. */
function figureChanges(before: StoredVersion, after: StoredVersion): FigureChange[] {
  return ["test", "validation", "train"].flatMap((part) => {
    const [old, own] = [before.figures[part], after.figures[part]];
    if (old === undefined || own === undefined) return [];
    const names = Object.keys(own).filter((name) => name in old);
    const sorted = names.sort((a, b) => Number(a === "loss") - Number(b === "loss") || (a < b ? -1 : 1));
    return sorted.map((name) => figureChange(part, name, before, after));
  });
}

function figureChange(part: string, name: string, before: StoredVersion, after: StoredVersion): FigureChange {
  const figure = `${part}.${name}`;
  const [old, own] = [before, after].map(({ replicates }) => {
    const spread = replicates?.spread[part]?.[name];
    return spread === undefined ? undefined : { ...spread, count: replicates!.count };
  });
  if (old === undefined || own === undefined) {
    const [first, second] = [before.figures[part]![name]!, after.figures[part]![name]!];
    return { figure, before: first, after: second, change: second - first };
  }
  return { figure, before: old.mean, after: own.mean, change: own.mean - old.mean, p: welch(old, own) };
}

function recallChanges(before: StoredVersion, after: StoredVersion): Comparison["recalls"] {
  const changes = [...(after.recalls ?? [])].flatMap(([name, recall]) => {
    const old = before.recalls?.get(name);
    return old === undefined || old === recall ? [] : [{ name, before: old, after: recall }];
  });
  return changes.sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}
