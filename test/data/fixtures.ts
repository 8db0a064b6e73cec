import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { zipSync } from "fflate";
import sharp from "sharp";
import { OptionProblem } from "../../src/base/errors.ts";
import type { Tagged } from "../../src/component/component.ts";
import type { Dataset, DatasetSection } from "../../src/data/dataset.ts";
import { openDataset } from "../../src/data/open.ts";
import type { OpenContext } from "../../src/data/source.ts";
import { sources } from "../../src/data/sources.ts";
import { complete } from "../model/complete.ts";

/** Files by path below a folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Runs `use` in a new folder that holds these files, and removes it. */
export async function inFolder<Result>(
  files: Files,
  use: (folder: string) => Result | Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "run-exp-data-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export type Context = OpenContext & { readonly seed: number; readonly notices: string[] };

/** Where nothing may be fetched; what is told is kept in `notices`. */
export function contextIn(folder: string, differing: Partial<OpenContext & { seed: number }> = {}): Context {
  const notices: string[] = [];
  return {
    folder,
    cache: join(folder, "cache"),
    offline: true,
    seed: 1,
    notices,
    notify: (message) => notices.push(message),
    progress: () => {},
    ...differing,
  };
}

/** A dataset section with what is not said at its default. */
export function sectionOf(
  source: string,
  options: object,
  rest: Partial<Omit<DatasetSection, "source" | "split">> & { split?: Partial<DatasetSection["split"]> } = {},
): DatasetSection {
  const { split, ...others } = rest;
  return {
    source: complete(sources, source, options),
    share: 1,
    preprocess: [],
    augment: [],
    ...others,
    split: { validation: 0, test: 0, stratify: false, ...split },
  };
}

export async function loadSection(section: DatasetSection, context: Context): Promise<Dataset> {
  return (await openDataset(section, context)).load();
}

/** The problem with an option that `run` throws; anything else that it throws goes on. */
export async function problemOf(run: () => unknown): Promise<OptionProblem> {
  try {
    await run();
  } catch (error) {
    if (error instanceof OptionProblem) return error;
    throw error;
  }
  throw new Error("no problem was found");
}

/** A step as a resolved experiment holds it. */
export function only(tagged: Tagged): Readonly<Record<string, unknown>> {
  return Object.values(tagged)[0]!;
}

export function idxFile(sizes: readonly number[], values: Iterable<number>, type = 0x08): Buffer {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head[2] = type;
  head[3] = sizes.length;
  sizes.forEach((size, axis) => {
    head.writeUInt32BE(size, 4 + 4 * axis);
  });
  return Buffer.concat([head, Uint8Array.from(values)]);
}

interface NpyForm {
  readonly version?: number;
  readonly fortran?: boolean;
  readonly shape?: string;
}

/** A .npy file as NumPy writes it; `shape` in place of the sizes as NumPy would print them. */
export function npyFile(
  type: string,
  sizes: readonly number[],
  values: Uint8Array,
  { version = 1, fortran = false, shape }: NpyForm = {},
): Buffer {
  const written = shape ?? `(${sizes.join(", ")}${sizes.length === 1 ? "," : ""})`;
  const text = `{'descr': '${type}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${written}, }`;
  const start = version === 1 ? 10 : 12;
  const header = `${text.padEnd(64 * Math.ceil((start + text.length + 1) / 64) - start - 1)}\n`;
  const head = Buffer.alloc(start);
  head.write("\x93NUMPY", "latin1");
  head[6] = version;
  if (version === 1) head.writeUInt16LE(header.length, 8);
  else head.writeUInt32LE(header.length, 8);
  return Buffer.concat([head, Buffer.from(header, "latin1"), values]);
}

/** Bytes of any typed array. */
export function bytes(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

export function float32Npy(sizes: readonly number[], values: readonly number[]): Buffer {
  return npyFile("<f4", sizes, bytes(Float32Array.from(values)));
}

export function uint8Npy(sizes: readonly number[], values: readonly number[]): Buffer {
  return npyFile("|u1", sizes, Uint8Array.from(values));
}

export function npzFile(arrays: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(arrays).map(([name, npy]) => [`${name}.npy`, npy])));
}

/** A PNG image of one value, or of one for each channel. */
export function png(height: number, width: number, colour: readonly number[]): Promise<Buffer> {
  const pixels = Uint8Array.from(
    { length: height * width * colour.length },
    (_, at) => colour[at % colour.length]!,
  );
  return pngOf(height, width, pixels);
}

export function pngOf(height: number, width: number, pixels: Uint8Array): Promise<Buffer> {
  const channels = (pixels.length / (height * width)) as 1 | 2 | 3 | 4;
  return sharp(pixels, { raw: { width, height, channels } }).png().toBuffer();
}
