import { crc32 } from "node:zlib";
import { sha256OfPieces } from "../../base/hash.ts";
import type { Shape } from "../../base/shape.ts";

/** A set of images with class numbers, as unsigned bytes, already divided into training and test. */
export interface ImageSet {
  readonly shape: Shape;
  readonly train: ImagePart;
  readonly test: ImagePart;
  /** Where it came from, one line. */
  readonly origin: string;
}

export interface ImagePart {
  /** [count, …shape], row-major. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** Part of the file's name; raised when the conversion of a set, or what is written here, changes. */
export const FORMAT = 2;

const MAGIC = `run-exp images ${FORMAT} `;
const DIGITS = 8;

/** What the second line of the file says, as JSON. */
export interface Header {
  readonly origin: string;
  readonly shape: Shape;
  readonly counts: readonly [train: number, test: number];
  /** SHA-256 over shape, images and labels; where they came from does not count. */
  readonly contentHash: string;
}

/** Bytes of the first line. */
export const FIRST_LINE = MAGIC.length + DIGITS + 1;

/**
 * A set as one file: a line of a name and the CRC-32 of all that follows, a JSON header on one line, training labels,
 * test labels, training images, test images.
 */
export function encodeImageSet({ origin, shape, train, test }: ImageSet): Uint8Array {
  const header: Header = {
    origin,
    shape,
    counts: [train.labels.length, test.labels.length],
    contentHash: sha256OfPieces([
      Buffer.from(shape.join("×")),
      train.images,
      train.labels,
      test.images,
      test.labels,
    ]),
  };
  const body = Buffer.concat([
    Buffer.from(`${JSON.stringify(header)}\n`),
    train.labels,
    test.labels,
    train.images,
    test.images,
  ]);
  return Buffer.concat([Buffer.from(firstLine(crc32(body))), body]);
}

/** The first line of a file with this CRC-32. */
export function firstLine(crc: number): string {
  return `${MAGIC}${crc.toString(16).padStart(DIGITS, "0")}\n`;
}
