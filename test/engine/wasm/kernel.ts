import type { KernelName } from "../../../src/engine/wasm/kernels.ts";
import type { Arguments } from "../../../src/engine/wasm/op.ts";
import { type Operand, output, runKernel, scratch } from "./bench.ts";
import { ARITHMETICS } from "./machine.ts";

/** What is placed in memory for a kernel. */
type Memory = Float32Array | Int32Array | Uint32Array | Uint8Array;

/** Every parameter of a kernel: a number, or an array, whose address it is given. */
export type Given<Name extends KernelName> = Arguments<Name, number | Memory>;

/** The arrays of a call after it, by parameter; bytes and words are to be taken from the buffer. */
export type After<Name extends KernelName> = Readonly<Record<keyof Arguments<Name>, Float32Array>>;

const LINE = 64;

/**
 * Runs a kernel as `runKernel` does and hands the arrays of each arithmetic to `check`. It may write any of them, to the
 * end of the cache line in which it ends; one called `scratch` each thread has for itself.
 */
export function tryKernel<Name extends KernelName>(
  kernel: Name,
  given: Given<Name>,
  check: (after: After<Name>, arithmetic: string) => void,
): void {
  const operands = Object.entries<number | Memory>(given).map(([name, value]) => [
    name,
    operandOf(name, value),
  ]);
  const results = runKernel(kernel, Object.fromEntries(operands));
  for (const [index, result] of results.entries()) {
    const arrays = Object.entries(result).map(([name, { buffer, byteLength }]) => [
      name,
      new Float32Array(buffer, 0, byteLength >> 2),
    ]);
    check(Object.fromEntries(arrays), ARITHMETICS[index]!);
  }
}

function operandOf(name: string, value: number | Memory): number | Operand {
  if (typeof value === "number") return value;
  return name === "scratch" ? scratch(value.byteLength) : output(value, -value.byteLength & (LINE - 1));
}
