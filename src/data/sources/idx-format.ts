import { gunzipSync } from "node:zlib";
import { OptionProblem } from "../../base/errors.ts";

/** An array in the IDX format of the MNIST files: unsigned bytes, row-major. */
export interface IdxArray {
  readonly sizes: readonly number[];
  readonly values: Uint8Array;
}

/**
 * Reads IDX (Yann LeCun, "The MNIST database"): two zero bytes, the type 0x08 for unsigned bytes, the number of
 * axes, each size as a big-endian 32-bit number, the values. Gzip is recognised. Throws an OptionProblem.
 */
export function parseIdx(file: Uint8Array, name: string, option: readonly (string | number)[]): IdxArray {
  const refuse = (reason: string): never => {
    throw new OptionProblem(option, `${name} is not an IDX file: ${reason}`);
  };
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? inflate(file, refuse) : file;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0) refuse("it does not start with two zero bytes");
  if (bytes[2] !== 0x08) refuse(`its values are of type 0x${bytes[2]!.toString(16)}, not unsigned bytes`);
  const axes = bytes[3]!;
  const start = 4 + 4 * axes;
  if (axes === 0 || bytes.length < start) refuse("its header ends too early");
  const sizes = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const total = sizes.reduce((product, size) => product * size, 1);
  if (bytes.length !== start + total)
    refuse(`it should hold ${total} values and holds ${bytes.length - start}`);
  return { sizes, values: bytes.subarray(start) };
}

function inflate(file: Uint8Array, refuse: (reason: string) => never): Uint8Array {
  try {
    return gunzipSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return refuse("its compressed content is damaged");
  }
}
