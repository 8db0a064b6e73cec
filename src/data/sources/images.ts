import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { OptionProblem } from "../../base/errors.ts";
import { sha256OfPieces } from "../../base/hash.ts";
import { int, optional, options, path } from "../../component/options.ts";
import { type OpenContext, type RawPart, source } from "../source.ts";

const IMAGE = /\.(png|jpe?g)$/i;

/** Folders of PNG and JPEG images, one a class; images are resized to [height, width, channels]. */
export const images = source({
  name: "images",
  summary: "A folder of images for each class",
  options: options({
    path: path("The folder that holds the classes' folders"),
    testPath: optional(path("A folder of test images with the same classes")),
    height: int("Rows of pixels after resizing", { min: 1 }),
    width: int("Columns of pixels after resizing", { min: 1 }),
    channels: int("1 for grey, 3 for colour", { min: 1, max: 3, default: 3 }),
  }),
  async facts({ path, testPath, height, width, channels }, { folder }) {
    if (channels === 2) throw new OptionProblem(["channels"], "images have 1 or 3 channels, not 2");
    const classes = await classesOf(folder, path, "path");
    if (testPath !== undefined) await sameClasses(folder, testPath, classes);
    return {
      shape: [height, width, channels],
      labels: { kind: "class", shape: [] },
      classes,
      hasTest: testPath !== undefined,
    };
  },
  async open(chosen, context) {
    const classes = await classesOf(context.folder, chosen.path, "path");
    const train = await readImages(chosen.path, "path", classes, chosen, context);
    const test =
      chosen.testPath === undefined
        ? undefined
        : await readImages(chosen.testPath, "testPath", classes, chosen, context);
    const pieces = [train, test].flatMap((part) =>
      part === undefined ? [] : [part.features.storage as Uint8Array, Uint8Array.from(part.labels.values)],
    );
    return {
      train,
      ...(test === undefined ? {} : { test }),
      origin: "a folder of images",
      contentHash: sha256OfPieces([Buffer.from(classes.join("\n")), ...pieces]),
    };
  },
});

async function entries(folder: string, path: string, option: string) {
  try {
    return await readdir(resolve(folder, path), { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "EACCES") throw error;
    const reason =
      code === "ENOENT" ? "does not exist" : code === "ENOTDIR" ? "is no folder" : "may not be read";
    throw new OptionProblem([option], `${path} ${reason}`, "paths are relative to the file that names them");
  }
}

async function classesOf(folder: string, path: string, option: string): Promise<string[]> {
  const found = (await entries(folder, path, option))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
  if (found.length >= 2) return found;
  throw new OptionProblem(
    [option],
    `${path} has ${found.length} folders, and each class needs one`,
    "two classes or more",
  );
}

async function sameClasses(folder: string, path: string, classes: readonly string[]): Promise<void> {
  const found = await classesOf(folder, path, "testPath");
  const odd = found.find((name) => !classes.includes(name));
  if (odd !== undefined) throw new OptionProblem(["testPath"], `the class ${odd} has no training images`);
}

interface Size {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

async function readImages(
  path: string,
  option: string,
  classes: readonly string[],
  { height, width, channels }: Size,
  context: OpenContext,
): Promise<RawPart> {
  const files: { file: string; label: number }[] = [];
  for (const [label, name] of classes.entries()) {
    const inside = await entries(context.folder, join(path, name), option);
    const names = inside
      .filter((entry) => entry.isFile() && IMAGE.test(entry.name))
      .map((entry) => entry.name);
    files.push(...names.sort().map((file) => ({ file: join(path, name, file), label })));
  }
  if (files.length === 0) throw new OptionProblem([option], `${path} holds no PNG or JPEG image`);
  const size = height * width * channels;
  const storage = new Uint8Array(files.length * size);
  const { default: sharp } = await import("sharp");
  for (const [index, { file }] of files.entries()) {
    const image = sharp(resolve(context.folder, file)).removeAlpha().resize(width, height, { fit: "fill" });
    const converted = channels === 1 ? image.greyscale() : image.toColourspace("srgb");
    const pixels = await converted
      .raw()
      .toBuffer()
      .catch((error: Error) => {
        throw new OptionProblem([option], `${file.replaceAll("\\", "/")} cannot be read: ${error.message}`);
      });
    storage.set(pixels, index * size);
    context.progress("reading images", index + 1, files.length);
  }
  return {
    count: files.length,
    features: { storage, shape: [height, width, channels] },
    labels: { values: Float32Array.from(files, ({ label }) => label), shape: [] },
  };
}
