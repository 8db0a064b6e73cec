import { parseIdx } from "../sources/idx-format.ts";
import { download, type Progress } from "./download.ts";
import type { ImageSet } from "./image-set.ts";

/** The four IDX files that MNIST and its kin come in, each with its MD5. */
export interface MnistFiles {
  readonly base: string;
  readonly origin: string;
  /** Training images and labels, test images and labels. */
  readonly files: readonly (readonly [name: string, md5: string])[];
}

/** The set as its makers publish it. Throws `Unreachable` where their host is. */
export async function officialSet(
  { base, files, origin }: MnistFiles,
  progress: Progress,
): Promise<ImageSet> {
  const arrays: Uint8Array[] = [];
  for (const [name, md5] of files) arrays.push(await download(`${base}/${name}`, md5, progress));
  return setOfIdx(arrays, origin);
}

/** A set from its four IDX files in the order of `MnistFiles.files`. */
export function setOfIdx(files: readonly Uint8Array[], origin: string): ImageSet {
  const [trainImages, trainLabels, testImages, testLabels] = files.map((file, index) =>
    parseIdx(file, `file ${index + 1}`, []),
  );
  const [, height = 0, width = 0] = trainImages!.sizes;
  return {
    shape: [height, width, 1],
    origin,
    train: { images: trainImages!.values, labels: trainLabels!.values },
    test: { images: testImages!.values, labels: testLabels!.values },
  };
}
