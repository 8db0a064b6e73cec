import * as assert from "uvu/assert";
import { KERNELS, type KernelName } from "../../../src/engine/wasm/kernels.ts";
import type { Arguments } from "../../../src/engine/wasm/op.ts";
import { ARITHMETICS, type Machine, machineOf } from "./machine.ts";

/** What is placed in memory for a kernel, each array between canaries. */
type Memory = Float32Array | Int32Array | Uint32Array | Uint8Array;

/** Every parameter of a kernel: a number, or an array, whose address it is given. */
export type Given<Name extends KernelName> = Arguments<Name, number | Memory>;

type Arrays = Readonly<Record<string, Float32Array>>;

/** The arrays of a call after it, by parameter; bytes and words are to be taken from the buffer. */
export type After<Name extends KernelName> = Readonly<Record<keyof Arguments<Name>, Float32Array>>;

const LINE = 64;
/** A NaN, so that a value read beside an array and not thrown away is seen. */
const CANARY = 0x7fc5a5a5;

/**
 * Runs a kernel on copies of what it is given, as 1, 2, 3 and 8 threads and in both arithmetics, and hands the arrays to
 * `check`. Asserts that the bytes are the same on any number of threads, and that nothing is written before an array or
 * behind the cache line in which it ends. The last thread goes first, so that what another writes where it should not
 * stays to be seen.
 */
export function tryKernel<Name extends KernelName>(
  kernel: Name,
  given: Given<Name>,
  check: (after: After<Name>, arithmetic: string) => void,
): void {
  for (const arithmetic of ARITHMETICS) {
    const [alone, ...others] = [1, 2, 3, 8].map((threads) =>
      runKernel(machineOf(arithmetic), threads, kernel, given),
    );
    for (const other of others) assertSameBytes(alone!, other, kernel);
    check(alone!, arithmetic);
  }
}

function runKernel<Name extends KernelName>(
  machine: Machine,
  threads: number,
  kernel: Name,
  given: Given<Name>,
): After<Name> {
  const values = given as Readonly<Record<string, number | Memory>>;
  const places = new Map<string, { readonly address: number; readonly words: number }>();
  const numbers = KERNELS[kernel].map((name) => {
    const value = values[name]!;
    if (typeof value === "number") return value;
    const words = Math.ceil(value.byteLength / LINE) * (LINE / 4);
    const start = machine.heap.allocate(words * 4 + 2 * LINE);
    machine.heap.words(start, words + LINE / 2).fill(CANARY);
    const address = start + LINE;
    machine.heap
      .bytes(address, value.byteLength)
      .set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    places.set(name, { address, words });
    return address;
  });
  for (let thread = threads - 1; thread >= 0; thread--) machine.exports[kernel](...numbers, thread, threads);
  const arrays = [...places].map(([name, { address, words }]) => {
    const before = machine.heap.words(address - LINE, LINE / 4);
    const behind = machine.heap.words(address + words * 4, LINE / 4);
    assert.ok(
      [...before, ...behind].every((word) => word === CANARY),
      `${kernel} writes beside ${name}`,
    );
    const { byteLength } = values[name] as Memory;
    const bytes = machine.heap.bytes(address, byteLength).slice();
    return [name, new Float32Array(bytes.buffer, 0, byteLength >> 2)];
  });
  return Object.fromEntries(arrays) as After<Name>;
}

/** Of all arrays but the room for intermediate values, which each thread has of its own. */
function assertSameBytes(own: Arrays, other: Arrays, kernel: string): void {
  for (const [name, values] of Object.entries(own)) {
    const same = Buffer.compare(Buffer.from(values.buffer), Buffer.from(other[name]!.buffer)) === 0;
    assert.ok(same || name === "scratch", `${kernel}: ${name} depends on the number of threads`);
  }
}
