import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../../src/base/errors.ts";
import { describeDataset, openDataset } from "../../../src/data/open.ts";
import {
  contextIn,
  type Files,
  inFolder,
  loadSection,
  png,
  pngOf,
  problemOf,
  sectionOf,
} from "../fixtures.ts";
import { distance } from "../samples.ts";

const test = suite("data/sources/images");

const SIZE = { path: "set", height: 2, width: 2 };
const [RED, BLUE] = [await png(2, 2, [255, 0, 0]), await png(2, 2, [0, 0, 255])];
const PAIR: Files = { "set/cat/1.png": RED, "set/dog/1.png": BLUE };

function refusal(files: Files, options: object = {}, prepare: (folder: string) => void = () => {}) {
  return inFolder(files, (folder) => {
    prepare(folder);
    return problemOf(() => describeDataset(sectionOf("images", { ...SIZE, ...options }), { folder }));
  });
}

function load(files: Files, options: object = {}, prepare: (folder: string) => void = () => {}) {
  return inFolder(files, async (folder) => {
    prepare(folder);
    const context = contextIn(folder);
    const data = await loadSection(sectionOf("images", { ...SIZE, ...options }), context);
    return { ...data, notices: context.notices, pixels: [...data.train.features.storage] };
  });
}

test("each folder is a class, in order, and its images are samples by name", async () => {
  const green = await png(2, 2, [0, 255, 0]);
  const data = await load({ "set/dog/b.png": BLUE, "set/dog/a.png": green, "set/cat/z.png": RED });
  assert.equal(
    [data.classes, data.shape],
    [
      ["cat", "dog"],
      [2, 2, 3],
    ],
  );
  assert.equal([...data.train.labels.values], [0, 1, 1]);
  const first = [0, 12, 24].map((at) => data.pixels.slice(at, at + 3));
  assert.equal(first, [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
  ]);
  assert.is(Object.getPrototypeOf(data.train.features.storage), Uint8Array.prototype);
});

test("PNG and JPEG of every depth and colour become bytes of the channels that are asked for", async () => {
  const raw = { raw: { width: 4, height: 4, channels: 1 as const } };
  const grey = sharp(new Uint8Array(16).fill(100), raw).toColourspace("b-w");
  const deep = sharp(new Uint16Array(16).fill(100 * 257), raw).toColourspace("grey16");
  const files = {
    "set/cat/colour.png": await png(3, 5, [100, 100, 100]),
    "set/cat/clear.png": await png(2, 2, [100, 100, 100, 7]),
    "set/cat/grey.png": await grey.clone().png().toBuffer(),
    "set/cat/deep.png": await deep.png().toBuffer(),
    "set/dog/grey.jpg": await grey.clone().jpeg({ quality: 100 }).toBuffer(),
    "set/dog/colour.JPEG": await sharp(await png(4, 4, [100, 100, 100]))
      .jpeg({ quality: 100 })
      .toBuffer(),
    "set/dog/one.PNG": await png(1, 1, [100]),
  };
  for (const channels of [1, 3]) {
    const { pixels, train } = await load(files, { channels });
    assert.is(train.count, 7);
    assert.ok(distance(pixels, Array(7 * 4 * channels).fill(100)) <= 1, String(pixels));
  }
});

test("colour becomes grey by its brightness, and grey becomes colour in equal parts", async () => {
  const { pixels } = await load(PAIR, { channels: 1 });
  assert.ok(pixels[0]! > pixels[4]!, `red ${pixels[0]} is brighter than blue ${pixels[4]}`);
  const grey = await load({ ...PAIR, "set/cat/1.png": await png(2, 2, [90]) });
  assert.equal(grey.pixels.slice(0, 3), [90, 90, 90]);
});

test("images are resized whole, not cropped", async () => {
  const halves = await pngOf(
    2,
    8,
    Uint8Array.from({ length: 48 }, (_, at) => (at % 24 < 12 ? 0 : 200)),
  );
  const { pixels } = await load({ "set/a/1.png": halves, "set/b/1.png": halves }, { height: 1, width: 2 });
  const [left, right] = [pixels[0]!, pixels[3]!];
  assert.ok(left < 30 && right > 170, `${left} and ${right}`);
});

