import { STEADY_COLUMNS } from "../../store/formats.ts";
import type { StoredVersion } from "../../store/read-version.ts";
import { betterWay } from "../../train/metrics.ts";
import { isLoss, type OfExperiment, sameLoss } from "../like-with-like.ts";

/** A value of a curve, and its epoch. */
export interface At {
  readonly epoch: number;
  readonly value: number;
}

/** What became of the curve of a logged value. */
export interface CurveChange {
  /** `val_accuracy` */
  readonly name: string;
  /** The first epoch with the best value; absent where no value is a finite number. */
  readonly best: readonly [before: At | undefined, after: At | undefined];
  /** Where the curves are furthest apart, of the epochs that both have; absent where there is none. */
  readonly gap?: { readonly epoch: number; readonly change: number };
  /** The first epochs that are as good as the poorer of both bests. */
  readonly reached?: { readonly value: number; readonly epochs: readonly [before: number, after: number] };
}

/** The changes of the logged values that both versions have and that compare, validation first, of each part the loss last. */
export function curveChanges(before: StoredVersion, after: StoredVersion): CurveChange[] {
  return sharedNames([before, after])
    .sort((a, b) => rank(a) - rank(b))
    .map((name) => curveChange(name, pointsOf(before, name), pointsOf(after, name)));
}

/** A version's curves: rows of logged values by name; null, as on a page, for what is no finite number. */
export interface Curves extends OfExperiment {
  readonly name: string;
  readonly history: readonly Readonly<Record<string, number | null>>[];
}

/** The logged values that all versions have, without losses of different kinds, in the order of the last one's columns. */
export function sharedNames(versions: readonly Curves[]): string[] {
  const columns = versions.map(({ history }) => Object.keys(history[0] ?? {}));
  const oneLoss = sameLoss(versions);
  return (columns.at(-1) ?? []).filter(
    (name) =>
      !STEADY_COLUMNS.includes(name) &&
      (oneLoss || !isLoss(name)) &&
      columns.every((own) => own.includes(name)),
  );
}

function rank(name: string): number {
  return (name.startsWith("val_") ? 0 : 2) + (name.endsWith("loss") ? 1 : 0);
}

function pointsOf({ history }: StoredVersion, name: string): At[] {
  return history.map((row) => ({ epoch: row.epoch!, value: row[name]! }));
}

function curveChange(name: string, before: readonly At[], after: readonly At[]): CurveChange {
  const sign = betterWay(name) === "higher" ? 1 : -1;
  const best = [bestOf(before, sign), bestOf(after, sign)] as const;
  const gap = widestGap(before, after);
  const [old, own] = best;
  if (old === undefined || own === undefined) return { name, best, ...(gap === undefined ? {} : { gap }) };
  const value = sign * old.value < sign * own.value ? old.value : own.value;
  const first = (points: readonly At[]) => points.find((own) => sign * own.value >= sign * value)!.epoch;
  return {
    name,
    best,
    ...(gap === undefined ? {} : { gap }),
    reached: { value, epochs: [first(before), first(after)] },
  };
}

function bestOf(points: readonly At[], sign: number): At | undefined {
  let best: At | undefined;
  for (const own of points) {
    if (Number.isFinite(own.value) && (best === undefined || sign * own.value > sign * best.value))
      best = own;
  }
  return best;
}

function widestGap(before: readonly At[], after: readonly At[]): CurveChange["gap"] {
  const old = new Map(before.map(({ epoch, value }) => [epoch, value]));
  let gap: CurveChange["gap"];
  for (const { epoch, value } of after) {
    const change = value - (old.get(epoch) ?? Number.NaN);
    if (Number.isFinite(change) && Math.abs(change) > Math.abs(gap?.change ?? 0)) gap = { epoch, change };
  }
  return gap;
}
