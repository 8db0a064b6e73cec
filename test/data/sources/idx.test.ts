import { gzipSync } from "node:zlib";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { describeDataset } from "../../../src/data/open.ts";
import { parseIdx } from "../../../src/data/sources/idx-format.ts";
import { contextIn, type Files, idxFile, inFolder, loadSection, problemOf, sectionOf } from "../fixtures.ts";

const test = suite("data/sources/idx");

const IMAGES = idxFile([3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]);
const LABELS = idxFile([3], [2, 0, 1]);
const PATHS = { trainImages: "images", trainLabels: "labels" };
const TEST_PATHS = { ...PATHS, testImages: "test-images", testLabels: "test-labels" };

function refusal(files: Files, options: object = PATHS) {
  return inFolder({ images: IMAGES, labels: LABELS, ...files }, (folder) =>
    problemOf(() => describeDataset(sectionOf("idx", options), { folder })),
  );
}

for (const [kind, pack] of [
  ["plain", (file: Buffer) => file],
  ["gzipped", gzipSync],
] as const) {
  test(`${kind} files are images of one channel, kept as bytes, with numbered classes`, async () => {
    const files = {
      images: pack(IMAGES),
      labels: pack(LABELS),
      "test-images": pack(idxFile([1, 2, 2], [9, 8, 7, 6])),
      "test-labels": pack(idxFile([1], [2])),
    };
    await inFolder(files, async (folder) => {
      const data = await loadSection(sectionOf("idx", TEST_PATHS), contextIn(folder));
      assert.equal(
        [data.shape, data.classes],
        [
          [2, 2, 1],
          ["0", "1", "2"],
        ],
      );
      assert.is(Object.getPrototypeOf(data.train.features.storage), Uint8Array.prototype);
      assert.equal([...data.train.features.storage], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]);
      assert.equal([...data.train.labels.values], [2, 0, 1]);
      assert.equal([...data.test!.features.storage], [9, 8, 7, 6]);
      assert.equal([...data.test!.labels.values], [2]);
    });
  });
}

test("files that were packed in several runs of gzip are read whole", () => {
  const packed = Buffer.concat([gzipSync(IMAGES.subarray(0, 20)), gzipSync(IMAGES.subarray(20))]);
  assert.equal([...parseIdx(packed, "images", []).values], [...IMAGES.subarray(16)]);
});

const damaged = Buffer.from(gzipSync(IMAGES));
damaged[damaged.length - 12]! ^= 0xff;

const REFUSED: readonly { readonly what: string; readonly file: Uint8Array; readonly says: string }[] = [
  { what: "an empty file", file: new Uint8Array(0), says: "two zero bytes" },
  { what: "another kind of file", file: Buffer.from("x,y\n1,2\n"), says: "two zero bytes" },
  { what: "numbers that are no bytes", file: idxFile([1, 1, 1], [0, 0, 0, 0], 0x0d), says: "type 0xd" },
  { what: "a header that is cut off", file: IMAGES.subarray(0, 9), says: "header of 3 axes is damaged" },
  { what: "no axes", file: idxFile([], []), says: "header of 0 axes" },
  { what: "too many axes", file: idxFile(Array(200).fill(1), [0]), says: "header of 200 axes" },
  { what: "too few values", file: IMAGES.subarray(0, 20), says: "should hold 12 values and holds 4" },
  {
    what: "too many values",
    file: Buffer.concat([IMAGES, IMAGES]),
    says: "should hold 12 values and holds 40",
  },
  {
    what: "sizes beyond any memory",
    file: idxFile([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], []),
    says: "more than are read",
  },
  { what: "gzip that is damaged", file: damaged, says: "compressed content is damaged" },
  {
    what: "gzip that is cut off",
    file: gzipSync(IMAGES).subarray(0, 30),
    says: "compressed content is damaged",
  },
  {
    what: "gzip of too few values",
    file: gzipSync(IMAGES.subarray(0, 20)),
    says: "should hold 12 values and holds 4",
  },
  {
    what: "gzip that unpacks to more than it says",
    file: gzipSync(Buffer.concat([IMAGES, Buffer.alloc(50_000_000)])),
    says: "more values than its header says",
  },
  { what: "an array of labels in the place of images", file: LABELS, says: "this array has 1 axes" },
  { what: "no image", file: idxFile([0, 2, 2], []), says: "holds no sample" },
];

for (const { what, file, says } of REFUSED) {
  test(`${what} is a problem at trainImages`, async () => {
    const problem = await refusal({ images: file });
    assert.equal(problem.path, ["source", "idx", "trainImages"]);
    assert.ok(problem.message.includes(says), problem.message);
  });
}

test("images and labels that do not belong together are a problem at the labels", async () => {
  const fewer = await refusal({ labels: idxFile([2], [0, 1]) });
  assert.equal(fewer.path, ["source", "idx", "trainLabels"]);
  assert.match(fewer.message, "3 samples and 2 labels");
  const swapped = await refusal({ labels: IMAGES });
  assert.match(swapped.message, "one a sample");
  const single = await refusal({ labels: idxFile([3], [0, 0, 0]) });
  assert.match(single.message, "two classes");
});

test("test files that do not go with the training files are problems where they are named", async () => {
  const held = { "test-images": idxFile([1, 2, 2], [9, 8, 7, 6]), "test-labels": idxFile([1], [2]) };
  const lone = await refusal(held, { ...PATHS, testImages: "test-images" });
  assert.equal([lone.path, lone.hint], [["source", "idx", "testImages"], "give both, or neither"]);
  assert.equal((await refusal(held, { ...PATHS, testLabels: "x" })).path, ["source", "idx", "testLabels"]);
  const other = await refusal({ ...held, "test-images": idxFile([1, 1, 2], [9, 8]) }, TEST_PATHS);
  assert.equal(other.path, ["source", "idx", "testImages"]);
  assert.match(other.message, "test samples are 1×2×1 and training samples 2×2×1");
  const unknown = await refusal({ ...held, "test-labels": idxFile([1], [3]) }, TEST_PATHS);
  assert.equal(unknown.path, ["source", "idx", "testLabels"]);
  assert.match(unknown.message, "label 1 is 3, and the training labels go from 0 to 2");
});

test("a file that is not there is named as it was written", async () => {
  const problem = await refusal({}, { ...PATHS, trainLabels: "../nowhere/labels" });
  assert.equal(problem.path, ["source", "idx", "trainLabels"]);
  assert.match(problem.message, "../nowhere/labels does not exist");
});

test.run();
