import type { ImagePart, ImageSet } from "../../src/data/named/image-set.ts";

/** A small set of images in a fixed pattern; `salt` changes a pixel of it. */
export function smallSet(train = 5, held = 3, { salt = 0, origin = "a test" } = {}): ImageSet {
  const part = (count: number, first: number): ImagePart => ({
    images: Uint8Array.from(
      { length: count * 12 },
      (_, at) => (first + at * 5 + (at === 7 ? salt : 0)) % 256,
    ),
    labels: Uint8Array.from({ length: count }, (_, at) => (first + at) % 3),
  });
  return { shape: [2, 2, 3], origin, train: part(train, 0), test: part(held, 100) };
}
