import { RunExpError } from "../../base/errors.ts";
import { download, type RemoteFile, Unreachable } from "./download.ts";
import type { ImagePart, ImageSet } from "./image-set.ts";
import type { NamedSet } from "./named-set.ts";
import { untar } from "./tar.ts";

const PLANE = 32 * 32;
const RECORD = 1 + 3 * PLANE;

/** Krizhevsky, "Learning multiple layers of features from tiny images", 2009. */
export const cifar10Set = cifar10From({
  url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
  md5: "c32a1d4ab5d03f1284b67883e8d87530",
});

/** CIFAR-10 from its archive of binary batches. */
export function cifar10From(archive: RemoteFile): NamedSet {
  return {
    name: "cifar10",
    summary: "60,000 colour images of ten kinds of animals and vehicles, 32×32",
    shape: [32, 32, 3],
    classes: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
    counts: [50_000, 10_000],
    async make(context) {
      try {
        return setOfBatches(untar(await download(archive, context)));
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        throw new RunExpError(
          "download-failed",
          `CIFAR-10 could not be fetched: ${error.message}`,
          "there is no other source for it; try again where that host can be reached",
        );
      }
    },
  };
}

/** The binary batches: records of a label and three planes of 32×32, which become [height, width, channels]. */
export function setOfBatches(files: ReadonlyMap<string, Uint8Array>): ImageSet {
  const batch = (name: string): Uint8Array => {
    const file = files.get(`cifar-10-batches-bin/${name}.bin`);
    if (file === undefined || file.length % RECORD !== 0)
      throw new Error(`the archive has no whole ${name}.bin`);
    return file;
  };
  return {
    shape: [32, 32, 3],
    origin: "CIFAR-10, official binary batches",
    train: partOf([1, 2, 3, 4, 5].map((number) => batch(`data_batch_${number}`))),
    test: partOf([batch("test_batch")]),
  };
}

function partOf(batches: readonly Uint8Array[]): ImagePart {
  const bytes = Buffer.concat(batches);
  const count = bytes.length / RECORD;
  const images = new Uint8Array(count * 3 * PLANE);
  const labels = new Uint8Array(count);
  for (let sample = 0; sample < count; sample++) {
    labels[sample] = bytes[sample * RECORD]!;
    for (let pixel = 0; pixel < PLANE; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        images[(sample * PLANE + pixel) * 3 + channel] =
          bytes[sample * RECORD + 1 + channel * PLANE + pixel]!;
      }
    }
  }
  return { images, labels };
}
