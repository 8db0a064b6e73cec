import { extname } from "node:path";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { RunExpError } from "../../base/errors.ts";
import { Heap } from "./heap.ts";
import type { KernelName } from "./kernels.ts";
import { type Exports, instantiate, loadKernels } from "./modules.ts";
import type { Op } from "./op.ts";
import { bound, type Call, CONTROL_BYTES, Meeting, type Message, PROGRAM_WORD, type Seat } from "./seat.ts";

/** How long this thread waits for the others before it looks whether they are still there. */
const PATIENCE_MS = 1000;

/** A program that the team knows. */
export interface Program {
  /** Runs it on all threads and returns when it is done. Throws where a thread has failed. */
  run(): void;
  /** Lets the team forget it. */
  unload(): void;
}

/** Hears of every kernel that has run how long it took, the wait for the last thread included. */
export type Clock = (kernel: KernelName, milliseconds: number) => void;

/** What a team may be started with, beside its number of threads. */
export interface TeamOptions {
  /** The kernels; absent, those in the machine's best arithmetic. */
  readonly module?: WebAssembly.Module;
  readonly clock?: Clock;
}

interface Other {
  readonly worker: Worker;
  /** Takes programs there, and errors back. */
  readonly port: MessagePort;
}

/**
 * The threads that run programs together over one memory: this thread, and workers that were started once and
 * sleep between programs. They go away with the process, or when the team is dismissed or one of them fails.
 */
export class Team {
  readonly threads: number;
  readonly heap: Heap;
  readonly exports: Exports;
  readonly #clock: Clock | undefined;
  readonly #control: number;
  readonly #orders: Int32Array;
  readonly #others: Other[] = [];
  #programs = 0;
  #failed = false;

  private constructor(threads: number, module: WebAssembly.Module, clock: Clock | undefined) {
    this.threads = threads;
    this.heap = new Heap();
    this.exports = instantiate(module, this.heap.memory);
    this.#clock = clock;
    this.#control = this.heap.allocate(CONTROL_BYTES);
    this.#orders = new Int32Array(this.heap.memory.buffer, this.#control, CONTROL_BYTES / 4);
    this.#orders.fill(0);
  }

  /** A team of so many threads. Throws a RunExpError `engine-unavailable` where they cannot be started. */
  static async start(threads: number, { module, clock }: TeamOptions = {}): Promise<Team> {
    const kernels = module ?? (await loadKernels()).module;
    const team = new Team(threads, kernels, clock);
    const starting = Array.from({ length: threads - 1 }, (_, index) => team.#startWorker(kernels, index + 1));
    const failed = (await Promise.allSettled(starting)).find((each) => each.status === "rejected");
    if (failed === undefined) return team;
    await team.dismiss();
    throw new RunExpError(
      "engine-unavailable",
      `the wasm engine cannot start ${threads} threads: ${(failed.reason as Error).message}`,
      "end other programs, or use engine: tfjs",
      { cause: failed.reason },
    );
  }

  /** Makes the program of these steps known to all threads. */
  load(ops: readonly Op[]): Program {
    const id = this.#programs++;
    this.#send({ id, ops });
    const shares = bound(this.exports, ops, 0, this.threads);
    const steps = shares.map((share, at) => this.#step(share, ops[at]!.kernel));
    return { run: () => this.#run(id, steps), unload: () => this.#send({ id }) };
  }

  /** Whether a thread of this team has failed, or all were sent away: it can run nothing more. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Ends the other threads. */
  async dismiss(): Promise<void> {
    this.#failed = true;
    await Promise.all(this.#others.map(({ worker }) => worker.terminate()));
  }

  /** One step of a program: this thread's share of it, then the wait for those of the others. */
  #step(share: Call, kernel: KernelName): Call {
    const step = this.threads === 1 ? share : () => this.#meetAfter(share);
    return this.#clock === undefined ? step : clocked(step, kernel, this.#clock);
  }

  #run(id: number, steps: readonly Call[]): void {
    if (this.#failed) throw broken();
    // Without a meeting at its end this order would be overtaken by the next, which a thread would then take for it.
    if (steps.length === 0) return;
    this.#orders[PROGRAM_WORD] = id;
    if (this.threads > 1) this.exports.order(this.#control);
    try {
      for (let at = 0; at < steps.length; at++) steps[at]!(); // without an iterator: a step makes no garbage
    } catch (error) {
      this.exports.fail(this.#control);
      void this.dismiss();
      throw broken(error);
    }
  }

  /** Returns when all threads are done with their shares. Throws where one will never be. */
  #meetAfter(share: Call): void {
    share();
    const meeting = this.exports.arrive(this.#control, this.threads);
    let end = this.exports.awaitOthers(this.#control, meeting, PATIENCE_MS);
    while (end === Meeting.late) {
      // Nothing that happens to a worker reaches this thread while it waits here, so it has to look.
      if (!this.#others.every(isRunning)) throw new Error("a thread has ended");
      end = this.exports.awaitOthers(this.#control, meeting, PATIENCE_MS);
    }
    if (end === Meeting.broken) throw this.#firstError();
  }

  /** What the thread that failed has said about it. */
  #firstError(): Error {
    const said = this.#others.map(({ port }) => receiveMessageOnPort(port));
    return new Error(said.find((read) => read !== undefined)?.message ?? "a thread has failed");
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
    // It takes none of this process's flags: some, like --input-type, are of no use to a file.
    const worker = new Worker(file, { workerData: seat, transferList: [port2], execArgv: [] });
    this.#others.push({ worker, port: port1 });
    await new Promise<void>((resolve, reject) => {
      worker.once("message", () => resolve());
      // Also after the start: a worker that ends on its own leaves the team broken.
      worker.on("error", reject);
      worker.on("exit", (code) => {
        this.#failed = true;
        reject(new Error(`a thread ended with exit code ${code}`));
      });
    });
    worker.unref();
    port1.unref();
    isRunning({ worker }); // Node remembers from the first look when the thread began, which later ones need
  }

  #send(message: Message): void {
    for (const { port } of this.#others) port.postMessage(message);
  }
}

/** Whether a thread is there. One that has ended has no idle time any more, which Node says by a negative one. */
function isRunning({ worker }: Pick<Other, "worker">): boolean {
  return worker.performance.eventLoopUtilization().idle >= 0;
}

/** The same step, measured. */
function clocked(step: Call, kernel: KernelName, clock: Clock): Call {
  return () => {
    const start = performance.now();
    step();
    clock(kernel, performance.now() - start);
  };
}

function broken(cause?: unknown): RunExpError {
  return new RunExpError(
    "engine-failed",
    "a thread of the wasm engine has failed, so this training cannot go on",
    "the same command goes on from the last epoch",
    { cause },
  );
}
