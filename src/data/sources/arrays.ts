import { OptionProblem } from "../../base/errors.ts";
import { sameShape, showShape, sizeOf } from "../../base/shape.ts";
import { word } from "../../component/options.ts";
import { numberedClasses, refuseUnknownClasses } from "../classes.ts";
import type { Content, ContentPart } from "../content.ts";
import type { Storage } from "../dataset.ts";

/** Samples in arrays: features [count, …] and labels [count, …]. Shared by idx, npy and npz. */
export interface NamedArray {
  /** The option it came from, for messages. */
  readonly option: string;
  readonly sizes: readonly number[];
  readonly values: Storage;
}

export interface ArrayPair {
  readonly features: NamedArray;
  readonly labels: NamedArray;
}

export type Target = "classes" | "values";

export const targetOption = word(
  ["classes", "values"],
  "Whether labels are class numbers or values to be predicted",
  "classes",
);

/** What the arrays hold as samples. Throws an OptionProblem where they do not belong together. */
export function contentOf(
  train: ArrayPair,
  test: ArrayPair | undefined,
  target: Target,
  origin: string,
): Content {
  const part = partOf(train, target);
  const held = test === undefined ? undefined : partOf(test, target);
  const shape = train.features.sizes.slice(1);
  const labelShape = labelShapeOf(train, target);
  if (test !== undefined) {
    sameSample(test.features, shape, "samples");
    if (target === "values") sameSample(test.labels, train.labels.sizes.slice(1), "labels");
  }
  const classes = target === "classes" ? numberedClasses(part.labels, train.labels.option) : undefined;
  if (classes !== undefined && test !== undefined && held !== undefined) {
    refuseUnknownClasses(held.labels, classes, test.labels.option);
  }
  return {
    facts: {
      shape,
      labels: { kind: target === "classes" ? "class" : "vector", shape: labelShape },
      ...(classes === undefined ? {} : { classes }),
      counts: {
        train: train.features.sizes[0]!,
        ...(test === undefined ? {} : { test: test.features.sizes[0]! }),
      },
    },
    train: part,
    ...(held === undefined ? {} : { test: held }),
    origin,
  };
}

/** Reads the arrays of the test part, which has features and labels or is not there. */
export async function readTest(
  names: Readonly<Record<string, unknown>>,
  [features, labels]: readonly [string, string],
  read: () => Promise<ArrayPair> | ArrayPair,
): Promise<ArrayPair | undefined> {
  if (names[features] === undefined && names[labels] === undefined) return undefined;
  const lone = names[features] === undefined ? labels : names[labels] === undefined ? features : undefined;
  if (lone === undefined) return read();
  throw new OptionProblem([lone], `${features} and ${labels} go together`, "give both, or neither");
}

function partOf({ features, labels }: ArrayPair, target: Target): ContentPart {
  const [count = 0] = features.sizes;
  if (features.sizes.length < 2) {
    throw new OptionProblem([features.option], "features need an axis of samples and at least one more");
  }
  if (sizeOf(features.sizes) === 0) {
    throw new OptionProblem([features.option], `an array of ${showShape(features.sizes)} holds no sample`);
  }
  if (labels.sizes[0] !== count) {
    throw new OptionProblem([labels.option], `there are ${count} samples and ${labels.sizes[0] ?? 0} labels`);
  }
  const own = labels.sizes.slice(1);
  if (target === "classes" && own.some((size) => size !== 1)) {
    const message = `class numbers are one a sample, not ${showShape(own)}`;
    throw new OptionProblem([labels.option], message, "say target: values for vectors");
  }
  refuseInfinite(features, "sample", sizeOf(features.sizes.slice(1)));
  refuseInfinite(labels, "label", sizeOf(own));
  return { features: features.values, labels: Float32Array.from(labels.values) };
}

function labelShapeOf({ labels }: ArrayPair, target: Target): readonly number[] {
  if (target === "classes") return [];
  return labels.sizes.length === 1 ? [1] : labels.sizes.slice(1);
}

function refuseInfinite({ values, option }: NamedArray, what: string, size: number): void {
  if (!(values instanceof Float32Array)) return;
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const message = `${what} ${Math.floor(at / size) + 1} holds ${values[at]}, which nothing can be learnt from`;
  throw new OptionProblem([option], message, "values must be finite in 32-bit floating point");
}

function sameSample({ sizes, option }: NamedArray, train: readonly number[], what: string): void {
  const test = sizes.slice(1);
  if (sameShape(test, train)) return;
  throw new OptionProblem(
    [option],
    `test ${what} are ${showShape(test)} and training ${what} ${showShape(train)}`,
  );
}
