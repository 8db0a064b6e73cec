import { cachedFile } from "../../src/data/cache.ts";
import { encodeImageSet, type ImageSet } from "../../src/data/named/image-set.ts";
import type { NamedSet } from "../../src/data/named/named-set.ts";
import { namedSets } from "../../src/data/sources/named.ts";
import { type Files, float32Npy, idxFile, npzFile, png, uint8Npy } from "../data/fixtures.ts";

/** One source in one use. */
export interface SourceCase {
  readonly source: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** What it reads, by path below the folder of the experiment. */
  readonly files: Files;
  /** The same files with one value of one training sample changed. */
  readonly changed: Files;
  /** Training samples, and test samples where the source brings some. */
  readonly counts: { readonly train: number; readonly test?: number };
}

const TABLE = "a,b,c,kind\n1,,p,x\n2,5,q,y\n3,6,p,x\n4,7,p,y\n";
const VALUES = "a,b\n1,0.5\n2,0.25\n3,0.125\n";

const IDX = {
  "x.idx": idxFile(
    [4, 2, 3],
    Array.from({ length: 24 }, (_, at) => at),
  ),
  "y.idx": idxFile([4], [0, 1, 2, 0]),
  "tx.idx": idxFile(
    [2, 2, 3],
    Array.from({ length: 12 }, (_, at) => at),
  ),
  "ty.idx": idxFile([2], [2, 0]),
};

const ARRAYS = {
  x: float32Npy(
    [4, 3],
    Array.from({ length: 12 }, (_, at) => at / 7),
  ),
  y: uint8Npy([4, 1], [0, 1, 1, 0]),
  tx: float32Npy([1, 3], [1, 2, 3]),
  ty: uint8Npy([1], [1]),
};
const ARRAYS_CHANGED = {
  ...ARRAYS,
  x: float32Npy(
    [4, 3],
    Array.from({ length: 12 }, (_, at) => at / 7 + Number(at === 5)),
  ),
};

function npyFiles(arrays: typeof ARRAYS): Files {
  return Object.fromEntries(Object.entries(arrays).map(([name, file]) => [`${name}.npy`, file]));
}

const IMAGES: Files = {
  "set/b/1.png": await png(3, 3, [10, 20, 30]),
  "set/b/2.png": await png(3, 3, [50, 20, 30]),
  "set/a/1.png": await png(3, 3, [10, 90, 30]),
  "held/a/1.png": await png(3, 3, [1, 2, 3]),
};

/** A named set in the cache, of few images. */
function cached(named: NamedSet, salt: number): Files {
  const size = named.shape.reduce((product, length) => product * length, 1);
  const part = (count: number) => ({
    images: Uint8Array.from({ length: count * size }, (_, at) => (at * 7 + (at === 3 ? salt : 0)) % 256),
    labels: Uint8Array.from({ length: count }, (_, at) => at % named.classes.length),
  });
  const set: ImageSet = {
    shape: named.shape,
    origin: `a small ${named.name}`,
    train: part(12),
    test: part(10),
  };
  return { [cachedFile("cache", named)]: encodeImageSet(set) };
}

export const sourceCases: readonly SourceCase[] = [
  ...namedSets.map((named) => ({
    source: named.name,
    files: cached(named, 0),
    changed: cached(named, 1),
    counts: { train: 12, test: 10 },
  })),
  {
    source: "idx",
    options: { trainImages: "x.idx", trainLabels: "y.idx", testImages: "tx.idx", testLabels: "ty.idx" },
    files: IDX,
    changed: { ...IDX, "y.idx": idxFile([4], [0, 1, 2, 1]) },
    counts: { train: 4, test: 2 },
  },
  {
    source: "csv",
    options: { path: "table.csv", target: "kind", categorical: ["c"], missing: "median" },
    files: { "table.csv": TABLE },
    changed: { "table.csv": TABLE.replace("3,6", "3,6.5") },
    counts: { train: 4 },
  },
  {
    source: "csv",
    options: { path: "table.csv", testPath: "test.csv", target: "b", targetKind: "number" },
    files: { "table.csv": VALUES, "test.csv": "b,a\n1,2\n" },
    changed: { "table.csv": VALUES.replace("0.25", "0.26"), "test.csv": "b,a\n1,2\n" },
    counts: { train: 3, test: 1 },
  },
  {
    source: "npy",
    options: { features: "x.npy", labels: "y.npy", testFeatures: "tx.npy", testLabels: "ty.npy" },
    files: npyFiles(ARRAYS),
    changed: npyFiles(ARRAYS_CHANGED),
    counts: { train: 4, test: 1 },
  },
  {
    source: "npz",
    options: { path: "set.npz", features: "x", labels: "y", target: "values" },
    files: { "set.npz": npzFile(ARRAYS) },
    changed: { "set.npz": npzFile(ARRAYS_CHANGED) },
    counts: { train: 4 },
  },
  {
    source: "images",
    options: { path: "set", testPath: "held", height: 2, width: 4 },
    files: IMAGES,
    changed: { ...IMAGES, "set/a/1.png": await png(3, 3, [11, 90, 30]) },
    counts: { train: 3, test: 1 },
  },
];
