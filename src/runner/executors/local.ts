import { type ChildProcess, fork } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { RunExpError } from "../../base/errors.ts";
import { Checkpoints } from "../checkpoints.ts";
import type { Executor, Task, TaskEvent, TaskOutcome } from "./executor.ts";
import type { Answer, Order, Setup } from "./protocol.ts";
import { folderOf } from "./task.ts";

/** Of what a worker writes before it dies, so much is told: the last characters. */
const LAST_WORDS = 300;

interface Job {
  readonly task: Task;
  readonly tell: (event: TaskEvent) => void;
  readonly resolve: (outcome: TaskOutcome) => void;
  readonly reject: (error: Error) => void;
  /** How many epochs were done when a worker died with it; absent where none has. */
  diedAfter?: number;
  /** How many epochs are done. */
  epochs: number;
}

/**
 * Runs tasks in processes of this machine, each of which opens the data once. A process that dies takes no task with
 * it: another goes on from the newest checkpoint. Where one dies again before the task has come any further, the task
 * has failed.
 */
export class LocalExecutor implements Executor {
  readonly workers: number;
  readonly #setup: Setup;
  readonly #idle: ChildProcess[] = [];
  readonly #busy = new Map<ChildProcess, Job>();
  readonly #waiting: Job[] = [];
  readonly #said = new Map<ChildProcess, string>();
  #closed = false;

  constructor(workers: number, setup: Setup) {
    this.workers = workers;
    this.#setup = setup;
  }

  run(task: Task, tell: (event: TaskEvent) => void): Promise<TaskOutcome> {
    if (this.#closed) return Promise.reject(interrupted());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, tell, resolve, reject, epochs: 0 });
      this.#hand();
    });
  }

  async forget(name: string): Promise<void> {
    await new Checkpoints(folderOf(this.#setup.checkpoints), name).remove();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const workers = [...this.#idle, ...this.#busy.keys()];
    const jobs = [...this.#busy.values(), ...this.#waiting.splice(0)];
    const ends = workers.map(
      (worker) => new Promise<void>((resolve) => worker.once("exit", () => resolve())),
    );
    for (const worker of workers) worker.kill("SIGKILL");
    await Promise.all(ends);
    for (const job of jobs) job.reject(interrupted());
  }

  /** Gives waiting tasks to workers, as far as there are any. */
  #hand(): void {
    while (!this.#closed && this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? (this.#busy.size < this.workers ? this.#start() : undefined);
      if (worker === undefined) return;
      const job = this.#waiting.shift()!;
      this.#busy.set(worker, job);
      order(worker, { type: "run", task: job.task });
    }
  }

  #start(): ChildProcess {
    const file = fileURLToPath(new URL(`./worker${extname(import.meta.filename)}`, import.meta.url));
    const worker = fork(file, [], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: [],
    });
    worker.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#said.set(worker, `${this.#said.get(worker) ?? ""}${text}`.slice(-LAST_WORDS));
    });
    worker.on("message", (answer: Answer) => this.#hear(worker, answer));
    worker.on("error", () => {}); // its exit says the rest
    worker.once("exit", (code, signal) => this.#bury(worker, signal ?? `exit code ${code}`));
    order(worker, { type: "setup", setup: this.#setup });
    return worker;
  }

  #hear(worker: ChildProcess, answer: Answer): void {
    const job = this.#busy.get(worker);
    if (job === undefined) return;
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
    else job.reject(Object.assign(new Error("a worker failed"), { stack: answer.stack }));
    this.#hand();
  }

  #bury(worker: ChildProcess, how: string): void {
    const job = this.#busy.get(worker);
    const said = this.#said.get(worker)?.trim().split("\n").at(-1) ?? "";
    this.#said.delete(worker);
    this.#busy.delete(worker);
    const idle = this.#idle.indexOf(worker);
    if (idle >= 0) this.#idle.splice(idle, 1);
    if (job === undefined || this.#closed) return;
    if (job.diedAfter === job.epochs) {
      const words = said === "" ? "" : `: ${said}`;
      job.resolve({
        status: "failed",
        reason: `its worker process ended twice in epoch ${job.epochs + 1} (${how})${words}`,
      });
    } else {
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
