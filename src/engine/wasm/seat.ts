import type { MessagePort } from "node:worker_threads";
import type { Exports } from "./modules.ts";
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

/** Bytes of the control block. Its first four words are the kernels', the next is the number of the program to run. */
export const CONTROL_BYTES = 64;
export const PROGRAM_WORD = 4;

/** How waiting for the other threads ends, as in assembly/team.ts. */
export const Meeting = { met: 0, broken: 1, late: 2 } as const;

/** Where a wait has no end of its own. */
export const FOR_EVER = -1;

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