test("hidden files and what file managers leave are no images and no classes", async () => {
  const data = await load({
    ...PAIR,
    "set/.DS_Store": "x",
    "set/.git/1.png": RED,
    "set/cat/.DS_Store": "x",
    "set/cat/._1.png": "resource fork",
    "set/dog/Thumbs.db": "x",
    "set/readme.txt": "x",
  });
  assert.equal([data.classes, data.train.count, data.notices], [["cat", "dog"], 2, []]);
});

test("other files in the folder of a class are left out with a notice", async () => {
  const more = {
    "set/cat/2.gif": "x",
    "set/cat/3.webp": "x",
    "set/cat/notes.txt": "x",
    "set/dog/deeper/4.png": RED,
  };
  const { notices, train } = await load({ ...PAIR, ...more, "set/stray.png": RED });
  assert.is(train.count, 2);
  assert.is(notices.length, 1);
  assert.match(notices[0]!, "set: what is no PNG or JPEG image");
  assert.match(notices[0]!, "stray.png, cat/2.gif, cat/3.webp, and 2 more");
});

test("links to images and to classes are followed", async () => {
  const { train, classes } = await load({ ...PAIR, "elsewhere/bird/1.png": RED }, {}, (folder) => {
    symlinkSync(join(folder, "elsewhere/bird"), join(folder, "set/bird"));
    symlinkSync(join(folder, "elsewhere/bird/1.png"), join(folder, "set/cat/2.png"));
  });
  assert.equal([classes, train.count], [["bird", "cat", "dog"], 4]);
});

test("links that lead nowhere, or to themselves, are problems that name them", async () => {
  const lost = await refusal(PAIR, {}, (folder) => symlinkSync("gone.png", join(folder, "set/cat/2.png")));
  assert.equal(lost.path, ["source", "images", "path"]);
  assert.match(lost.message, "set/cat/2.png does not exist");
  const loop = await refusal(PAIR, {}, (folder) => symlinkSync("loop", join(folder, "set/loop")));
  assert.match(loop.message, "set/loop is a link that leads to itself");
});

test("names that two file systems write in two ways are one class", async () => {
  const [composed, apart] = ["é".normalize("NFC"), "é".normalize("NFD")];
  const held = { [`test/${composed}/1.png`]: RED };
  const { classes, test: part } = await load(
    { [`set/${apart}/1.png`]: RED, "set/z/1.png": BLUE, ...held },
    { testPath: "test" },
  );
  assert.equal([classes, part!.count], [["z", composed], 1]);
});

test("test images are those of the same classes, of which some may be missing", async () => {
  const data = await load({ ...PAIR, "test/dog/1.png": RED }, { testPath: "test" });
  assert.equal([...data.test!.labels.values], [1]);
});

/** An image whose header says that it has 20,000 × 20,000 pixels. */
const LARGE = Buffer.from(RED);
LARGE.writeUInt32BE(20_000, 16);
LARGE.writeUInt32BE(20_000, 20);
const DAMAGED = Buffer.from(LARGE);
LARGE.writeUInt32BE(crc32(LARGE.subarray(12, 29)), 29);

const UNREADABLE: readonly { readonly what: string; readonly file: Uint8Array; readonly says: string }[] = [
  { what: "an empty file", file: new Uint8Array(0), says: "is no PNG or JPEG image, whatever its name says" },
  { what: "text", file: Buffer.from("hello"), says: "is no PNG or JPEG image" },
  {
    what: "another format",
    file: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    says: "is no PNG or JPEG",
  },
  { what: "an image that is cut off", file: RED.subarray(0, 45), says: "cannot be read" },
  { what: "an image with a damaged header", file: DAMAGED, says: "cannot be read" },
  { what: "an image of more pixels than are decoded", file: LARGE, says: "pixel limit" },
];

