import type { StoredVersion } from "../../store/read-version.ts";
import { betterWay } from "../../train/metrics.ts";
import { newcombe, testedText } from "../significance.ts";
import { answersOf } from "./confusions.ts";

/** A figure in two versions: of their final training, or the mean where both have replicates. */
export interface FigureChange {
  /** `test.accuracy` */
  readonly figure: string;
  readonly before: number;
  readonly after: number;
  readonly change: number;
  /** What Welch's test over the replicates says, a text that may be empty; absent where one version has none. */
  readonly noise?: string;
  /**
   * Where the change lies as far as the choice of samples is concerned, with 95 % confidence; absent but for shares of
   * right answers in single trainings.
   */
  readonly sampling?: { readonly low: number; readonly high: number };
}

/** A figure that is not logged: how much better training looks than validation, with the final weights. */
export const OVERFITTING = "overfitting";

/** Test first, then validation, then training, and what training and validation differ in; of each the loss last. */
export function figureChanges(before: StoredVersion, after: StoredVersion): FigureChange[] {
  const means = before.replicates !== undefined && after.replicates !== undefined;
  const [old, own] = [withOverfitting(before, means), withOverfitting(after, means)];
  return ["test", "validation", "train", OVERFITTING].flatMap((part) => {
    const [first, second] = [old.figures[part], own.figures[part]];
    if (first === undefined || second === undefined) return [];
    const names = Object.keys(second).filter((name) => name in first);
    const sorted = names.sort((a, b) => Number(a === "loss") - Number(b === "loss") || (a < b ? -1 : 1));
    return sorted.map((name) => figureChange(part, name, old, own));
  });
}

/** With the overfitting of the final training, or of the means over replicates. */
function withOverfitting(version: StoredVersion, means: boolean): StoredVersion {
  const { figures, replicates } = version;
  const { train, validation } = figures;
  if (train === undefined || validation === undefined) return version;
  const figure = (part: string, name: string) =>
    (means ? replicates!.spread[part]?.[name]?.mean : figures[part]![name]) ?? Number.NaN;
  const gaps = Object.keys(train).map((name): [string, number] => {
    const difference = figure("train", name) - figure("validation", name);
    return [name, betterWay(name) === "higher" ? difference : -difference];
  });
  return { ...version, figures: { ...version.figures, [OVERFITTING]: Object.fromEntries(gaps) } };
}

function figureChange(part: string, name: string, before: StoredVersion, after: StoredVersion): FigureChange {
  const figure = `${part}.${name}`;
  const [old, own] = [before, after].map(({ replicates }) => {
    const spread = replicates?.spread[part]?.[name];
    return spread === undefined ? undefined : { ...spread, count: replicates!.count };
  });
  if (old === undefined || own === undefined) {
    const [first, second] = [before.figures[part]![name]!, after.figures[part]![name]!];
    const sampling = samplingOf(part, [first, second], [before, after]);
    const change = second - first;
    return { figure, before: first, after: second, change, ...(sampling === undefined ? {} : { sampling }) };
  }
  return {
    figure,
    before: old.mean,
    after: own.mean,
    change: own.mean - old.mean,
    noise: testedText(old, own),
  };
}

/** Files hold six digits. */
const ROUNDING = 1e-6;

/** A figure is a share of right answers where it equals that of the confusions, which are of the last part there is. */
function samplingOf(
  part: string,
  [first, second]: readonly [number, number],
  [before, after]: readonly [StoredVersion, StoredVersion],
): FigureChange["sampling"] {
  if (before.run.identity === after.run.identity) return undefined;
  const [old, own] = [answersOf(before), answersOf(after)];
  if (old === undefined || own === undefined) return undefined;
  const answered = ({ figures }: StoredVersion) => ("test" in figures ? "test" : "validation");
  if (answered(before) !== part || answered(after) !== part) return undefined;
  const share = ({ right, samples }: typeof old, figure: number) =>
    Math.abs(right / samples - figure) <= ROUNDING;
  return share(old, first) && share(own, second) ? newcombe(old, own) : undefined;
}
