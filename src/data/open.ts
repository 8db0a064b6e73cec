import { OptionProblem } from "../base/errors.ts";
import { bytesOf, canonicalJson, sha256OfPieces } from "../base/hash.ts";
import { showShape, sizeOf } from "../base/shape.ts";
import { nameOf } from "../component/component.ts";
import { rowsOf } from "./content.ts";
import type { DataFacts, Dataset, DatasetSection, Part, Parts, Samples, Storage } from "./dataset.ts";
import { IDENTITY } from "./features.ts";
import { impute } from "./impute.ts";
import { preprocessors } from "./preprocessors.ts";
import type { OpenContext, RawData, Selection, SourceContext, SourceFacts } from "./source.ts";
import { sources } from "./sources.ts";
import { partCounts, type Split, splitOf } from "./split.ts";

/** What is known of a dataset before it is opened. */
export interface DataOutline extends DataFacts {
  /** Samples of every part, 0 where it has no such part; about so many where a set is yet to be fetched. */
  readonly counts: Readonly<Record<Part, number>>;
}

/** A dataset that is known to the last sample, and whose samples are not in memory yet. */
export interface OpenedDataset extends DataOutline, Pick<Dataset, "fingerprint" | "origin"> {
  /** Reads and prepares the samples of every part. Throws as `openDataset` does. */
  load(): Promise<Dataset>;
}

/**
 * What a dataset section promises, without network. Throws an OptionProblem whose path starts from the section:
 * `["source", "csv", "target"]`, `["preprocess", 0, "reshape", "shape"]`.
 */
export async function describeDataset(section: DatasetSection, context: SourceContext): Promise<DataOutline> {
  const { component, options } = sources.open(section.source);
  const asked = canonicalJson(section.source);
  const facts = context.known?.get(asked) ?? component.facts(options, context);
  context.known?.set(asked, facts);
  return outlineOf(section, await within(["source", component.name], () => facts));
}

/**
 * Opens and splits a dataset, and fetches it where it must be. Throws an OptionProblem as `describeDataset` does,
 * also for what is not to be seen before files are read whole, and a RunExpError where data cannot be fetched.
 */
export async function openDataset(
  section: DatasetSection,
  context: OpenContext & { readonly seed: number },
): Promise<OpenedDataset> {
  const { component, options } = sources.open(section.source);
  const raw = await within(["source", component.name], () => component.open(options, context));
  const outline = outlineOf(section, raw.facts);
  const split = splitOf(raw, section, context.seed);
  const known = { fingerprint: fingerprintOf(section, raw, split), origin: raw.origin };
  return {
    ...outline,
    ...known,
    load: async () => ({ ...factsOf(outline), ...known, ...(await partsOf(section, raw, split)) }),
  };
}

function outlineOf(section: DatasetSection, source: SourceFacts): DataOutline {
  checkStratify(section, source);
  checkOwnTest(section, source);
  const counts = partCounts(source.counts, section);
  const facts = stepFacts(section, source).at(-1) ?? source;
  section.augment.forEach((tagged, index) => {
    if (facts.shape.length === 3) return;
    const message = `${nameOf(tagged)} changes images, and samples are ${showShape(facts.shape)}`;
    throw new OptionProblem(
      ["augment", index, nameOf(tagged)],
      message,
      "augment is for [height, width, channels]",
    );
  });
  return { ...factsOf(facts), counts };
}

/** What is known of the data after each step of preparation. */
function stepFacts({ preprocess }: DatasetSection, source: DataFacts): DataFacts[] {
  const known: DataFacts[] = [];
  for (const [index, tagged] of preprocess.entries()) {
    const { component, options } = preprocessors.open(tagged);
    const before = known.at(-1) ?? source;
    known.push(withinNow(["preprocess", index, component.name], () => component.facts(before, options)));
  }
  return known;
}

function factsOf({ shape, labels, classes }: DataFacts): DataFacts {
  return { shape, labels, ...(classes === undefined ? {} : { classes }) };
}

function checkStratify({ split }: DatasetSection, { classes }: SourceFacts): void {
  if (!split.stratify || classes !== undefined) return;
  const message = "`stratify` needs data with classes";
  throw new OptionProblem(["split", "stratify"], message, "leave it out for regression");
}

function checkOwnTest({ split }: DatasetSection, { counts }: SourceFacts): void {
  if (counts.test === undefined || split.test === 0) return;
  const message = "the source brings its own test samples, so none are taken from its training samples";
  throw new OptionProblem(["split", "test"], message, "leave split.test out");
}

/** The samples of every part, filled where values are missing, and taken through every step. */
async function partsOf(section: DatasetSection, raw: RawData, split: Split): Promise<Parts> {
  let parts = await gathered(raw, split);
  if (raw.imputation !== undefined) {
    const { imputation } = raw;
    withinNow(["source", nameOf(section.source)], () => impute(parts, imputation));
  }
  const known = [raw.facts, ...stepFacts(section, raw.facts)];
  for (const [index, tagged] of section.preprocess.entries()) {
    const { component, options } = preprocessors.open(tagged);
    parts = withinNow(["preprocess", index, component.name], () =>
      mapParts(parts, component.fit(parts.train, options, known[index]!)),
    );
  }
  return parts;
}

async function gathered(raw: RawData, split: Split): Promise<Parts> {
  const ownTest = raw.labels.test !== undefined;
  const selections: Selection[] = [
    { from: "train", rows: split.train },
    { from: "train", rows: split.validation },
    { from: ownTest ? "test" : "train", rows: split.test },
  ];
  const storages = await raw.gather(selections);
  const [train, validation, test] = selections.map((selection, index) =>
    samplesOf(raw, selection, storages[index]!),
  );
  return {
    train: train!,
    ...(validation!.count === 0 ? {} : { validation: validation! }),
    ...(test!.count === 0 ? {} : { test: test! }),
  };
}

function samplesOf({ facts, labels }: RawData, { from, rows }: Selection, storage: Storage): Samples {
  const { kind, shape } = facts.labels;
  return {
    count: rows.length,
    features: { storage, shape: facts.shape, ...IDENTITY },
    labels: { kind, values: rowsOf(labels[from]!, rows, sizeOf(shape)), shape },
  };
}

function mapParts({ train, validation, test }: Parts, apply: (samples: Samples) => Samples): Parts {
  return {
    train: apply(train),
    ...(validation === undefined ? {} : { validation: apply(validation) }),
    ...(test === undefined ? {} : { test: apply(test) }),
  };
}

/** Covers all that decides the samples of every part, and neither paths nor where the data came from. */
function fingerprintOf({ preprocess }: DatasetSection, raw: RawData, split: Split): string {
  const { contentHash, imputation } = raw;
  const described = canonicalJson({ contentHash, imputation, ...factsOf(raw.facts), preprocess });
  const lists = [split.train, split.validation, split.test];
  return sha256OfPieces([Buffer.from(described), ...lists.map(bytesOf)]);
}

/** What `run` makes; an OptionProblem that it throws gets `base` before its path. */
export async function within<Result>(
  base: readonly (string | number)[],
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw based(base, error);
  }
}

/** The same for what is made at once. */
function withinNow<Result>(base: readonly (string | number)[], run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw based(base, error);
  }
}

function based(base: readonly (string | number)[], error: unknown): unknown {
  if (!(error instanceof OptionProblem)) return error;
  return new OptionProblem([...base, ...error.path], error.message, error.hint);
}
