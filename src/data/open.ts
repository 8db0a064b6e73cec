import { OptionProblem } from "../base/errors.ts";
import { bytesOf, canonicalJson, sha256OfPieces } from "../base/hash.ts";
import { showShape } from "../base/shape.ts";
import { nameOf } from "../component/component.ts";
import type { DataFacts, Dataset, DatasetSection } from "./dataset.ts";
import { impute } from "./impute.ts";
import type { Parts, Preprocessor } from "./preprocessor.ts";
import { preprocessors } from "./preprocessors.ts";
import type { OpenContext, SourceContext, SourceFacts } from "./source.ts";
import { sources } from "./sources.ts";
import { partsOf, type Split, splitOf } from "./split.ts";

/** What is known of a dataset before it is opened. */
export interface DataOutline extends DataFacts {
  readonly hasValidation: boolean;
  readonly hasTest: boolean;
}

/**
 * What a dataset section promises, without network and without opening large files. Throws an OptionProblem whose
 * path starts from the section: `["source", "csv", "target"]`, `["preprocess", 0, "reshape", "shape"]`.
 */
export async function describeDataset(section: DatasetSection, context: SourceContext): Promise<DataOutline> {
  const { component, options } = sources.open(section.source);
  const raw = await within(["source", component.name], () => component.facts(options, context));
  checkSplit(section, raw);
  let facts: DataFacts = raw;
  for (const [index, tagged] of section.preprocess.entries()) {
    const step = preprocessors.open(tagged);
    const before = facts;
    facts = await within(["preprocess", index, step.component.name], () =>
      step.component.facts(before, step.options),
    );
  }
  section.augment.forEach((tagged, index) => {
    if (facts.shape.length === 3) return;
    const message = `${nameOf(tagged)} changes images, and samples are ${showShape(facts.shape)}`;
    throw new OptionProblem(
      ["augment", index, nameOf(tagged)],
      message,
      "augment is for [height, width, channels]",
    );
  });
  const { shape, labels, classes } = facts;
  return {
    shape,
    labels,
    ...(classes === undefined ? {} : { classes }),
    hasValidation: section.split.validation > 0,
    hasTest: raw.hasTest || section.split.test > 0,
  };
}

/**
 * Opens, splits and prepares a dataset. Throws as `describeDataset` does, and a RunExpError where data cannot be
 * fetched.
 */
export async function openDataset(
  section: DatasetSection,
  context: OpenContext & { readonly seed: number },
): Promise<Dataset> {
  const outline = await describeDataset(section, context);
  const { component, options } = sources.open(section.source);
  const raw = await within(["source", component.name], () => component.open(options, context));
  const split = splitOf(raw, section, context.seed, outline.classes !== undefined);
  const kind = (await component.facts(options, context)).labels.kind;
  let parts = partsOf(raw, split, kind);
  if (raw.imputation !== undefined) impute(parts, raw.imputation);
  let facts: DataFacts = await component.facts(options, context);
  for (const tagged of section.preprocess) {
    const step = preprocessors.open(tagged);
    parts = await prepared(parts, step, facts);
    facts = step.component.facts(facts, step.options);
  }
  const { shape, labels, classes } = outline;
  return {
    shape,
    labels,
    ...(classes === undefined ? {} : { classes }),
    ...parts,
    fingerprint: fingerprintOf(section, raw.contentHash, split),
    origin: raw.origin,
  };
}

function checkSplit({ split }: DatasetSection, { hasTest, classes }: SourceFacts): void {
  if (split.stratify && classes === undefined) {
    throw new OptionProblem(
      ["split", "stratify"],
      "`stratify` needs data with classes",
      "leave it out for regression",
    );
  }
  if (hasTest && split.test > 0) {
    const message = "the source brings its own test samples, so none are taken from its training samples";
    throw new OptionProblem(["split", "test"], message, "leave split.test out");
  }
  if (split.validation + split.test >= 1) {
    const message = `validation ${split.validation} and test ${split.test} leave nothing to train on`;
    throw new OptionProblem(["split", "validation"], message, "their sum must be below 1");
  }
}

async function prepared(
  parts: Parts,
  { component, options }: { component: Preprocessor; options: Readonly<Record<string, unknown>> },
  facts: DataFacts,
): Promise<Parts> {
  const apply = await component.fit(parts.train, options, facts);
  return {
    train: await apply(parts.train),
    ...(parts.validation === undefined ? {} : { validation: await apply(parts.validation) }),
    ...(parts.test === undefined ? {} : { test: await apply(parts.test) }),
  };
}

/** Equal fingerprints, equal data in every part as the model sees them. */
function fingerprintOf({ preprocess }: DatasetSection, content: string, split: Split): string {
  const described = Buffer.from(canonicalJson({ content, preprocess }));
  return sha256OfPieces([described, bytesOf(split.train), bytesOf(split.validation), bytesOf(split.test)]);
}

/** Puts `base` before the path of an OptionProblem that `run` throws. */
export async function within<Result>(
  base: readonly (string | number)[],
  run: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof OptionProblem)) throw error;
    throw new OptionProblem([...base, ...error.path], error.message, error.hint);
  }
}
