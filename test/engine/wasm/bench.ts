import type { KernelName } from "../../../src/engine/wasm/kernels.ts";
import { KERNELS } from "../../../src/engine/wasm/kernels.ts";
import type { Arguments } from "../../../src/engine/wasm/op.ts";
import { ARITHMETICS, type Machine, machineOf } from "./machine.ts";

type Numbers = Float32Array | Float64Array | Uint32Array | Int32Array | Uint8Array;

/** An array among a kernel's operands, and what the kernel does to it. */
export interface Operand {
  readonly values: Numbers;
  readonly use: "read" | "written" | "scratch";
  /** Bytes behind it that the kernel may overwrite too. */
  readonly room: number;
}

/** What the kernel only reads: it must come out as it went in. */
export function input(values: Numbers): Operand {
  return { values, use: "read", room: 0 };
}

/** What the kernel writes, with what is there before. */
export function output(values: Numbers, room = 0): Operand {
  return { values, use: "written", room };
}

/** So many bytes for each thread, in which it may leave anything. */
export function scratch(bytes: number): Operand {
  return { values: new Uint8Array(bytes), use: "scratch", room: 0 };
}

const THREADS = [1, 2, 3, 8];
const MACHINES = ARITHMETICS.map(machineOf);

/**
 * What lies before and behind every operand: a NaN, so that it is seen where it is used, and a signalling one, so that
 * adding to it changes it.
 */
const CANARY = 0x7fa5a5a5;
const CANARY_BYTES = 64;

/**
 * Runs a kernel in both arithmetics on several numbers of threads, each time from the same operands, and returns
 * the outputs of each arithmetic by name. Throws where the number of threads changes a byte, where an input has
 * changed, or where something beside an operand was written.
 */
export function runKernel<Name extends KernelName>(
  kernel: Name,
  operands: Arguments<Name, number | Operand>,
): Record<string, Numbers>[] {
  return MACHINES.map((machine) => {
    const results = THREADS.map((threads) => runOnce(machine, kernel, operands, threads));
    for (const [index, result] of results.entries()) {
      for (const [name, values] of Object.entries(result)) {
        if (Buffer.compare(bytesOf(values), bytesOf(results[0]![name]!)) === 0) continue;
        throw new Error(`${kernel}: ${THREADS[index]} threads give other bytes in ${name} than one`);
      }
    }
    return results[0]!;
  });
}

function runOnce<Name extends KernelName>(
  machine: Machine,
  kernel: Name,
  operands: Arguments<Name, number | Operand>,
  threads: number,
): Record<string, Numbers> {
  const named = operands as Readonly<Record<string, number | Operand>>;
  const placed = new Map<string, { readonly operand: Operand; readonly address: number }>();
  const numbers = KERNELS[kernel].map((name) => {
    const operand = named[name]!;
    if (typeof operand === "number") return operand;
    const whole = operand.use === "scratch" ? scratch(operand.values.byteLength * threads) : operand;
    const address = place(machine, whole);
    placed.set(name, { operand: whole, address });
    return address;
  });
  machine.run([{ kernel, numbers }], threads);
  const outputs: Record<string, Numbers> = {};
  for (const [name, { operand, address }] of placed) {
    checkCanaries(machine, operand, address, `${kernel}: ${name}`);
    machine.heap.free(address - CANARY_BYTES);
    const after = machine.heap.bytes(address, operand.values.byteLength).slice();
    if (operand.use === "written") outputs[name] = like(operand.values, after);
    else if (operand.use === "read" && Buffer.compare(after, bytesOf(operand.values)) !== 0) {
      throw new Error(`${kernel}: ${name} is an input, and was written`);
    }
  }
  return outputs;
}

function place({ heap }: Machine, { values, room }: Operand): number {
  const lines = Math.ceil((values.byteLength + room) / CANARY_BYTES) + 2;
  const start = heap.allocate(lines * CANARY_BYTES);
  heap.words(start, (lines * CANARY_BYTES) / 4).fill(CANARY);
  heap.bytes(start + CANARY_BYTES, values.byteLength).set(bytesOf(values));
  return start + CANARY_BYTES;
}

function checkCanaries({ heap }: Machine, { values, room }: Operand, address: number, what: string): void {
  const intact = (start: number): boolean =>
    heap
      .bytes(start, CANARY_BYTES)
      .every((byte, at) => byte === ((CANARY >>> (8 * ((start + at) % 4))) & 255));
  if (!intact(address - CANARY_BYTES)) throw new Error(`${what}: what lies before it was written`);
  if (!intact(address + values.byteLength + room))
    throw new Error(`${what}: what lies behind it was written`);
}

function bytesOf(values: Numbers): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function like(values: Numbers, bytes: Uint8Array): Numbers {
  const kind = values.constructor as new (buffer: ArrayBufferLike) => Numbers;
  return new kind(bytes.buffer);
}