for (const { what, file, says } of UNREADABLE) {
  test(`${what} under the name of an image is a problem that names the file`, async () => {
    const problem = await inFolder({ ...PAIR, "set/dog/9.png": file }, (folder) =>
      problemOf(() => openDataset(sectionOf("images", SIZE), contextIn(folder))),
    );
    assert.equal(problem.path, ["source", "images", "path"]);
    assert.ok(problem.message.startsWith("set/dog/9.png") && problem.message.includes(says), problem.message);
    assert.not.match(problem.message, "\n");
  });
}

test("of several unreadable images the first by name is told", async () => {
  const bad = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`set/dog/${at + 10}.png`, "x"]));
  for (let again = 0; again < 3; again++) {
    const problem = await inFolder({ ...PAIR, ...bad }, (folder) =>
      problemOf(() => openDataset(sectionOf("images", SIZE), contextIn(folder))),
    );
    assert.match(problem.message, "set/dog/10.png");
  }
});

const REFUSED: readonly {
  readonly what: string;
  readonly files: Files;
  readonly options?: object;
  readonly at: string;
  readonly says: string;
}[] = [
  { what: "a folder that is not there", files: {}, at: "path", says: "set does not exist" },
  { what: "a file where the folder should be", files: { set: "x" }, at: "path", says: "set is no folder" },
  { what: "a folder without classes", files: { "set/1.png": RED }, at: "path", says: "holds no folders" },
  { what: "a single class", files: { "set/cat/1.png": RED }, at: "path", says: "one folder, cat" },
  {
    what: "a class without images",
    files: { ...PAIR, "set/bird/x.txt": "x" },
    at: "path",
    says: "set/bird holds no PNG or JPEG",
  },
  { what: "two channels", files: PAIR, options: { channels: 2 }, at: "channels", says: "1 or 3" },
  {
    what: "a test class without training images",
    files: { ...PAIR, "test/bird/1.png": RED },
    options: { testPath: "test" },
    at: "testPath",
    says: "bird",
  },
  {
    what: "a test folder without images",
    files: { ...PAIR, "test/cat/x.txt": "x" },
    options: { testPath: "test" },
    at: "testPath",
    says: "holds no PNG",
  },
  {
    what: "a test folder that is not there",
    files: PAIR,
    options: { testPath: "test" },
    at: "testPath",
    says: "test does not exist",
  },
];

for (const { what, files, options = {}, at, says } of REFUSED) {
  test(`${what} is a problem at ${at}`, async () => {
    const problem = await refusal(files, options);
    assert.equal(problem.path, ["source", "images", at]);
    assert.ok(problem.message.includes(says), problem.message);
  });
}

test("images that would not fit in memory are a problem, not a crash", async () => {
  const large = { height: 3_000_000, width: 3_000_000 };
  const problem = await inFolder(PAIR, (folder) =>
    problemOf(() => openDataset(sectionOf("images", { ...SIZE, ...large }), contextIn(folder))),
  );
  assert.equal(problem.path, ["source", "images", "height"]);
});

test("the fingerprint sees what the model sees: other pixels count, other files of the same pixels do not", async () => {
  const print = async (files: Files, options: object = {}) => (await load(files, options)).fingerprint;
  const own = await print(PAIR);
  const packed = await sharp(RED).png({ compressionLevel: 0 }).toBuffer();
  assert.is(await print({ ...PAIR, "set/cat/1.png": packed }), own);
  assert.is(await print({ "set/cat/other-name.png": RED, "set/dog/1.png": BLUE }), own);
  assert.is.not(await print({ ...PAIR, "set/cat/1.png": await png(2, 2, [254, 0, 0]) }), own);
  assert.is.not(await print(PAIR, { height: 3 }), own);
  assert.is.not(await print(PAIR, { channels: 1 }), own);
  assert.is.not(await print({ "set/cow/1.png": RED, "set/dog/1.png": BLUE }), own);
});

test("reading ends when its signal says so", async () => {
  const controller = new AbortController();
  await inFolder(PAIR, async (folder) => {
    const context = { ...contextIn(folder), signal: controller.signal };
    controller.abort();
    try {
      await openDataset(sectionOf("images", SIZE), context);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, RunExpError);
      assert.is((error as RunExpError).code, "interrupted");
    }
  });
});

test.run();
