import { Heap } from "../../../src/engine/wasm/heap.ts";
import {
  type Arithmetic,
  compileKernels,
  type Exports,
  instantiate,
} from "../../../src/engine/wasm/modules.ts";
import type { Op } from "../../../src/engine/wasm/op.ts";

/**
 * The kernels over a memory of their own, whose threads take their turns in this one: the last goes first, so that what
 * another writes where it should not stays to be seen.
 */
export interface Machine {
  readonly heap: Heap;
  readonly exports: Exports;
  run(ops: readonly Op[], threads: number): void;
}

export const ARITHMETICS: readonly Arithmetic[] = ["fused", "strict"];

const modules = new Map(
  await Promise.all(ARITHMETICS.map(async (name) => [name, await compileKernels(name)] as const)),
);

export function machineOf(arithmetic: Arithmetic): Machine {
  const heap = new Heap();
  const exports = instantiate(modules.get(arithmetic)!, heap.memory);
  return {
    heap,
    exports,
    run(ops, threads) {
      for (const { kernel, numbers } of ops) {
        for (let thread = threads - 1; thread >= 0; thread--) exports[kernel](...numbers, thread, threads);
      }
    },
  };
}
