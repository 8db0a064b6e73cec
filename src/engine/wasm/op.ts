import type { KERNELS, KernelName } from "./kernels.ts";

/** A kernel with its arguments, but for the two that say which thread of how many runs it. */
export interface Op {
  readonly kernel: KernelName;
  readonly numbers: readonly number[];
}

/** The arguments of a kernel by name. */
export type Arguments<Name extends KernelName, Value = number> = {
  readonly [Parameter in (typeof KERNELS)[Name][number]]: Value;
};
