import { OptionProblem } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import { optional, options, path, text } from "../../component/options.ts";
import { fileSource } from "../content.ts";
import { LARGEST_FILE, readNamed } from "../files.ts";
import { type ArrayPair, contentOf, type NamedArray, readTest, targetOption } from "./arrays.ts";
import { parseNpy } from "./npy-format.ts";

export const npz = fileSource({
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
  async read({ path, target, ...names }, { folder }) {
    const archive = await unzipped(await readNamed(folder, path, ["path"]), path, Object.values(names));
    const read = (option: keyof typeof names): NamedArray => ({
      option,
      ...parseNpy(archive.file(names[option]!, option), `${path}/${names[option]}`, [option]),
    });
    const pair = (features: keyof typeof names, labels: keyof typeof names): ArrayPair => ({
      features: read(features),
      labels: read(labels),
    });
    const train = pair("features", "labels");
    const test = await readTest(names, ["testFeatures", "testLabels"], () =>
      pair("testFeatures", "testLabels"),
    );
    return contentOf(train, test, target, "NumPy arrays (.npz)");
  },
});

interface Archive {
  /** The .npy file of an array; throws an OptionProblem at `option` where there is none. */
  file(name: string, option: string): Uint8Array;
}

const MOST_ENTRIES = 65_535;
/** A byte of deflated data cannot stand for more than so many. */
const MOST_DEFLATED = 1032;

/** Unpacks the arrays that are asked for, and no others. */
async function unzipped(file: Uint8Array, path: string, wanted: readonly string[]): Promise<Archive> {
  const refuse = (reason: string): never => {
    throw new OptionProblem(["path"], `${path} cannot be read as .npz: ${reason}`);
  };
  const { unzipSync } = await import("fflate"); // when it is needed: most experiments read no archive
  const there: string[] = [];
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    files = unzipSync(file, {
      filter({ name, size, originalSize }) {
        if (there.length >= MOST_ENTRIES) refuse("its list of contents is damaged");
        const array = name.replace(/\.npy$/, "");
        there.push(array);
        if (!wanted.includes(array)) return false;
        if (originalSize > MOST_DEFLATED * (size + 1)) refuse(`the size of ${array} is damaged`);
        if (originalSize > LARGEST_FILE) refuse(`${array} is larger than 2 GiB, the most that is read`);
        return true;
      },
    });
  } catch (error) {
    // Whatever its parser stumbles over is something in the archive.
    if (error instanceof OptionProblem) throw error;
    return refuse((error as Error).message);
  }
  return {
    file(name, option) {
      const found = files[`${name}.npy`];
      if (found !== undefined) return found;
      const near = nearest(name, there);
      const hint = `${near === undefined ? "" : `did you mean \`${near}\`? `}it has ${there.join(", ")}`;
      throw new OptionProblem([option], `${path} has no array \`${name}\``, hint);
    },
  };
}
