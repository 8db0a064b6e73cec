import { suite } from "uvu";
import * as assert from "uvu/assert";
import { describeDataset } from "../../../src/data/open.ts";
import { parseNpy } from "../../../src/data/sources/npy-format.ts";
import {
  bytes,
  contextIn,
  type Files,
  float32Npy,
  inFolder,
  loadSection,
  npyFile,
  problemOf,
  sectionOf,
  uint8Npy,
} from "../fixtures.ts";

const test = suite("data/sources/npy");

const FEATURES = float32Npy([3, 2], [1, 2, 3, 4, 5, 6]);
const LABELS = uint8Npy([3], [0, 1, 1]);
const PATHS = { features: "x.npy", labels: "y.npy" };
const TEST_PATHS = { ...PATHS, testFeatures: "tx.npy", testLabels: "ty.npy" };

function refusal(files: Files, options: object = PATHS) {
  return inFolder({ "x.npy": FEATURES, "y.npy": LABELS, ...files }, (folder) =>
    problemOf(() => describeDataset(sectionOf("npy", options), { folder })),
  );
}

function load(files: Files, options: object = PATHS) {
  return inFolder({ "x.npy": FEATURES, "y.npy": LABELS, ...files }, (folder) =>
    loadSection(sectionOf("npy", options), contextIn(folder)),
  );
}

/** The same bytes with each number's turned round. */
function swapped(values: ArrayBufferView, width: number): Uint8Array {
  const turned = Buffer.from(bytes(values));
  for (let at = 0; at < turned.length; at += width) turned.subarray(at, at + width).reverse();
  return turned;
}

const TYPES: readonly [type: string, values: ArrayBufferView, read: readonly number[], kept: string][] = [
  ["|b1", Uint8Array.of(0, 1), [0, 1], "Uint8Array"],
  ["|u1", Uint8Array.of(0, 255), [0, 255], "Uint8Array"],
  ["|i1", Int8Array.of(-128, 127), [-128, 127], "Int32Array"],
  ["<u2", Uint16Array.of(0, 65_535), [0, 65_535], "Int32Array"],
  ["<i2", Int16Array.of(-32_768, 7), [-32_768, 7], "Int32Array"],
  ["<i4", Int32Array.of(-(2 ** 31), 2 ** 31 - 1), [-(2 ** 31), 2 ** 31 - 1], "Int32Array"],
  ["<u4", Uint32Array.of(0, 2 ** 31), [0, 2 ** 31], "Float32Array"],
  ["<i8", BigInt64Array.of(-5n, 2n ** 40n), [-5, 2 ** 40], "Float32Array"],
  ["<u8", BigUint64Array.of(3n, 2n ** 63n), [3, 2 ** 63], "Float32Array"],
  ["<f4", Float32Array.of(0.1, -2.5), [Math.fround(0.1), -2.5], "Float32Array"],
  ["<f8", Float64Array.of(0.1, -1e30), [Math.fround(0.1), Math.fround(-1e30)], "Float32Array"],
  ["=f4", Float32Array.of(1, 2), [1, 2], "Float32Array"],
  [">u2", swapped(Uint16Array.of(1, 258), 2), [1, 258], "Int32Array"],
  [">i4", swapped(Int32Array.of(-7, 8), 4), [-7, 8], "Int32Array"],
  [">i8", swapped(BigInt64Array.of(-7n, 8n), 8), [-7, 8], "Float32Array"],
  [">f8", swapped(Float64Array.of(0.5, -3), 8), [0.5, -3], "Float32Array"],
];

for (const [type, values, read, kept] of TYPES) {
  test(`numbers of type ${type} are read, and kept as ${kept}`, () => {
    const array = parseNpy(npyFile(type, [2], bytes(values)), "x.npy", []);
    assert.equal([array.sizes, [...array.values]], [[2], read]);
    assert.is(array.values.constructor.name, kept);
  });
}

test("every version of the format is read", () => {
  for (const version of [1, 2, 3]) {
    const file = npyFile("|u1", [2, 1], Uint8Array.of(3, 4), { version });
    assert.equal([...parseNpy(file, "x.npy", []).values], [3, 4]);
  }
});

test("values that do not lie on even addresses are read", () => {
  const shifted = new Uint8Array(FEATURES.length + 1);
  shifted.set(FEATURES, 1);
  assert.equal([...parseNpy(shifted.subarray(1), "x.npy", []).values], [1, 2, 3, 4, 5, 6]);
});

test("features and class numbers are samples, and so are those of the test files", async () => {
  const data = await load(
    { "tx.npy": float32Npy([1, 2], [7, 8]), "ty.npy": uint8Npy([1, 1], [1]) },
    TEST_PATHS,
  );
  assert.equal([data.shape, data.classes, data.train.count, data.test!.count], [[2], ["0", "1"], 3, 1]);
  assert.equal([...data.train.features.storage], [1, 2, 3, 4, 5, 6]);
  assert.equal([...data.test!.labels.values], [1]);
});

test("labels may be values to be predicted, one or several a sample", async () => {
  const one = await load({ "y.npy": float32Npy([3], [0.5, 1.5, -2]) }, { ...PATHS, target: "values" });
  assert.equal([one.labels, one.classes], [{ kind: "vector", shape: [1] }, undefined]);
  const two = await load({ "y.npy": float32Npy([3, 2], [1, 2, 3, 4, 5, 6]) }, { ...PATHS, target: "values" });
  assert.equal(two.labels, { kind: "vector", shape: [2] });
  assert.equal([...two.train.labels.values], [1, 2, 3, 4, 5, 6]);
});

