import { OptionProblem } from "../../base/errors.ts";
import { type Listed, listNamed } from "../files.ts";

/** A folder of folders, one a class, and the images in them. */
export interface ImageFolder {
  /** Names of the class folders, sorted. */
  readonly classes: readonly string[];
  /** By class, then by name. */
  readonly files: readonly ImageFile[];
  /** What stands there and is no image, for a notice. */
  readonly leftOut: readonly string[];
}

export interface ImageFile {
  /** As the file system has it, relative to where the folder's own path starts from. */
  readonly path: string;
  readonly className: string;
}

const IMAGE = /\.(png|jpe?g)$/i;
/** What file managers leave behind. */
const CLUTTER = /^(thumbs\.db|desktop\.ini)$/i;

/** Lists the images below a folder that an option names. Throws an OptionProblem where there is no class. */
export async function listImages(folder: string, path: string, option: string): Promise<ImageFolder> {
  const entries = await listNamed(folder, path, [option]);
  const folders = entries.filter(({ kind }) => kind === "folder");
  const stray = entries.filter(({ kind, name }) => kind === "file" && IMAGE.test(name));
  if (folders.length === 0) {
    throw new OptionProblem(
      [option],
      `${path} holds no folders, and each class is one`,
      `make ${path}/cat, ${path}/dog, … with the images of each class`,
    );
  }
  const twice = folders.find(({ title }, index) => title === folders[index + 1]?.title);
  if (twice !== undefined) {
    throw new OptionProblem([option], `${path} has two folders called ${twice.title}`);
  }
  const inside = await Promise.all(folders.map((entry) => listClass(folder, path, entry, option)));
  return {
    classes: folders.map(({ title }) => title),
    files: inside.flatMap(({ files }) => files),
    leftOut: [...stray.map(({ title }) => title), ...inside.flatMap(({ leftOut }) => leftOut)],
  };
}

async function listClass(
  folder: string,
  path: string,
  { name, title }: Listed,
  option: string,
): Promise<Pick<ImageFolder, "files" | "leftOut">> {
  const entries = await listNamed(folder, `${path}/${name}`, [option]);
  const isImage = (entry: Listed) => entry.kind === "file" && IMAGE.test(entry.name);
  return {
    files: entries
      .filter(isImage)
      .map((entry) => ({ path: `${path}/${name}/${entry.name}`, className: title })),
    leftOut: entries
      .filter((entry) => !isImage(entry) && !CLUTTER.test(entry.name))
      .map((entry) => `${title}/${entry.title}`),
  };
}
