import { unzipSync } from "fflate";
import { OptionProblem } from "../../base/errors.ts";
import { optional, options, path, text } from "../../component/options.ts";
import { readNamed } from "../files.ts";
import { source } from "../source.ts";
import { type ArrayParts, dataOfArrays, factsOfArrays, type NamedArray, targetOption } from "./arrays.ts";
import { parseNpy } from "./npy-format.ts";

export const npz = source({
  name: "npz",
  summary: "NumPy arrays in one .npz archive",
  options: options({
    path: path("The archive"),
    features: text("Name of the array of features", "x_train"),
    labels: text("Name of the array of labels", "y_train"),
    testFeatures: optional(text("Name of the array of test features")),
    testLabels: optional(text("Name of the array of test labels")),
    target: targetOption,
  }),
  facts: async (chosen, { folder }) => factsOfArrays(await read(chosen, folder), chosen.target),
  open: async (chosen, { folder }) =>
    dataOfArrays(await read(chosen, folder), chosen.target, "NumPy arrays (.npz)"),
});

interface Names {
  readonly path: string;
  readonly features: string;
  readonly labels: string;
  readonly testFeatures?: string;
  readonly testLabels?: string;
}

async function read(names: Names, folder: string): Promise<ArrayParts> {
  const archive = unzipped(await readNamed(folder, names.path, ["path"]), names.path);
  const one = (option: "features" | "labels" | "testFeatures" | "testLabels"): NamedArray => {
    const name = names[option]!;
    const file = archive[`${name}.npy`];
    if (file === undefined) {
      const there = Object.keys(archive).map((entry) => entry.replace(/\.npy$/, ""));
      throw new OptionProblem([option], `${names.path} has no array ${name}`, `it has ${there.join(", ")}`);
    }
    return { option, ...parseNpy(file, `${names.path}/${name}`, [option]) };
  };
  const train = [one("features"), one("labels")] as const;
  if ((names.testFeatures === undefined) !== (names.testLabels === undefined)) {
    const given = names.testFeatures === undefined ? "testLabels" : "testFeatures";
    throw new OptionProblem([given], "testFeatures and testLabels go together", "give both, or neither");
  }
  if (names.testFeatures === undefined) return { train };
  return { train, test: [one("testFeatures"), one("testLabels")] };
}

function unzipped(file: Uint8Array, name: string): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(file);
  } catch (error) {
    throw new OptionProblem(["path"], `${name} cannot be read as .npz: ${(error as Error).message}`);
  }
}
