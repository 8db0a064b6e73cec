import { OptionProblem } from "../../base/errors.ts";
import { optional, options, path } from "../../component/options.ts";
import { readNamed } from "../files.ts";
import { source } from "../source.ts";
import { type ArrayParts, dataOfArrays, factsOfArrays, type NamedArray, targetOption } from "./arrays.ts";
import { parseNpy } from "./npy-format.ts";

export const npy = source({
  name: "npy",
  summary: "NumPy arrays, one file each for features and labels",
  options: options({
    features: path("File of the features, [samples, …]"),
    labels: path("File of the labels, [samples] or [samples, …]"),
    testFeatures: optional(path("File of the test features")),
    testLabels: optional(path("File of the test labels")),
    target: targetOption,
  }),
  facts: async (chosen, { folder }) => factsOfArrays(await read(chosen, folder), chosen.target),
  open: async (chosen, { folder }) =>
    dataOfArrays(await read(chosen, folder), chosen.target, "NumPy arrays (.npy)"),
});

interface Files {
  readonly features: string;
  readonly labels: string;
  readonly testFeatures?: string;
  readonly testLabels?: string;
}

async function read(files: Files, folder: string): Promise<ArrayParts> {
  const one = async (option: keyof Files): Promise<NamedArray> => ({
    option,
    ...parseNpy(await readNamed(folder, files[option]!, [option]), files[option]!, [option]),
  });
  const train = [await one("features"), await one("labels")] as const;
  if ((files.testFeatures === undefined) !== (files.testLabels === undefined)) {
    const given = files.testFeatures === undefined ? "testLabels" : "testFeatures";
    throw new OptionProblem([given], "testFeatures and testLabels go together", "give both, or neither");
  }
  if (files.testFeatures === undefined) return { train };
  return { train, test: [await one("testFeatures"), await one("testLabels")] };
}
