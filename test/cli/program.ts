import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** What a call of the program left behind. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions {
  /** The working folder. */
  readonly cwd: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Put before the program, for Node itself. */
  readonly node?: readonly string[];
  /** Is given the process and all that it has written so far, whenever it writes. */
  watch?(child: ChildProcess, written: string): void;
}

const PROGRAM = resolve("src/cli.ts");

/** Calls the program as a person does, in a process of its own, and waits for its end. */
export function runExp(args: readonly string[], { cwd, env, node = [], watch }: CallOptions): Promise<Ended> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [...node, PROGRAM, ...args], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      // The second call of a test file starts from compiled code.
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "run-exp-tests"), ...env },
    });
    const written = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].on("data", (chunk: Buffer) => {
        written[name] += chunk;
        watch?.(child, written.stdout + written.stderr);
      });
    }
    child.on("close", (code) => settle({ code, ...written }));
  });
}
