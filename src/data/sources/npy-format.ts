import { OptionProblem } from "../../base/errors.ts";
import { sizeOf } from "../../base/shape.ts";
import type { Storage } from "../dataset.ts";

/** An array of NumPy's .npy format. Numbers wider than 32 bits are rounded to 32-bit floating point. */
export interface NpyArray {
  readonly sizes: readonly number[];
  readonly values: Storage;
}

const MAGIC = "\x93NUMPY";

interface NumberType {
  readonly bytes: number;
  make(count: number): Storage;
  read(view: DataView, at: number, little: boolean): number;
}

const asBytes = (count: number) => new Uint8Array(count);
const asInts = (count: number) => new Int32Array(count);
const asFloats = (count: number) => new Float32Array(count);

/** The types of numbers that are read, by NumPy's names without byte order. */
const TYPES: Readonly<Record<string, NumberType>> = {
  b1: { bytes: 1, make: asBytes, read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, make: asBytes, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, make: asInts, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, make: asInts, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, make: asInts, read: (view, at, little) => view.getInt16(at, little) },
  i4: { bytes: 4, make: asInts, read: (view, at, little) => view.getInt32(at, little) },
  u4: { bytes: 4, make: asFloats, read: (view, at, little) => view.getUint32(at, little) },
  i8: { bytes: 8, make: asFloats, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  u8: { bytes: 8, make: asFloats, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  f4: { bytes: 4, make: asFloats, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, make: asFloats, read: (view, at, little) => view.getFloat64(at, little) },
};

type Refuse = (reason: string, hint?: string) => never;

/** Reads .npy versions 1 to 3 (NumPy enhancement proposal 1). Throws an OptionProblem for what it cannot read. */
export function parseNpy(file: Uint8Array, name: string, option: readonly (string | number)[]): NpyArray {
  const refuse: Refuse = (reason, hint) => {
    throw new OptionProblem(option, `${name} cannot be read as .npy: ${reason}`, hint);
  };
  const { text, end } = headerOf(file, refuse);
  const { type, little } = typeOf(text, refuse);
  const sizes = sizesOf(text, refuse);
  const count = sizeOf(sizes);
  const expected = end + count * type.bytes;
  if (file.length !== expected) {
    refuse(`its header says ${expected} bytes in all, and it has ${file.length}`);
  }
  const view = new DataView(file.buffer, file.byteOffset + end, count * type.bytes);
  const values = type.make(count);
  for (let index = 0; index < count; index++) values[index] = type.read(view, index * type.bytes, little);
  return { sizes, values };
}

/** The header, a Python dictionary as text, and where the values begin. */
function headerOf(file: Uint8Array, refuse: Refuse): { text: string; end: number } {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 12 || bytes.toString("latin1", 0, 6) !== MAGIC) refuse("it is no such file");
  const version = file[6]!;
  if (version < 1 || version > 3) refuse(`its format is of version ${version}, and 1 to 3 are known`);
  const start = version === 1 ? 10 : 12;
  const end = start + (version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  if (end > file.length) refuse("its header is cut off");
  return { text: bytes.toString("latin1", start, end), end };
}

function typeOf(header: string, refuse: Refuse): { type: NumberType; little: boolean } {
  const written = /'descr':\s*'([<>|=]?)([^']*)'/.exec(header);
  const type = Object.hasOwn(TYPES, written?.[2] ?? "") ? TYPES[written![2]!] : undefined;
  if (type !== undefined) return { type, little: written![1] !== ">" };
  const known = "numbers may be bool, int8 to int64, uint8 to uint64, float32 or float64";
  return refuse(`its values are of type ${written === null ? "unknown" : written[1]! + written[2]!}`, known);
}

function sizesOf(header: string, refuse: Refuse): number[] {
  const order = /'fortran_order':\s*(True|False)/.exec(header);
  const written = /'shape':\s*\(([\d,\s]*)\)/.exec(header);
  if (order === null || written === null) return refuse("its header does not say how values are laid out");
  if (order[1] === "True") {
    refuse("it is stored column by column", "save it in C order: np.save(path, np.ascontiguousarray(a))");
  }
  const sizes = written[1]!
    .split(",")
    .map((size) => size.trim())
    .filter((size) => size !== "")
    .map(Number);
  if (!Number.isSafeInteger(sizes.reduce((product, size) => product * Math.max(size, 1), 1))) {
    refuse(`an array of ${sizes.join("×")} is too large`);
  }
  return sizes;
}
