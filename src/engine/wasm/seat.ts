import type { MessagePort } from "node:worker_threads";
import type { Exports } from "./kernels.ts";
import type { Op } from "./op.ts";

/** What a thread of the team is told when it starts. */
export interface Seat {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Address of the control block. */
  readonly control: number;
  readonly thread: number;
  readonly threads: number;
  readonly port: MessagePort;
}

/** The word of the control block that holds the number of the program to run; those before it are the kernels'. */
export const PROGRAM_WORD = 4;

/** A program to keep under a number, or, without ops, to forget. */
export interface Message {
  readonly id: number;
  readonly ops?: readonly Op[];
}

/** One kernel with all its arguments. */
export type Call = () => void;

/** A thread's share of a program. */
export function bound(exports: Exports, ops: readonly Op[], thread: number, threads: number): Call[] {
  return ops.map(({ kernel, numbers }) => exports[kernel].bind(undefined, ...numbers, thread, threads));
}
