import { OptionProblem } from "../../base/errors.ts";
import { sha256OfPieces } from "../../base/hash.ts";
import { optional, options, path } from "../../component/options.ts";
import { numberedClasses } from "../classes.ts";
import { readNamed } from "../files.ts";
import { type RawPart, source } from "../source.ts";
import { type IdxArray, parseIdx } from "./idx-format.ts";

/** Images in IDX files are [count, height, width]; they become [height, width, 1]. */
export const idx = source({
  name: "idx",
  summary: "Images and labels in the IDX files of MNIST, gzipped or not",
  options: options({
    trainImages: path("File of the training images"),
    trainLabels: path("File of the training labels"),
    testImages: optional(path("File of the test images")),
    testLabels: optional(path("File of the test labels")),
  }),
  async facts(files, { folder }) {
    const { train, test } = await readParts(files, folder);
    const classes = numberedClasses(train.labels.values, ["trainLabels"]);
    return {
      shape: train.features.shape,
      labels: { kind: "class", shape: [] },
      classes,
      hasTest: test !== undefined,
    };
  },
  async open(files, { folder }) {
    const { train, test } = await readParts(files, folder);
    const pieces = [train, test].flatMap((part) =>
      part === undefined ? [] : [part.features.storage as Uint8Array, Uint8Array.from(part.labels.values)],
    );
    return {
      train,
      ...(test === undefined ? {} : { test }),
      origin: "IDX files",
      contentHash: sha256OfPieces(pieces),
    };
  },
});

interface Files {
  readonly trainImages: string;
  readonly trainLabels: string;
  readonly testImages?: string;
  readonly testLabels?: string;
}

async function readParts(
  files: Files,
  folder: string,
): Promise<{ train: RawPart; test: RawPart | undefined }> {
  const read = async (option: keyof Files): Promise<IdxArray> =>
    parseIdx(await readNamed(folder, files[option]!, [option]), files[option]!, [option]);
  const train = pair(await read("trainImages"), await read("trainLabels"), "trainLabels");
  if ((files.testImages === undefined) !== (files.testLabels === undefined)) {
    const given = files.testImages === undefined ? "testLabels" : "testImages";
    throw new OptionProblem([given], "testImages and testLabels go together", "give both, or neither");
  }
  if (files.testImages === undefined) return { train, test: undefined };
  const test = pair(await read("testImages"), await read("testLabels"), "testLabels");
  if (test.features.shape.join() !== train.features.shape.join()) {
    const [a, b] = [test.features.shape.join("×"), train.features.shape.join("×")];
    throw new OptionProblem(["testImages"], `test images are ${a} and training images ${b}`);
  }
  return { train, test };
}

function pair(images: IdxArray, labels: IdxArray, option: string): RawPart {
  const [count = 0, ...sizes] = images.sizes;
  if (labels.sizes.length !== 1 || labels.sizes[0] !== count) {
    throw new OptionProblem([option], `there are ${count} images and ${labels.sizes[0] ?? 0} labels`);
  }
  const shape = sizes.length === 2 ? [...sizes, 1] : sizes;
  return {
    count,
    features: { storage: images.values, shape },
    labels: { values: Float32Array.from(labels.values), shape: [] },
  };
}
