import { optional, options, path } from "../../component/options.ts";
import { fileSource } from "../content.ts";
import { readNamed } from "../files.ts";
import { type ArrayPair, contentOf, readTest, targetOption } from "./arrays.ts";
import { parseNpy } from "./npy-format.ts";

export const npy = fileSource({
  name: "npy",
  summary: "NumPy arrays, one file each for features and labels",
  options: options({
    features: path("File of the features, [samples, …]"),
    labels: path("File of the labels, [samples] or [samples, …]"),
    testFeatures: optional(path("File of the test features")),
    testLabels: optional(path("File of the test labels")),
    target: targetOption,
  }),
  async read({ target, ...files }, { folder }) {
    const read = async (option: keyof typeof files) => ({
      option,
      ...parseNpy(await readNamed(folder, files[option]!, [option]), files[option]!, [option]),
    });
    const pair = async (features: keyof typeof files, labels: keyof typeof files): Promise<ArrayPair> => ({
      features: await read(features),
      labels: await read(labels),
    });
    const train = await pair("features", "labels");
    const test = await readTest(files, ["testFeatures", "testLabels"], () =>
      pair("testFeatures", "testLabels"),
    );
    return contentOf(train, test, target, "NumPy arrays (.npy)");
  },
});
