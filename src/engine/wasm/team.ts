import { once } from "node:events";
import { extname } from "node:path";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { RunExpError } from "../../base/errors.ts";
import { Heap } from "./heap.ts";
import { type Exports, instantiate, loadKernels } from "./kernels.ts";
import type { Op } from "./op.ts";
import { bound, type Call, type Message, PROGRAM_WORD, type Seat } from "./seat.ts";

const CONTROL_BYTES = 64;

/** A program that the team knows. */
export interface Program {
  /** Runs it on all threads and returns when it is done. Throws where a thread has failed. */
  run(): void;
  /** Lets the team forget it. */
  unload(): void;
}

/**
 * The threads that run programs together over one memory: this thread, and workers that were started once and
 * sleep between programs. They go away with the process.
 */
export class Team {
  readonly threads: number;
  readonly heap: Heap;
  readonly exports: Exports;
  readonly #control: number;
  readonly #orders: Int32Array;
  readonly #ports: MessagePort[] = [];
  #programs = 0;
  #failed = false;

  private constructor(module: WebAssembly.Module, threads: number) {
    this.threads = threads;
    this.heap = new Heap();
    this.exports = instantiate(module, this.heap.memory);
    this.#control = this.heap.allocate(CONTROL_BYTES);
    this.#orders = new Int32Array(this.heap.memory.buffer, this.#control, CONTROL_BYTES / 4);
    this.#orders.fill(0);
  }

  /** A team of so many threads, on the kernels in the machine's best arithmetic or on others. */
  static async start(threads: number, module?: WebAssembly.Module): Promise<Team> {
    const kernels = module ?? (await loadKernels()).module;
    const team = new Team(kernels, threads);
    const others = Array.from({ length: threads - 1 }, (_, index) => team.#startWorker(kernels, index + 1));
    await Promise.all(others);
    return team;
  }

  load(ops: readonly Op[]): Program {
    const id = this.#programs++;
    const calls = bound(this.exports, ops, 0, this.threads);
    this.#send({ id, ops });
    return { run: () => this.#run(id, calls), unload: () => this.#send({ id }) };
  }

  /** Whether a thread of this team has failed; it can run nothing more. */
  get failed(): boolean {
    return this.#failed;
  }

  #run(id: number, calls: readonly Call[]): void {
    if (this.#failed) throw broken();
    this.#orders[PROGRAM_WORD] = id;
    if (this.threads > 1) this.exports.order(this.#control);
    try {
      for (const call of calls) {
        call();
        if (this.threads > 1 && this.exports.meet(this.#control, this.threads) !== 0) throw broken();
      }
    } catch (error) {
      this.#failed = true;
      this.exports.fail(this.#control);
      throw error;
    }
  }

  /** Settles when the thread waits for orders; from then on it cannot be heard of but through the memory. */
  async #startWorker(module: WebAssembly.Module, thread: number): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    const seat: Seat = {
      module,
      memory: this.heap.memory,
      control: this.#control,
      thread,
      threads: this.threads,
      port: port2,
    };
    const file = new URL(`./worker${extname(import.meta.filename)}`, import.meta.url);
    const worker = new Worker(file, { workerData: seat, transferList: [port2] });
    this.#ports.push(port1);
    await once(worker, "message");
    worker.unref();
    port1.unref();
  }

  #send(message: Message): void {
    for (const port of this.#ports) port.postMessage(message);
  }
}

function broken(): RunExpError {
  return new RunExpError(
    "engine-failed",
    "a thread of the wasm engine has failed, so this training cannot go on",
    "the same command goes on from the last epoch",
  );
}
