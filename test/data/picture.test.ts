import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Samples, Storage } from "../../src/data/dataset.ts";
import { arePictures, pictureOf } from "../../src/data/picture.ts";

const test = suite("data/picture");

function samples(storage: Storage, shape: readonly number[]): Samples {
  const count = storage.length / shape.reduce((product, side) => product * side, 1);
  return {
    count,
    features: { storage, shape, scale: Float32Array.of(1 / 255), offset: Float32Array.of(-0.5) },
    labels: { kind: "class", values: new Float32Array(count), shape: [] },
  };
}

test("images have a height, a width and one channel or three", () => {
  for (const shape of [
    [28, 28, 1],
    [2, 3, 3],
  ])
    assert.ok(arePictures({ shape }), String(shape));
  for (const shape of [[784], [28, 28], [28, 28, 2], [4, 28, 28, 1], []])
    assert.not.ok(arePictures({ shape }), String(shape));
});

test("bytes are the pixels as they came, whatever is done to them for the model", () => {
  const bytes = Uint8Array.from({ length: 12 }, (_, index) => 20 * index);
  assert.equal(pictureOf(samples(bytes, [2, 3, 1]), 1, 64), {
    width: 3,
    height: 2,
    channels: 1,
    bytes: Uint8Array.of(120, 140, 160, 180, 200, 220),
  });
});

test("other numbers are stretched from the least to the largest of the image", () => {
  const values = Float32Array.of(9, 9, -1, 0, 1, -1);
  assert.equal([...pictureOf(samples(values, [1, 2, 1]), 1, 64).bytes], [0, 255]);
  assert.equal([...pictureOf(samples(values, [1, 2, 1]), 0, 64).bytes], [0, 0]);
  assert.equal([...pictureOf(samples(values, [1, 2, 1]), 2, 64).bytes], [255, 0]);
});

test("a large image is made smaller by the means of its blocks, channel by channel", () => {
  const bytes = Uint8Array.of(
    ...[0, 100, 2, 100, 9, 9],
    ...[4, 100, 6, 100, 9, 9],
    ...[10, 50, 10, 50, 9, 9],
    ...[20, 50, 20, 50, 9, 9],
  );
  const { width, height, ...small } = pictureOf(samples(Uint8Array.from(bytes), [4, 6, 1]), 0, 3);
  assert.equal([width, height], [3, 2]);
  assert.equal(
    [...small.bytes],
    [51, 52, 9, 33, 33, 9].map((_, at) => meanOf(bytes, at)),
  );
});

/** The mean of a block of 2 × 2 in an image of 6 × 4. */
function meanOf(bytes: Uint8Array, at: number): number {
  const [left, top] = [2 * (at % 3), 2 * Math.floor(at / 3)];
  const block = [0, 1, 6, 7].map((step) => bytes[top * 6 + left + step]!);
  return Math.round(block.reduce((sum, value) => sum + value, 0) / 4);
}

test("an image far wider than it is high keeps at least a row", () => {
  const picture = pictureOf(samples(new Uint8Array(200).fill(7), [1, 200, 1]), 0, 64);
  assert.equal([picture.width, picture.height], [50, 1]);
  assert.ok(picture.bytes.every((byte) => byte === 7));
});

test.run();
