import { OptionProblem } from "../../base/errors.ts";

/** An array of NumPy's .npy format. Numbers wider than 32 bits are rounded to 32-bit floating point. */
export interface NpyArray {
  readonly sizes: readonly number[];
  readonly values: Uint8Array | Int32Array | Float32Array;
}

const MAGIC = "\x93NUMPY";

type Reader = (view: DataView, count: number) => NpyArray["values"];

function floats(bytes: number, read: (view: DataView, at: number) => number): Reader {
  return (view, count) => Float32Array.from({ length: count }, (_, index) => read(view, index * bytes));
}

/** How each type of number is read; the byte order is little-endian or of no meaning. */
const READERS: Readonly<Record<string, { readonly bytes: number; readonly read: Reader }>> = {
  u1: { bytes: 1, read: bytesOfView },
  b1: { bytes: 1, read: bytesOfView },
  i1: { bytes: 1, read: (view, count) => Int32Array.from({ length: count }, (_, i) => view.getInt8(i)) },
  u2: {
    bytes: 2,
    read: (view, count) => Int32Array.from({ length: count }, (_, i) => view.getUint16(i * 2, true)),
  },
  i2: {
    bytes: 2,
    read: (view, count) => Int32Array.from({ length: count }, (_, i) => view.getInt16(i * 2, true)),
  },
  i4: {
    bytes: 4,
    read: (view, count) => Int32Array.from({ length: count }, (_, i) => view.getInt32(i * 4, true)),
  },
  u4: { bytes: 4, read: floats(4, (view, at) => view.getUint32(at, true)) },
  i8: { bytes: 8, read: floats(8, (view, at) => Number(view.getBigInt64(at, true))) },
  u8: { bytes: 8, read: floats(8, (view, at) => Number(view.getBigUint64(at, true))) },
  f4: { bytes: 4, read: floats(4, (view, at) => view.getFloat32(at, true)) },
  f8: { bytes: 8, read: floats(8, (view, at) => view.getFloat64(at, true)) },
};

function bytesOfView(view: DataView, count: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, count);
}

/** Reads .npy versions 1 to 3 (NumPy enhancement proposal 1). Throws an OptionProblem for what it cannot read. */
export function parseNpy(file: Uint8Array, name: string, option: readonly (string | number)[]): NpyArray {
  const refuse = (reason: string): never => {
    throw new OptionProblem(option, `${name} cannot be read as .npy: ${reason}`);
  };
  if (file.length < 12 || Buffer.from(file.subarray(0, 6)).toString("latin1") !== MAGIC)
    refuse("it is no such file");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const long = file[6]! >= 2;
  const start = long ? 12 : 10;
  const end = start + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = Buffer.from(file.subarray(start, Math.min(end, file.length))).toString("latin1");
  const type = /'descr':\s*'([<>|=]?)([a-z]\d)'/.exec(header);
  const sizes = /'shape':\s*\(([\d,\s]*)\)/.exec(header);
  if (type === null || sizes === null) return refuse("its header says neither type nor shape");
  if (/'fortran_order':\s*True/.test(header)) refuse("it is stored column by column; save it in C order");
  const reader = READERS[type[2]!];
  if (reader === undefined || (type[1] === ">" && reader.bytes > 1))
    refuse(`numbers of type ${type[1]}${type[2]}`);
  const lengths = sizes[1]!
    .split(",")
    .map((size) => size.trim())
    .filter((size) => size !== "")
    .map(Number);
  const count = lengths.reduce((product, size) => product * size, 1);
  if (file.length < end + count * reader!.bytes) refuse("it ends too early");
  const body = new DataView(file.buffer, file.byteOffset + end, count * reader!.bytes);
  return { sizes: lengths, values: reader!.read(body, count) };
}
