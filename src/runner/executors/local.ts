import { type ChildProcess, fork } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { getCompileCacheDir } from "node:module";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { RunExpError } from "../../base/errors.ts";
import { sweepTemporaries } from "../../base/files.ts";
import { keeping } from "../../store/failures.ts";
import { Checkpoints } from "../checkpoints.ts";
import type { Executor, Task, TaskEvent, TaskOutcome } from "./executor.ts";
import type { Answer, Order, Setup } from "./protocol.ts";
import { folderOf } from "./task.ts";

/** Of what a worker writes before it dies, so many characters are looked through for the reason. */
const LAST_WORDS = 10_000;

/** The line in which Node, or what runs on it, says why it ends. */
const REASON = /^(?:FATAL ERROR|\w*Error)\b.*: .*$/m;

interface Job {
  readonly task: Task;
  readonly tell: (event: TaskEvent) => void;
  readonly resolve: (outcome: TaskOutcome) => void;
  readonly reject: (error: Error) => void;
  /** How many epochs were done at most when a worker died with it; absent where none has. */
  diedAfter?: number;
  /** How many epochs are done. */
  epochs: number;
}

/**
 * Runs tasks in processes of this machine, each of which opens the data once. A process that dies takes no task with
 * it: another goes on from the newest checkpoint. Where that dies too before the task has come any further, the task has
 * failed.
 */
export class LocalExecutor implements Executor {
  readonly workers: number;
  readonly #setup: Setup;
  readonly #idle: ChildProcess[] = [];
  readonly #busy = new Map<ChildProcess, Job>();
  readonly #waiting: Job[] = [];
  readonly #said = new Map<ChildProcess, string>();
  readonly #signal: AbortSignal | undefined;
  readonly #interrupt = () => void this.close();
  #closing: Promise<void> | undefined;

  private constructor(workers: number, setup: Setup, signal: AbortSignal | undefined) {
    this.workers = workers;
    this.#setup = setup;
    this.#signal = signal;
    signal?.addEventListener("abort", this.#interrupt);
    if (signal?.aborted === true) this.#interrupt();
  }

  /** Once `signal` has fired, the executor is closed. */
  static async open(workers: number, setup: Setup, signal?: AbortSignal): Promise<LocalExecutor> {
    await keeping(setup.checkpoints, async () => {
      await mkdir(setup.checkpoints, { recursive: true });
      await sweepTemporaries(setup.checkpoints);
    });
    return new LocalExecutor(workers, setup, signal);
  }

  run(task: Task, tell: (event: TaskEvent) => void): Promise<TaskOutcome> {
    if (this.#closing !== undefined) return Promise.reject(interrupted());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, tell, resolve, reject, epochs: 0 });
      this.#hand();
    });
  }

  async forget(name: string): Promise<void> {
    await new Checkpoints(folderOf(this.#setup.checkpoints), name).remove();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#interrupt);
    const workers = [...this.#idle, ...this.#busy.keys()];
    const jobs = [...this.#busy.values(), ...this.#waiting.splice(0)];
    const ends = workers.map(
      (worker) => new Promise((resolve) => worker.once("exit", resolve).once("error", resolve)),
    );
    // Nothing is lost: what is saved of a task is whole at any moment.
    for (const worker of workers) worker.kill("SIGKILL");
    await Promise.all(ends);
    for (const job of jobs) job.reject(interrupted());
  }

  /** Gives waiting tasks to workers, as far as there are any. */
  #hand(): void {
    while (this.#closing === undefined && this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? (this.#busy.size < this.workers ? this.#start() : undefined);
      if (worker === undefined) return;
      const job = this.#waiting.shift()!;
      this.#busy.set(worker, job);
      order(worker, { type: "run", task: job.task });
    }
  }

  #start(): ChildProcess {
    const file = fileURLToPath(new URL(`./worker${extname(import.meta.filename)}`, import.meta.url));
    const compiled = process.env.NODE_COMPILE_CACHE ?? getCompileCacheDir?.();
    const worker = fork(file, [], {
      env: { ...process.env, ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled }) },
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: [],
    });
    worker.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#said.set(worker, `${this.#said.get(worker) ?? ""}${text}`.slice(-LAST_WORDS));
    });
    worker.on("message", (answer: Answer) => this.#hear(worker, answer));
    worker.on("error", ({ message }) => {
      if (worker.pid === undefined) this.#bury(worker, message); // otherwise its exit says the rest
    });
    worker.once("exit", (code, signal) => this.#bury(worker, signal ?? `exit code ${code}`));
    order(worker, { type: "setup", setup: this.#setup });
    return worker;
  }

  #hear(worker: ChildProcess, answer: Answer): void {
    const job = this.#busy.get(worker);
    if (job === undefined || this.#closing !== undefined) return;
    if (answer.type === "event") {
      const { event } = answer;
      if (event.type === "started") job.epochs = event.history.length;
      if (event.type === "epoch") job.epochs = event.record.epoch;
      job.tell(event);
      return;
    }
    this.#busy.delete(worker);
    this.#idle.push(worker);
    if (answer.type === "ended") job.resolve(answer.outcome);
    else if (answer.type === "refused") {
      job.reject(new RunExpError(answer.code, answer.message, answer.hint));
    } else job.reject(Object.assign(new Error("a worker failed"), { stack: answer.stack }));
    this.#hand();
  }

  #bury(worker: ChildProcess, how: string): void {
    const job = this.#busy.get(worker);
    const why = REASON.exec(this.#said.get(worker) ?? "")?.[0];
    this.#said.delete(worker);
    this.#busy.delete(worker);
    const idle = this.#idle.indexOf(worker);
    if (idle >= 0) this.#idle.splice(idle, 1);
    if (this.#closing !== undefined) return;
    if (job?.diedAfter !== undefined && job.epochs <= job.diedAfter) {
      const reason = `its worker process ended twice, at last in epoch ${job.epochs + 1} (${how})`;
      job.resolve({ status: "failed", reason: why === undefined ? reason : `${reason}: ${why}` });
    } else if (job !== undefined) {
      job.diedAfter = job.epochs;
      job.tell({
        type: "notice",
        message: `a worker process ended (${how}); its trial goes on in another one`,
      });
      this.#waiting.unshift(job);
    }
    this.#hand();
  }
}

/** Gives an order to a worker that may be dying: its end is told by its exit. */
function order(worker: ChildProcess, order: Order): void {
  if (worker.connected) worker.send(order, () => {});
}

function interrupted(): RunExpError {
  return new RunExpError("interrupted", "the search was interrupted", "the same command goes on from here");
}
