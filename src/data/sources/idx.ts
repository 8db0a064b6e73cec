import { OptionProblem } from "../../base/errors.ts";
import { optional, options, path } from "../../component/options.ts";
import { fileSource } from "../content.ts";
import { readNamed } from "../files.ts";
import { type ArrayPair, contentOf, type NamedArray, readTest } from "./arrays.ts";
import { parseIdx } from "./idx-format.ts";

/** Images in IDX files are [count, height, width]; a sample of them is [height, width, 1]. */
export const idx = fileSource({
  name: "idx",
  summary: "Images and labels in the IDX files of MNIST, gzipped or not",
  options: options({
    trainImages: path("File of the training images"),
    trainLabels: path("File of the training labels"),
    testImages: optional(path("File of the test images")),
    testLabels: optional(path("File of the test labels")),
  }),
  async read(files, { folder }) {
    const read = async (option: keyof typeof files): Promise<NamedArray> => ({
      option,
      ...parseIdx(await readNamed(folder, files[option]!, [option]), files[option]!, [option]),
    });
    const pair = async (images: keyof typeof files, labels: keyof typeof files): Promise<ArrayPair> => ({
      features: withChannel(await read(images)),
      labels: await read(labels),
    });
    const train = await pair("trainImages", "trainLabels");
    const test = await readTest(files, ["testImages", "testLabels"], () => pair("testImages", "testLabels"));
    return contentOf(train, test, "classes", "IDX files");
  },
});

function withChannel(images: NamedArray): NamedArray {
  if (images.sizes.length === 3) return { ...images, sizes: [...images.sizes, 1] };
  throw new OptionProblem(
    [images.option],
    `images are [count, height, width], and this array has ${images.sizes.length} axes`,
    "take the file whose name says idx3",
  );
}
