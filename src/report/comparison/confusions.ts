import type { StoredVersion } from "../../store/read-version.ts";

/** How often samples of one class were taken for another. */
export interface ConfusionChange {
  readonly truth: string;
  readonly answer: string;
  readonly before: number;
  readonly after: number;
}

export interface ClassChanges {
  /** Of the classes that both have, those whose recall changed, the largest change first. */
  readonly recalls: readonly { readonly name: string; readonly before: number; readonly after: number }[];
  /**
   * Pairs of different classes whose counts changed, the largest change first. Empty where the classes do not have as
   * many samples in both versions: counts then say nothing.
   */
  readonly confusions: readonly ConfusionChange[];
}

/** What changed in how classes are told apart; undefined where one version has no classes. */
export function classChanges(before: StoredVersion, after: StoredVersion): ClassChanges | undefined {
  if (before.confusions === undefined || after.confusions === undefined) return undefined;
  return { recalls: recallChanges(before, after), confusions: confusionChanges(before, after) };
}

function recallChanges(before: StoredVersion, after: StoredVersion): ClassChanges["recalls"] {
  const changes = [...(after.recalls ?? [])].flatMap(([name, recall]) => {
    const old = before.recalls?.get(name);
    return old === undefined || old === recall ? [] : [{ name, before: old, after: recall }];
  });
  return changes.sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}

function confusionChanges(before: StoredVersion, after: StoredVersion): ConfusionChange[] {
  if (supportText(before) !== supportText(after)) return [];
  const changes = new Map<string, { -readonly [Key in keyof ConfusionChange]: ConfusionChange[Key] }>();
  for (const [version, side] of [
    [before, "before"],
    [after, "after"],
  ] as const) {
    for (const { truth, answer, count } of version.confusions!.filter((own) => own.truth !== own.answer)) {
      const key = JSON.stringify([truth, answer]);
      const change = changes.get(key) ?? { truth, answer, before: 0, after: 0 };
      change[side] = count;
      changes.set(key, change);
    }
  }
  return [...changes.values()]
    .filter((own) => own.before !== own.after)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}

/** How many samples each class has, to be compared. */
function supportText({ confusions }: StoredVersion): string {
  const support = new Map<string, number>();
  for (const { truth, count } of confusions!) support.set(truth, (support.get(truth) ?? 0) + count);
  return JSON.stringify([...support].sort());
}

/** The samples that were answered, and how many of them rightly; undefined where there are no classes. */
export function answersOf({ confusions }: StoredVersion): { right: number; samples: number } | undefined {
  if (confusions === undefined) return undefined;
  const sum = (rows: typeof confusions) => rows.reduce((total, { count }) => total + count, 0);
  return {
    right: sum(confusions.filter(({ truth, answer }) => truth === answer)),
    samples: sum(confusions),
  };
}
