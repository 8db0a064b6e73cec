import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { RunExpError } from "../../../src/base/errors.ts";
import { stream } from "../../../src/base/random.ts";
import { ImageFile } from "../../../src/data/named/image-file.ts";
import { encodeImageSet, type ImageSet } from "../../../src/data/named/image-set.ts";
import { inFolder } from "../fixtures.ts";
import { smallSet } from "../image-sets.ts";

const test = suite("data/named/image-file");

function kept<Result>(set: ImageSet, use: (path: string) => Promise<Result>): Promise<Result> {
  return inFolder({ "set.images": encodeImageSet(set) }, (folder) => use(join(folder, "set.images")));
}

const rows = (...numbers: number[]) => Uint32Array.from(numbers);

test("a file is the set that was written", async () => {
  const set = smallSet();
  await kept(set, async (path) => {
    const file = (await ImageFile.open(path))!;
    assert.equal([file.shape, file.counts, file.origin], [set.shape, [5, 3], "a test"]);
    assert.equal([...file.labels.train, ...file.labels.test], [...set.train.labels, ...set.test.labels]);
    const [train, held] = await file.gather([
      { from: "train", rows: rows(0, 1, 2, 3, 4) },
      { from: "test", rows: rows(0, 1, 2) },
    ]);
    assert.equal([train, held], [set.train.images, set.test.images]);
  });
});

test("selections are gathered in one reading, in their own order, overlapping or not", async () => {
  const set = smallSet();
  await kept(set, async (path) => {
    const image = (part: Uint8Array, row: number) => [...part.subarray(row * 12, (row + 1) * 12)];
    const gathered = await (await ImageFile.open(path))!.gather([
      { from: "test", rows: rows(2) },
      { from: "train", rows: rows(1, 4) },
      { from: "train", rows: rows(0, 1) },
      { from: "train", rows: rows() },
    ]);
    assert.equal(
      gathered.map((images) => [...images]),
      [
        image(set.test.images, 2),
        [...image(set.train.images, 1), ...image(set.train.images, 4)],
        [...image(set.train.images, 0), ...image(set.train.images, 1)],
        [],
      ],
    );
  });
});

test("sets larger than what is read at a time are gathered whole", async () => {
  const count = 300;
  const size = 100 * 100;
  const images = Uint8Array.from({ length: count * size }, (_, at) => (at * 31 + (at >> 8)) % 256);
  const labels = new Uint8Array(count);
  const test = { images: images.slice(0, size), labels: labels.slice(0, 1) };
  await kept({ shape: [100, 100, 1], origin: "a test", train: { images, labels }, test }, async (path) => {
    const every = Uint32Array.from({ length: count }, (_, row) => row);
    const [train, held] = await (await ImageFile.open(path))!.gather([
      { from: "train", rows: every },
      { from: "test", rows: rows(0) },
    ]);
    assert.ok(Buffer.from(images).equals(train!));
    assert.ok(Buffer.from(test.images).equals(held!));
  });
});

test("the content hash covers images, labels and shape, and not the origin", async () => {
  const hash = (set: ImageSet) => kept(set, async (path) => (await ImageFile.open(path))!.contentHash);
  const own = await hash(smallSet());
  assert.is(await hash(smallSet(5, 3, { origin: "elsewhere" })), own);
  assert.is.not(await hash(smallSet(5, 3, { salt: 1 })), own);
  assert.is.not(await hash({ ...smallSet(), shape: [4, 1, 3] }), own);
  const { train, ...rest } = smallSet();
  assert.is.not(
    await hash({ ...rest, train: { ...train, labels: train.labels.map((label) => 2 - label) } }),
    own,
  );
});

test("a change of any one byte is noticed, and so is a file that is cut off or goes on", async () => {
  await kept(smallSet(), async (path) => {
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 1 + (at % 255);
      writeFileSync(path, damaged);
      assert.is(await ImageFile.open(path), undefined, `byte ${at}`);
    }
    const draws = stream(1, "cuts");
    for (let cut = 0; cut < 40; cut++) {
      writeFileSync(path, whole.subarray(0, draws.below(cut, whole.length)));
      assert.is(await ImageFile.open(path), undefined);
    }
    writeFileSync(path, Buffer.concat([whole, Buffer.of(0)]));
    assert.is(await ImageFile.open(path), undefined);
    writeFileSync(path, whole);
    assert.ok(await ImageFile.open(path));
  });
});

test("a file that another process replaces by other content while it is read is an error that says so", async () => {
  await kept(smallSet(), async (path) => {
    const file = (await ImageFile.open(path))!;
    for (const other of [smallSet(5, 3, { salt: 9 }), smallSet(2, 1), smallSet(9, 9)]) {
      writeFileSync(path, encodeImageSet(other));
      try {
        await file.gather([{ from: "train", rows: rows(0, 4) }]);
        assert.unreachable();
      } catch (error) {
        assert.is((error as RunExpError).code, "cache-changed");
      }
    }
  });
});

test("a file that is replaced by the same content goes on", async () => {
  await kept(smallSet(), async (path) => {
    const file = (await ImageFile.open(path))!;
    writeFileSync(path, encodeImageSet(smallSet()));
    assert.is((await file.gather([{ from: "train", rows: rows(0) }]))[0]!.length, 12);
  });
});

test.run();
