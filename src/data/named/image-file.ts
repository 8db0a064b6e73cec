import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { RunExpError } from "../../base/errors.ts";
import { type Shape, sizeOf } from "../../base/shape.ts";
import type { Selection } from "../source.ts";
import { FIRST_LINE, firstLine, type Header } from "./image-set.ts";

/** Bytes that are read at a time, into one piece of memory: a large set is never in memory twice. */
const PIECE = 2 ** 20;
/** The header is shorter than this. */
const HEAD = 4096;

/**
 * A file that `encodeImageSet` made, checked, with its labels in memory. Images are read when they are gathered,
 * and only those that are asked for are kept.
 */
export class ImageFile {
  readonly shape: Shape;
  readonly counts: Header["counts"];
  readonly origin: string;
  readonly contentHash: string;
  readonly labels: { readonly train: Uint8Array; readonly test: Uint8Array };
  readonly #path: string;
  readonly #firstLine: string;
  readonly #imagesAt: number;

  private constructor(path: string, header: Header, labels: Uint8Array, imagesAt: number, first: string) {
    this.shape = header.shape;
    this.counts = header.counts;
    this.origin = header.origin;
    this.contentHash = header.contentHash;
    const [train] = header.counts;
    this.labels = { train: labels.subarray(0, train), test: labels.subarray(train) };
    this.#path = path;
    this.#imagesAt = imagesAt;
    this.#firstLine = first;
  }

  /** Undefined where the file is damaged; throws the file system's own error where it cannot be read. */
  static async open(path: string): Promise<ImageFile | undefined> {
    await using file = await open(path, "r");
    const first = await firstLineOf(file);
    if (first !== firstLine(await checksum(file, FIRST_LINE, 0, PIECE, () => {}))) return undefined;
    // What passes the checksum is as it was written.
    const head = await readAt(file, FIRST_LINE, HEAD);
    const end = head.indexOf("\n");
    const header = JSON.parse(head.toString("utf8", 0, end)) as Header;
    const labelsAt = FIRST_LINE + end + 1;
    const count = header.counts[0] + header.counts[1];
    return new ImageFile(path, header, await readAt(file, labelsAt, count), labelsAt + count, first);
  }

  /** The images of each selection. Throws a RunExpError where the file is no longer the one that was opened. */
  async gather(selections: readonly Selection[]): Promise<Uint8Array[]> {
    const size = sizeOf(this.shape);
    const gathered = selections.map(({ rows }) => new Uint8Array(rows.length * size));
    const done = selections.map(() => 0);
    const take = (images: Uint8Array, first: number): void => {
      const last = first + images.length / size;
      for (const [index, { from, rows }] of selections.entries()) {
        const before = from === "train" ? 0 : this.counts[0];
        for (; done[index]! < rows.length && before + rows[done[index]!]! < last; done[index]!++) {
          const at = (before + rows[done[index]!]! - first) * size;
          gathered[index]!.set(images.subarray(at, at + size), done[index]! * size);
        }
      }
    };
    await using file = await open(this.#path, "r");
    const head = crc32(await readAt(file, FIRST_LINE, this.#imagesAt - FIRST_LINE));
    const piece = size * Math.max(1, Math.floor(PIECE / size));
    const found = await checksum(file, this.#imagesAt, head, piece, (bytes, at) => take(bytes, at / size));
    if (firstLine(found) === this.#firstLine) return gathered;
    throw new RunExpError("cache-changed", `${this.#path} changed while it was read`, "run it again");
  }
}

/** CRC-32 of a file from a place on, continuing `crc`; `visit` sees every piece and where it lies from there. */
async function checksum(
  file: FileHandle,
  from: number,
  crc: number,
  piece: number,
  visit: (bytes: Uint8Array, at: number) => void,
): Promise<number> {
  const buffer = Buffer.allocUnsafeSlow(piece);
  let value = crc;
  for (let at = 0; ; ) {
    const bytes = buffer.subarray(0, await fill(file, buffer, from + at));
    value = crc32(bytes, value);
    visit(bytes, at);
    if (bytes.length < piece) return value;
    at += bytes.length;
  }
}

async function firstLineOf(file: FileHandle): Promise<string> {
  return (await readAt(file, 0, FIRST_LINE)).toString("latin1");
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  return buffer.subarray(0, await fill(file, buffer, at));
}

/** Reads until the buffer is full or the file ends; how many bytes that was. */
async function fill(file: FileHandle, buffer: Uint8Array, at: number): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
