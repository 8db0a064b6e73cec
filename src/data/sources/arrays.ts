import { OptionProblem } from "../../base/errors.ts";
import { bytesOf, sha256OfPieces } from "../../base/hash.ts";
import { word } from "../../component/options.ts";
import { numberedClasses } from "../classes.ts";
import type { RawData, RawPart, SourceFacts } from "../source.ts";
import type { NpyArray } from "./npy-format.ts";

/** What two arrays, features [count, …] and labels [count, …], are as samples: shared by npy and npz. */
export const targetOption = word(
  ["classes", "values"],
  "Whether labels are class numbers or values to be predicted",
  "classes",
);

type Target = "classes" | "values";

/** An array with the option it came from, for messages. */
export interface NamedArray extends NpyArray {
  readonly option: string;
}

export interface ArrayParts {
  readonly train: readonly [features: NamedArray, labels: NamedArray];
  readonly test?: readonly [features: NamedArray, labels: NamedArray];
}

export function factsOfArrays({ train, test }: ArrayParts, target: Target): SourceFacts {
  const part = partOf(train, target);
  if (test !== undefined) sameSample(partOf(test, target), part, test[0].option);
  const shape = part.features.shape;
  if (target === "values")
    return { shape, labels: { kind: "vector", shape: part.labels.shape }, hasTest: test !== undefined };
  const classes = numberedClasses(part.labels.values, [train[1].option]);
  return { shape, labels: { kind: "class", shape: [] }, classes, hasTest: test !== undefined };
}

export function dataOfArrays({ train, test }: ArrayParts, target: Target, origin: string): RawData {
  const arrays = [train, ...(test === undefined ? [] : [test])].flat();
  return {
    train: partOf(train, target),
    ...(test === undefined ? {} : { test: partOf(test, target) }),
    origin,
    contentHash: sha256OfPieces(arrays.map(({ values }) => bytesOf(values))),
  };
}

function partOf([features, labels]: readonly [NamedArray, NamedArray], target: Target): RawPart {
  const [count = 0, ...shape] = features.sizes;
  if (features.sizes.length < 2) {
    throw new OptionProblem([features.option], "features need an axis of samples and at least one more");
  }
  if (labels.sizes[0] !== count) {
    throw new OptionProblem([labels.option], `there are ${count} samples and ${labels.sizes[0] ?? 0} labels`);
  }
  const own = labels.sizes.slice(1);
  if (target === "classes" && own.some((size) => size !== 1)) {
    throw new OptionProblem(
      [labels.option],
      `class numbers are one a sample, not ${own.join("×")}`,
      "say target: values for vectors",
    );
  }
  const labelShape = target === "classes" ? [] : own.length === 0 ? [1] : own;
  return {
    count,
    features: { storage: features.values, shape },
    labels: { values: Float32Array.from(labels.values), shape: labelShape },
  };
}

function sameSample(test: RawPart, train: RawPart, option: string): void {
  const [a, b] = [test.features.shape.join("×"), train.features.shape.join("×")];
  if (a !== b) throw new OptionProblem([option], `test samples are ${a} and training samples ${b}`);
}
