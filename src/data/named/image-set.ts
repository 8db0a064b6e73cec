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

/** SHA-256 over shapes, images and labels; where they came from does not count. */
export function contentHash(set: ImageSet): string {
  return sha256OfPieces([Buffer.from(set.shape.join("×")), ...pieces(set)]);
}

/** Bumped when the conversion changes what a cached file holds. */
const MAGIC = "run-exp images 1\n";

interface Header {
  readonly origin: string;
  readonly shape: Shape;
  readonly counts: readonly [train: number, test: number];
  readonly sha256: string;
  /** CRC-32 of everything after the header: fast enough to check at every opening. */
  readonly crc32: number;
}

/** One file: a magic line, a JSON header on one line, then training images and labels, test images and labels. */
export function encodeImageSet(set: ImageSet): Uint8Array {
  const body = Buffer.concat(pieces(set));
  const header: Header = {
    origin: set.origin,
    shape: set.shape,
    counts: [set.train.labels.length, set.test.labels.length],
    sha256: contentHash(set),
    crc32: crc32(body),
  };
  return Buffer.concat([Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`), body]);
}

/** The set in a file that `encodeImageSet` made, sharing its memory; undefined where the file is damaged. */
export function decodeImageSet(
  file: Buffer,
): { readonly set: ImageSet; readonly sha256: string } | undefined {
  const header = readHeader(file);
  if (header === undefined) return undefined;
  const body = file.subarray(file.indexOf(10, MAGIC.length) + 1);
  const size = header.shape.reduce((product, length) => product * length, 1);
  const [train, test] = header.counts;
  if (body.length !== (train + test) * (size + 1) || crc32(body) !== header.crc32) return undefined;
  let at = 0;
  const take = (length: number): Uint8Array => {
    at += length;
    return body.subarray(at - length, at);
  };
  const set: ImageSet = {
    shape: header.shape,
    origin: header.origin,
    train: { images: take(train * size), labels: take(train) },
    test: { images: take(test * size), labels: take(test) },
  };
  return { set, sha256: header.sha256 };
}

function pieces({ train, test }: ImageSet): Uint8Array[] {
  return [train.images, train.labels, test.images, test.labels];
}

function readHeader(file: Buffer): Header | undefined {
  const end = file.indexOf(10, MAGIC.length);
  if (!file.subarray(0, MAGIC.length).equals(Buffer.from(MAGIC)) || end < 0) return undefined;
  try {
    const header = JSON.parse(file.toString("utf8", MAGIC.length, end)) as Partial<Header>;
    const whole =
      Array.isArray(header.shape) && Array.isArray(header.counts) && typeof header.sha256 === "string";
    return whole ? (header as Header) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
