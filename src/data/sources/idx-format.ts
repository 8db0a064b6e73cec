import { constants, gunzipSync } from "node:zlib";
import { OptionProblem } from "../../base/errors.ts";
import { sizeOf } from "../../base/shape.ts";
import { LARGEST_FILE } from "../files.ts";

/** An array in the IDX format of the MNIST files: unsigned bytes, row-major. */
export interface IdxArray {
  readonly sizes: readonly number[];
  readonly values: Uint8Array;
}

type Refuse = (reason: string) => never;

/** So many bytes of a compressed file are enough to read the header. */
const HEAD = 4096;
const MOST_AXES = 8;

/**
 * Reads IDX (Yann LeCun, "The MNIST database"): two zero bytes, the type 0x08 for unsigned bytes, the number of
 * axes, each size as a big-endian 32-bit number, the values. Gzip is recognised. Throws an OptionProblem.
 */
export function parseIdx(file: Uint8Array, name: string, option: readonly (string | number)[]): IdxArray {
  const refuse: Refuse = (reason) => {
    throw new OptionProblem(option, `${name} is not an IDX file: ${reason}`);
  };
  const packed = file[0] === 0x1f && file[1] === 0x8b;
  const head = packed ? inflate(file.subarray(0, HEAD), {}, refuse) : file;
  const { sizes, start } = headerOf(head, refuse);
  const total = sizeOf(sizes);
  if (total > LARGEST_FILE) refuse(`it says that it holds ${total} values, more than are read`);
  const bytes = packed ? inflate(file, { whole: start + total }, refuse) : file;
  if (bytes.length !== start + total) {
    refuse(`it should hold ${total} values and holds ${bytes.length - start}`);
  }
  return { sizes, values: new Uint8Array(bytes.buffer, bytes.byteOffset + start, total) };
}

function headerOf(bytes: Uint8Array, refuse: Refuse): { sizes: number[]; start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0) refuse("it does not start with two zero bytes");
  if (bytes[2] !== 0x08) refuse(`its values are of type 0x${bytes[2]!.toString(16)}, not unsigned bytes`);
  const axes = bytes[3]!;
  const start = 4 + 4 * axes;
  if (axes === 0 || axes > MOST_AXES || bytes.length < start) refuse(`its header of ${axes} axes is damaged`);
  return { sizes: Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis)), start };
}

/** The content of a gzipped file that is to hold `whole` bytes, or of the beginning of one. */
function inflate(file: Uint8Array, { whole }: { readonly whole?: number }, refuse: Refuse): Uint8Array {
  try {
    // The bound keeps a file that claims little and unpacks to much from filling the memory.
    if (whole !== undefined) return gunzipSync(file, { maxOutputLength: whole });
    return gunzipSync(file, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") return refuse("it holds more values than its header says");
    if (code === undefined) throw error;
    return refuse("its compressed content is damaged");
  }
}