const REFUSED: readonly { readonly what: string; readonly file: Uint8Array; readonly says: string }[] = [
  { what: "an empty file", file: new Uint8Array(0), says: "no such file" },
  { what: "another kind of file", file: Buffer.from("not an array at all"), says: "no such file" },
  {
    what: "a version to come",
    file: npyFile("|u1", [3, 1], Uint8Array.of(1, 2, 3), { version: 4 }),
    says: "version 4",
  },
  { what: "a header that is cut off", file: FEATURES.subarray(0, 40), says: "header is cut off" },
  { what: "too few values", file: FEATURES.subarray(0, -1), says: "bytes in all, and it has" },
  {
    what: "more values than it says",
    file: Buffer.concat([FEATURES, FEATURES]),
    says: "bytes in all, and it has",
  },
  {
    what: "columns in a row",
    file: npyFile("|u1", [3, 2], new Uint8Array(6), { fortran: true }),
    says: "column by column",
  },
  { what: "half precision", file: npyFile("<f2", [3, 1], new Uint8Array(6)), says: "type <f2" },
  { what: "text", file: npyFile("<U5", [3, 1], new Uint8Array(60)), says: "type <U5" },
  { what: "complex numbers", file: npyFile("<c16", [3, 1], new Uint8Array(48)), says: "type <c16" },
  { what: "Python objects", file: npyFile("|O", [3, 1], new Uint8Array(24)), says: "type |O" },
  {
    what: "a type by the name of a property",
    file: npyFile("constructor", [3, 1], new Uint8Array(3)),
    says: "type constructor",
  },
  {
    what: "records",
    file: npyFile("|u1", [3, 1], new Uint8Array(3)).fill(0x5b, 20, 21),
    says: "type unknown",
  },
  {
    what: "a shape that is no shape",
    file: npyFile("|u1", [], new Uint8Array(3), { shape: "(3, x)" }),
    says: "how values are laid out",
  },
  {
    what: "2⁵⁰ samples",
    file: npyFile("|u1", [2 ** 50, 1], new Uint8Array(3)),
    says: "bytes in all, and it has",
  },
  {
    what: "more samples than numbers go",
    file: npyFile("|u1", [], new Uint8Array(3), { shape: `(${"9".repeat(400)}, 0)` }),
    says: "too large",
  },
  { what: "no samples", file: npyFile("|u1", [0, 2], new Uint8Array(0)), says: "holds no sample" },
  { what: "one axis", file: uint8Npy([3], [1, 2, 3]), says: "at least one more" },
  { what: "a single number", file: uint8Npy([], [1]), says: "at least one more" },
  {
    what: "a value that is no number",
    file: float32Npy([3, 2], [1, 2, 3, Number.NaN, 5, 6]),
    says: "sample 2 holds NaN",
  },
  {
    what: "a value beyond 32 bits",
    file: npyFile("<f8", [3, 1], bytes(Float64Array.of(1, 2, 1e39))),
    says: "sample 3 holds Infinity",
  },
];

for (const { what, file, says } of REFUSED) {
  test(`${what} is a problem at features`, async () => {
    const problem = await refusal({ "x.npy": file });
    assert.equal(problem.path, ["source", "npy", "features"]);
    assert.ok(problem.message.includes(says), problem.message);
  });
}

test("labels that are no class numbers are a problem at the labels", async () => {
  const labels = async (file: Uint8Array) => {
    const problem = await refusal({ "y.npy": file });
    assert.equal(problem.path, ["source", "npy", "labels"]);
    return problem.message;
  };
  assert.match(await labels(float32Npy([3], [0, 1, 1.5])), "label 3 is 1.5");
  assert.match(await labels(npyFile("|i1", [3], bytes(Int8Array.of(0, -1, 1)))), "label 2 is -1");
  assert.match(await labels(float32Npy([3], [0, 1, 70_000])), "label 3 is 70000");
  assert.match(await labels(uint8Npy([3], [0, 0, 0])), "two classes");
  assert.match(await labels(uint8Npy([2], [0, 1])), "3 samples and 2 labels");
  assert.match(await labels(uint8Npy([], [1])), "3 samples and 0 labels");
  assert.match(await labels(uint8Npy([3, 2], [0, 1, 0, 1, 0, 1])), "one a sample, not 2");
  assert.match(await labels(float32Npy([3], [0, Number.NaN, 1])), "label 2 holds NaN");
});

test("test labels beyond the training classes, and test samples of another shape, are problems", async () => {
  const held = { "tx.npy": float32Npy([1, 2], [7, 8]), "ty.npy": uint8Npy([1], [2]) };
  const unknown = await refusal(held, TEST_PATHS);
  assert.equal(unknown.path, ["source", "npy", "testLabels"]);
  const wide = await refusal({ ...held, "tx.npy": float32Npy([1, 3], [7, 8, 9]) }, TEST_PATHS);
  assert.equal(wide.path, ["source", "npy", "testFeatures"]);
  const vectors = {
    ...held,
    "y.npy": float32Npy([3, 2], [1, 2, 3, 4, 5, 6]),
    "ty.npy": float32Npy([1, 3], [1, 2, 3]),
  };
  const other = await refusal(vectors, { ...TEST_PATHS, target: "values" });
  assert.equal(other.path, ["source", "npy", "testLabels"]);
  assert.match(other.message, "test labels are 3 and training labels 2");
  assert.equal((await refusal(held, { ...PATHS, testFeatures: "tx.npy" })).path, [
    "source",
    "npy",
    "testFeatures",
  ]);
});

test.run();
