import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { fashionMnistSet, setOfPackage } from "../../../src/data/named/fashion-mnist.ts";
import { untar } from "../../../src/data/named/tar.ts";
import { tarball } from "../servers.ts";

const test = suite("data/named/fashion-mnist");

const PIXELS = 784;
const TEST = 1000;

/** An image that no other number gives. */
function image(number: number): number[] {
  const draws = stream(number, "image");
  return Array.from({ length: PIXELS }, (_, at) =>
    at < 4 ? (number >> (8 * at)) & 255 : draws.below(0, 256),
  );
}

type Rows = readonly (readonly number[])[];

/** The package's files: `rows` for class 0, and for each other class one image more than is held out. */
function files(rows: Rows): ReadonlyMap<string, Uint8Array> {
  const others = (label: number) =>
    Array.from({ length: TEST + 1 }, (_, index) => image(100_000 * label + index));
  return new Map(
    Array.from({ length: 10 }, (_, label) => {
      const text = JSON.stringify({ data: label === 0 ? rows : others(label) });
      return [`package/src/clothes/${label}.json`, Buffer.from(text)] as const;
    }),
  );
}

function convert(rows: Rows) {
  const told: [string, number, number][] = [];
  const set = setOfPackage(files(rows), (...progress) => told.push(progress));
  const own = (part: typeof set.train) =>
    Array.from(part.labels.keys())
      .filter((row) => part.labels[row] === 0)
      .map((row) => [...part.images.subarray(row * PIXELS, (row + 1) * PIXELS)]);
  return { set, train: own(set.train), held: own(set.test), told };
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => image(from + index));

test("the first thousand images of a class are held out, and the others train", () => {
  const { train, held, set, told } = convert(range(0, 1005));
  assert.equal(held, range(0, 1000));
  assert.equal(train, range(1000, 1005));
  assert.equal([set.shape, set.test.labels.length, set.train.labels.length], [[28, 28, 1], 10_000, 14]);
  assert.equal(told.at(-1), ["converting Fashion-MNIST", 10, 10]);
  assert.match(set.origin, "not the official split");
});

test("the two empty rows are no images, and do not count among the thousand", () => {
  const { train, held } = convert([...range(0, 1000), [], ...range(1000, 1003), []]);
  assert.equal(held, range(0, 1000));
  assert.equal(train, range(1000, 1003));
  const early = convert([...range(0, 500), [], ...range(500, 1002)]);
  assert.equal([early.held, early.train], [range(0, 1000), range(1000, 1002)]);
});

test("no image stands on both sides: a training image that is held out too is dropped", () => {
  const { train, held } = convert([...range(0, 1000), image(7), image(1000), image(999)]);
  assert.equal(held, range(0, 1000));
  assert.equal(train, [image(1000)]);
});

test("an image that is held out under another class is dropped as well", () => {
  const { train } = convert([...range(0, 1000), image(100_003), image(1000)]);
  assert.equal(train, [image(1000)]);
});

test("an image that occurs twice on one side stays twice", () => {
  const { train, held } = convert([...range(0, 999), image(0), image(1000), image(1000)]);
  assert.is(held.length, 1000);
  assert.equal(train, [image(1000), image(1000)]);
});

test("class by class the order is that of the package", () => {
  const { set } = convert(range(0, 1002));
  assert.equal([...set.train.labels], [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("what is known of the set before it is fetched", () => {
  assert.equal(
    [fashionMnistSet.shape, fashionMnistSet.counts],
    [
      [28, 28, 1],
      [59_990, 10_000],
    ],
  );
  assert.is(fashionMnistSet.classes.length, 10);
});

test("the files of a tar archive are found by path", () => {
  const found = untar(
    tarball({ "package/a.json": "{}", "package/empty": "", "package/large": Buffer.alloc(5000, 3) }),
  );
  assert.equal([...found.keys()], ["package/a.json", "package/empty", "package/large"]);
  assert.equal(
    [...found.values()].map(({ length }) => length),
    [2, 0, 5000],
  );
  assert.is(Buffer.from(found.get("package/a.json")!).toString(), "{}");
});

test.run();
