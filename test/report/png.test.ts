import sharp from "sharp";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { png, pngUrl } from "../../src/report/png.ts";

const test = suite("report/png");

async function decoded(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: Uint8Array.from(data) };
}

test("a grey picture and a coloured one are read by another library as they were", async () => {
  const grey = { width: 3, height: 2, channels: 1, bytes: Uint8Array.of(0, 1, 127, 128, 254, 255) } as const;
  const read = await decoded(png(grey));
  assert.equal([read.width, read.height], [3, 2]);
  // The library makes red, green and blue of grey where it likes.
  const channels = read.data.length / 6;
  assert.equal(
    [...read.data].filter((_, index) => index % channels === 0),
    [...grey.bytes],
  );
  const colour = { width: 1, height: 2, channels: 3, bytes: Uint8Array.of(255, 0, 0, 1, 2, 3) } as const;
  assert.equal([...(await decoded(png(colour))).data], [...colour.bytes]);
});

test("a picture of more than one block is whole", async () => {
  const bytes = Uint8Array.from({ length: 300 * 301 * 3 }, (_, index) => (index * 31) % 251);
  const read = await decoded(png({ width: 300, height: 301, channels: 3, bytes }));
  assert.equal(read.data, bytes);
});

test("its bytes follow from the pixels alone", () => {
  const url = pngUrl({ width: 1, height: 1, channels: 1, bytes: Uint8Array.of(200) });
  assert.is(
    url,
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAADUlEQVR4AQECAP3/AMgAygDJrWMjsgAAAABJRU5ErkJggg==",
  );
});

test.run();
