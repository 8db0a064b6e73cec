import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { instantiate } from "./modules.ts";
import { bound, type Call, FOR_EVER, Meeting, type Message, PROGRAM_WORD, type Seat } from "./seat.ts";

/** A thread of the team beside the main one: awaits orders and runs its share of each program. */

const { module, memory, control, thread, threads, port } = workerData as Seat;
const exports = instantiate(module, memory);
const orders = new Int32Array(memory.buffer, control);
const programs = new Map<number, readonly Call[]>();

function readMessages(): void {
  for (let read = receiveMessageOnPort(port); read !== undefined; read = receiveMessageOnPort(port)) {
    const { id, ops } = read.message as Message;
    if (ops === undefined) programs.delete(id);
    else programs.set(id, bound(exports, ops, thread, threads));
  }
}

parentPort!.postMessage("here");
for (let seen = 0; ; ) {
  seen = exports.awaitOrder(control, seen);
  try {
    readMessages();
    for (const share of programs.get(orders[PROGRAM_WORD]!)!) {
      share();
      const meeting = exports.arrive(control, threads);
      if (exports.awaitOthers(control, meeting, FOR_EVER) !== Meeting.met) break;
    }
  } catch (error) {
    // What went wrong in a kernel would hang the others; they are told, and the main thread throws it.
    port.postMessage((error as Error).message);
    exports.fail(control);
  }
}
