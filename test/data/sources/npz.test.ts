import { zipSync } from "fflate";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { describeDataset } from "../../../src/data/open.ts";
import {
  contextIn,
  float32Npy,
  inFolder,
  loadSection,
  npyFile,
  npzFile,
  problemOf,
  sectionOf,
  uint8Npy,
} from "../fixtures.ts";

const test = suite("data/sources/npz");

const ARRAYS = { x_train: float32Npy([3, 2], [1, 2, 3, 4, 5, 6]), y_train: uint8Npy([3], [0, 1, 1]) };
const TEST_ARRAYS = { ...ARRAYS, x_test: float32Npy([1, 2], [7, 8]), y_test: uint8Npy([1], [1]) };

function load(file: Uint8Array, options: object = {}) {
  return inFolder({ "set.npz": file }, (folder) =>
    loadSection(sectionOf("npz", { path: "set.npz", ...options }), contextIn(folder)),
  );
}

function refusal(file: Uint8Array, options: object = {}) {
  return inFolder({ "set.npz": file }, (folder) =>
    problemOf(() => describeDataset(sectionOf("npz", { path: "set.npz", ...options }), { folder })),
  );
}

test("arrays are found by the names that Keras gives them", async () => {
  const data = await load(npzFile(ARRAYS));
  assert.equal([...data.train.features.storage], [1, 2, 3, 4, 5, 6]);
  assert.equal([...data.train.labels.values], [0, 1, 1]);
});

test("arrays are found by other names, those of the test part too", async () => {
  const file = npzFile({
    a: ARRAYS.x_train,
    b: ARRAYS.y_train,
    c: TEST_ARRAYS.x_test,
    d: TEST_ARRAYS.y_test,
  });
  const data = await load(file, { features: "a", labels: "b", testFeatures: "c", testLabels: "d" });
  assert.equal([...data.test!.features.storage], [7, 8]);
});

test("packed and unpacked archives are the same", async () => {
  const files = Object.fromEntries(Object.entries(ARRAYS).map(([name, npy]) => [`${name}.npy`, npy]));
  const [packed, plain] = [zipSync(files, { level: 9 }), zipSync(files, { level: 0 })];
  assert.is((await load(packed)).fingerprint, (await load(plain)).fingerprint);
});

test("an array that is not there is named with those that are", async () => {
  const problem = await refusal(npzFile(TEST_ARRAYS), { features: "x_trains" });
  assert.equal(problem.path, ["source", "npz", "features"]);
  assert.match(problem.message, "no array `x_trains`");
  assert.match(problem.hint, "did you mean `x_train`");
  const magic = await refusal(npzFile(ARRAYS), { labels: "__proto__" });
  assert.equal(magic.path, ["source", "npz", "labels"]);
});

test("what is wrong with an array is a problem at the option that names it", async () => {
  const odd = npyFile("<f2", [3], new Uint8Array(6));
  const problem = await refusal(npzFile({ ...ARRAYS, y_train: odd }));
  assert.equal(problem.path, ["source", "npz", "labels"]);
  assert.match(problem.message, "set.npz/y_train cannot be read as .npy");
  const lone = await refusal(npzFile(TEST_ARRAYS), { testFeatures: "x_test" });
  assert.equal(lone.path, ["source", "npz", "testFeatures"]);
});

test("files that are no archives, or cut off, are problems at the path", async () => {
  for (const file of [
    new Uint8Array(0),
    Buffer.from("hello"),
    npzFile(ARRAYS).subarray(0, -30),
    ARRAYS.x_train,
  ]) {
    const problem = await refusal(file);
    assert.equal(problem.path, ["source", "npz", "path"]);
    assert.match(problem.message, "set.npz cannot be read as .npz");
  }
});

/** An archive whose list of contents says another size of its first array. */
function claiming(file: Uint8Array, size: number): Uint8Array {
  const buffer = Buffer.from(file);
  buffer.writeUInt32LE(size, buffer.indexOf("PK\x01\x02", 0, "latin1") + 24);
  return buffer;
}

test("an archive that claims to hold more than it can is refused before memory is taken for it", async () => {
  const problem = await refusal(claiming(npzFile(ARRAYS), 2 ** 32 - 2));
  assert.equal(problem.path, ["source", "npz", "path"]);
  assert.match(problem.message, "the size of x_train is damaged");
});

test("an array beyond what is read is refused, however well it is packed", async () => {
  const zeros = zipSync({ "x_train.npy": new Uint8Array(4_000_000), "y_train.npy": ARRAYS.y_train });
  const head = Buffer.from(zeros);
  const place = head.indexOf("PK\x01\x02", 0, "latin1");
  head.writeUInt32LE(2 ** 31 + 5, place + 24);
  head.writeUInt32LE(2 ** 23, place + 20);
  assert.match((await refusal(head)).message, "larger than 2 GiB");
});

test("arrays that nobody asks for are not unpacked", async () => {
  const file = npzFile({ ...ARRAYS, extra: new Uint8Array(20) });
  const odd = Buffer.from(file);
  odd.writeUInt32LE(2 ** 32 - 2, odd.lastIndexOf("PK\x01\x02", -1, "latin1") + 24);
  assert.is((await load(odd)).train.count, 3);
});

test("an archive that claims endless contents is refused", async () => {
  const file = Buffer.from(npzFile(ARRAYS));
  const end = file.lastIndexOf("PK\x05\x06", -1, "latin1");
  const zip64 = Buffer.alloc(56);
  zip64.write("PK\x06\x06", "latin1");
  zip64.writeUInt32LE(2 ** 32 - 2, 32);
  zip64.writeUInt32LE(file.readUInt32LE(end + 16), 48);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", "latin1");
  locator.writeUInt32LE(end, 8);
  const endless = Buffer.concat([file.subarray(0, end), zip64, locator, file.subarray(end)]);
  assert.match((await refusal(endless)).message, "list of contents is damaged");
});

test.run();
