import type { Sharp } from "sharp";
import { OptionProblem } from "../../base/errors.ts";
import { type Shape, sizeOf } from "../../base/shape.ts";
import { int, optional, options, path } from "../../component/options.ts";
import { type ContentPart, rawDataOf } from "../content.ts";
import { readNamed } from "../files.ts";
import { interrupted } from "../interrupt.ts";
import { room } from "../memory.ts";
import { type OpenContext, type SourceFacts, source } from "../source.ts";
import { type ImageFile, type ImageFolder, listImages } from "./image-folder.ts";

/**
 * Folders of PNG and JPEG images, one a class; images are resized to [height, width, channels] as bytes, without
 * their transparency, and as they are stored, not as a camera's orientation says. What is hashed are these bytes,
 * so that another version of the image library that makes others of a file is noticed.
 */
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
  facts: async (chosen, { folder }) => factsOf(await listBoth(chosen, folder), shapeOf(chosen)),
  async open(chosen, context) {
    const both = await listBoth(chosen, context.folder);
    const facts = factsOf(both, shapeOf(chosen));
    const read = (option: "path" | "testPath", { files, leftOut }: ImageFolder) => {
      if (leftOut.length > 0) context.notify(notice(chosen[option]!, leftOut));
      return readImages(files, option, facts, context);
    };
    return rawDataOf({
      facts,
      train: await read("path", both.train),
      ...(both.test === undefined ? {} : { test: await read("testPath", both.test) }),
      origin: "a folder of images",
    });
  },
});

interface Folders {
  readonly train: ImageFolder;
  readonly test?: ImageFolder;
}

async function listBoth(
  { path, testPath }: { readonly path: string; readonly testPath?: string },
  folder: string,
): Promise<Folders> {
  const train = await listImages(folder, path, "path");
  const empty = train.classes.find((name) => train.files.every(({ className }) => className !== name));
  if (empty !== undefined) {
    throw new OptionProblem(["path"], `${path}/${empty} holds no PNG or JPEG image`);
  }
  if (train.classes.length < 2) {
    throw new OptionProblem(
      ["path"],
      `${path} has one folder, ${train.classes[0]}, and there must be two classes`,
    );
  }
  if (testPath === undefined) return { train };
  const test = await listImages(folder, testPath, "testPath");
  const odd = test.classes.find((name) => !train.classes.includes(name));
  if (odd !== undefined) {
    throw new OptionProblem(
      ["testPath"],
      `the class ${odd} has no training images`,
      `${path} has no such folder`,
    );
  }
  if (test.files.length > 0) return { train, test };
  throw new OptionProblem(["testPath"], `${testPath} holds no PNG or JPEG image`);
}

function shapeOf(size: {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}): Shape {
  if (size.channels === 2) throw new OptionProblem(["channels"], "images have 1 or 3 channels, not 2");
  return [size.height, size.width, size.channels];
}

function factsOf({ train, test }: Folders, shape: Shape): SourceFacts {
  return {
    shape,
    labels: { kind: "class", shape: [] },
    classes: train.classes,
    counts: { train: train.files.length, ...(test === undefined ? {} : { test: test.files.length }) },
  };
}

function notice(path: string, leftOut: readonly string[]): string {
  const few = leftOut.slice(0, 3).join(", ");
  const more = leftOut.length > 3 ? `, and ${leftOut.length - 3} more` : "";
  return `${path}: what is no PNG or JPEG image in the folder of a class is left out: ${few}${more}`;
}

/** Images that are decoded at a time. */
const AT_ONCE = 16;

async function readImages(
  files: readonly ImageFile[],
  option: string,
  { shape, classes }: SourceFacts,
  context: OpenContext,
): Promise<ContentPart> {
  const size = sizeOf(shape);
  const features = room(Uint8Array, files.length * size, ["height"]);
  for (let first = 0; first < files.length; first += AT_ONCE) {
    if (context.signal?.aborted === true) throw interrupted();
    const some = files.slice(first, first + AT_ONCE);
    const decoded = await Promise.allSettled(some.map(({ path }) => decode(path, shape, option, context)));
    for (const [index, outcome] of decoded.entries()) {
      // Which of several bad files is told must not depend on which was decoded first.
      if (outcome.status === "rejected") throw outcome.reason;
      features.set(outcome.value, (first + index) * size);
    }
    context.progress("reading images", first + some.length, files.length);
  }
  return { features, labels: Float32Array.from(files, ({ className }) => classes!.indexOf(className)) };
}

async function decode(
  path: string,
  shape: Shape,
  option: string,
  { folder }: OpenContext,
): Promise<Uint8Array> {
  const [height = 0, width = 0, channels = 0] = shape;
  const file = await readNamed(folder, path, [option]);
  if (!isPng(file) && !isJpeg(file)) {
    throw new OptionProblem([option], `${path} is no PNG or JPEG image, whatever its name says`);
  }
  const { default: sharp } = await import("sharp");
  const resized: Sharp = sharp(file).removeAlpha().resize(width, height, { fit: "fill" });
  const converted = channels === 1 ? resized.greyscale() : resized.toColourspace("srgb");
  return converted
    .raw()
    .toBuffer()
    .catch((error: Error) => {
      throw new OptionProblem([option], `${path} cannot be read: ${error.message.split("\n")[0]}`);
    });
}

function isPng(file: Uint8Array): boolean {
  return Buffer.from(file.subarray(0, 8)).toString("latin1") === "\x89PNG\r\n\x1a\n";
}

function isJpeg(file: Uint8Array): boolean {
  return file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff;
}
