import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { scratch } from "../scratch.ts";

/** Where children keep compiled code for each other, or most of their time would go into that. */
const CACHE = scratch();

const PROGRAM = new URL("./child.ts", import.meta.url).pathname;

/** A process that is ready to run an experiment. */
export interface Child {
  readonly pid: number;
  begin(): void;
  kill(): void;
  /** What it said when it ended; `killed` where it was. */
  ended(): Promise<string>;
}

/** Starts `child.ts` and waits until it is ready. */
export async function child(...options: string[]): Promise<Child> {
  const started: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    process.execPath,
    [PROGRAM, ...options],
    {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, NODE_COMPILE_CACHE: CACHE },
    },
  );
  let said = "";
  let complaint = "";
  started.stdout.on("data", (chunk) => (said += chunk));
  started.stderr.on("data", (chunk) => (complaint += chunk));
  started.stdin.on("error", () => {}); // it may be dead already
  const closed = once(started, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  await Promise.race([once(started.stdout, "data"), closed]);
  return {
    pid: started.pid!,
    begin: () => started.stdin.end("begin\n"),
    kill: () => started.kill("SIGKILL"),
    async ended() {
      const [code, signal] = await closed;
      if (signal === "SIGKILL") return "killed";
      if (code !== 0) throw new Error(`a child ended with ${signal ?? code}:\n${complaint}`);
      return said.replace(/^ready\n/, "").trim();
    },
  };
}
