import { OptionProblem } from "../base/errors.ts";
import { stream } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import type { DatasetSection, Labels, Samples } from "./dataset.ts";
import { IDENTITY } from "./features.ts";
import type { Parts } from "./preprocessor.ts";
import type { RawData, RawPart } from "./source.ts";

/** Which samples of a source's training and test files stand in which part, each list in ascending order. */
export interface Split {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  /** Positions in the source's test part, or in its training part where it has none. */
  readonly test: Uint32Array;
}

/**
 * Divides the samples: first each file is cut to its share, then test samples are taken where the source has no
 * test part, then validation samples. Every choice is seeded, and stratified by class where `stratify` says so.
 * Throws an OptionProblem, relative to the dataset section, where a part that was asked for would be empty.
 */
export function splitOf(raw: RawData, section: DatasetSection, seed: number, classes: boolean): Split {
  const { share, split } = section;
  const strata = (part: RawPart): Float32Array | undefined =>
    split.stratify ? part.labels.values : undefined;
  const shareStrata = (part: RawPart) => (classes ? part.labels.values : undefined);
  const cut = (part: RawPart, purpose: string): Uint32Array => {
    const all = Uint32Array.from({ length: part.count }, (_, index) => index);
    return share === 1 ? all : taken(all, share, shareStrata(part), seed, purpose).chosen;
  };
  const own = cut(raw.train, "share/train");
  const held =
    raw.test === undefined
      ? taken(own, split.test, strata(raw.train), seed, "split/test")
      : { chosen: cut(raw.test, "share/test"), rest: own };
  // The validation share is of the training samples that are left.
  const { chosen: validation, rest: train } = taken(
    held.rest,
    split.validation,
    strata(raw.train),
    seed,
    "split/validation",
  );
  refuseEmpty({ train, validation, test: held.chosen }, section, raw.test !== undefined);
  return { train, validation, test: held.chosen };
}

/** The samples of each part, in storage of their own. */
export function partsOf(raw: RawData, split: Split, kind: Labels["kind"]): Parts {
  const part = (from: RawPart, indices: Uint32Array): Samples => gathered(from, indices, kind);
  return {
    train: part(raw.train, split.train),
    ...(split.validation.length === 0 ? {} : { validation: part(raw.train, split.validation) }),
    ...(split.test.length === 0 ? {} : { test: part(raw.test ?? raw.train, split.test) }),
  };
}

/**
 * Takes a share of `indices` at random. With strata, each class gives its share, rounded down, and the classes
 * with the largest remainders give one more until the whole is the rounded share of all.
 */
function taken(
  indices: Uint32Array,
  share: number,
  strata: Float32Array | undefined,
  seed: number,
  purpose: string,
): { chosen: Uint32Array; rest: Uint32Array } {
  const order = stream(seed, purpose)
    .permutation(indices.length)
    .map((at) => indices[at]!);
  const wanted = Math.round(indices.length * share);
  const quotas = strata === undefined ? undefined : quotasOf(indices, share, wanted, strata);
  const chosen: number[] = [];
  const rest: number[] = [];
  for (const index of order) {
    const left = quotas === undefined ? wanted - chosen.length : (quotas.get(strata![index]!) ?? 0);
    if (left <= 0) {
      rest.push(index);
    } else {
      chosen.push(index);
      quotas?.set(strata![index]!, left - 1);
    }
  }
  return { chosen: Uint32Array.from(chosen).sort(), rest: Uint32Array.from(rest).sort() };
}

function quotasOf(
  indices: Uint32Array,
  share: number,
  wanted: number,
  strata: Float32Array,
): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const index of indices) sizes.set(strata[index]!, (sizes.get(strata[index]!) ?? 0) + 1);
  const classes = [...sizes].sort(([a], [b]) => a - b);
  const quotas = new Map(classes.map(([label, size]) => [label, Math.floor(size * share)]));
  const byRemainder = classes
    .map(([label, size]) => ({ label, remainder: size * share - Math.floor(size * share) }))
    .sort((a, b) => b.remainder - a.remainder || a.label - b.label);
  let missing = wanted - [...quotas.values()].reduce((sum, quota) => sum + quota, 0);
  for (const { label } of byRemainder) {
    if (missing-- <= 0) break;
    quotas.set(label, quotas.get(label)! + 1);
  }
  return quotas;
}

function refuseEmpty(parts: Split, { split, share }: DatasetSection, ownTest: boolean): void {
  const refuse = (path: readonly string[], message: string): never => {
    throw new OptionProblem(path, message, "take larger shares, or more data");
  };
  if (parts.train.length === 0) refuse(share < 1 ? ["share"] : ["split"], "no sample is left to train on");
  if (split.validation > 0 && parts.validation.length === 0) {
    refuse(["split", "validation"], `${split.validation} of the training samples is less than one`);
  }
  if (!ownTest && split.test > 0 && parts.test.length === 0) {
    refuse(["split", "test"], `${split.test} of the samples is less than one`);
  }
}

function gathered(from: RawPart, indices: Uint32Array, kind: Labels["kind"]): Samples {
  const { storage, shape } = from.features;
  const size = sizeOf(shape);
  const labelSize = sizeOf(from.labels.shape);
  const whole = indices.length === from.count;
  const own = whole ? storage : new (storage.constructor as Uint8ArrayConstructor)(indices.length * size);
  const values = whole ? from.labels.values : new Float32Array(indices.length * labelSize);
  if (!whole) {
    for (const [row, index] of indices.entries()) {
      own.set(storage.subarray(index * size, (index + 1) * size), row * size);
      values.set(from.labels.values.subarray(index * labelSize, (index + 1) * labelSize), row * labelSize);
    }
  }
  return {
    count: indices.length,
    features: { storage: own, shape, ...IDENTITY },
    labels: { kind, values, shape: from.labels.shape },
  };
}
