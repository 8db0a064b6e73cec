import { OptionProblem } from "../base/errors.ts";
import { stream } from "../base/random.ts";
import type { DatasetSection, Part } from "./dataset.ts";
import type { RawData, SourceFacts } from "./source.ts";

/** Which samples stand in which part, each list in ascending order. */
export interface Split {
  /** Positions in the source's training samples. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  /** Positions in the source's test samples, or in its training samples where it has none. */
  readonly test: Uint32Array;
}

/**
 * How many samples each part gets. Throws an OptionProblem, relative to the dataset section, where a part that
 * was asked for, or that the source brings, would be empty.
 */
export function partCounts(
  { train, test }: SourceFacts["counts"],
  section: DatasetSection,
): Readonly<Record<Part, number>> {
  const { share, split } = section;
  const own = portion(train, share);
  const held = test === undefined ? portion(own, split.test) : portion(test, share);
  const rest = test === undefined ? own - held : own;
  const validation = portion(rest, split.validation);
  const counts = { train: rest - validation, validation, test: held };
  refuseEmpty(counts, section, test !== undefined);
  return counts;
}

/**
 * Divides the samples: first the source's training and test samples are each cut to the share, then test samples
 * are taken where the source brings none, then validation samples. Every choice is seeded, and keeps the classes'
 * proportions where `stratify` says so; the share keeps them wherever there are classes.
 */
export function splitOf({ facts, labels }: RawData, section: DatasetSection, seed: number): Split {
  const { share, split } = section;
  partCounts(facts.counts, section);
  const perClass = split.stratify ? labels.train : undefined;
  const cut = (count: number, classes: Float32Array | undefined, purpose: string): Uint32Array => {
    const all = Uint32Array.from({ length: count }, (_, index) => index);
    if (share === 1) return all;
    return taken(all, share, facts.classes === undefined ? undefined : classes, seed, purpose).chosen;
  };
  const own = cut(facts.counts.train, labels.train, "share/train");
  const held =
    facts.counts.test === undefined
      ? taken(own, split.test, perClass, seed, "split/test")
      : { chosen: cut(facts.counts.test, labels.test, "share/test"), rest: own };
  const kept = taken(held.rest, split.validation, perClass, seed, "split/validation");
  return { train: kept.rest, validation: kept.chosen, test: held.chosen };
}

/** How many of `count` samples a share of them is. */
function portion(count: number, share: number): number {
  return Math.round(count * share);
}

/**
 * Takes a share of `indices` at random. With classes, each gives its share, rounded down, and those with the
 * largest remainders give one more until the whole is the rounded share of all.
 */
function taken(
  indices: Uint32Array,
  share: number,
  classes: Float32Array | undefined,
  seed: number,
  purpose: string,
): { chosen: Uint32Array; rest: Uint32Array } {
  const wanted = portion(indices.length, share);
  if (wanted === 0) return { chosen: new Uint32Array(0), rest: indices };
  const quotas = classes === undefined ? undefined : quotasOf(indices, share, wanted, classes);
  const isChosen = new Uint8Array(indices.length);
  let left = wanted;
  for (const place of stream(seed, purpose).permutation(indices.length)) {
    const label = classes?.[indices[place]!] ?? 0;
    const quota = quotas === undefined ? left : quotas.get(label)!;
    if (quota === 0) continue;
    isChosen[place] = 1;
    left -= 1;
    quotas?.set(label, quota - 1);
  }
  const chosen = new Uint32Array(wanted);
  const rest = new Uint32Array(indices.length - wanted);
  for (let place = 0, at = 0; place < indices.length; place++) {
    if (isChosen[place] === 1) chosen[at++] = indices[place]!;
    else rest[place - at] = indices[place]!;
  }
  return { chosen, rest };
}

function quotasOf(
  indices: Uint32Array,
  share: number,
  wanted: number,
  classes: Float32Array,
): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const index of indices) sizes.set(classes[index]!, (sizes.get(classes[index]!) ?? 0) + 1);
  const sorted = [...sizes].sort(([a], [b]) => a - b);
  const quotas = new Map(sorted.map(([label, size]) => [label, Math.floor(size * share)]));
  const byRemainder = sorted
    .map(([label, size]) => ({ label, remainder: size * share - Math.floor(size * share) }))
    .sort((a, b) => b.remainder - a.remainder || a.label - b.label);
  const missing = wanted - [...quotas.values()].reduce((sum, quota) => sum + quota, 0);
  for (const { label } of byRemainder.slice(0, missing)) quotas.set(label, quotas.get(label)! + 1);
  return quotas;
}

function refuseEmpty(
  counts: Readonly<Record<Part, number>>,
  { share, split }: DatasetSection,
  ownTest: boolean,
): void {
  const refuse = (path: readonly string[], message: string): never => {
    throw new OptionProblem(path, message, "take larger shares, or more data");
  };
  if (split.validation > 0 && counts.validation === 0) {
    refuse(["split", "validation"], `${split.validation} of the training samples is less than one`);
  }
  if (counts.test === 0 && (ownTest || split.test > 0)) {
    if (ownTest) refuse(["share"], `${share} of the test samples is less than one`);
    refuse(["split", "test"], `${split.test} of the samples is less than one`);
  }
  if (counts.train === 0) {
    const greedy = split.validation >= split.test ? "validation" : "test";
    refuse(share < 1 ? ["share"] : ["split", greedy], "no sample is left to train on");
  }
}
